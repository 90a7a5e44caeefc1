import type { Rule } from "./rule";
import { createScope } from "./scopeLines";

/** Ends the text with the statement or block that the caret is in. */
export const scope: Rule = {
  name: "scope",
  apply(text, around) {
    const accept = createScope(around, { until: "statementEnd" });
    const lines = text.split("\n");
    for (const [index, line] of lines.entries()) {
      const verdict = accept(line);
      if (verdict === "stop") return lines.slice(0, index).join("\n");
      if (verdict === "last") return lines.slice(0, index + 1).join("\n");
    }
    return text;
  },
};
