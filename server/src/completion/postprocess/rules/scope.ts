import type { Rule } from "../lib/rule";
import { createScope } from "../lib/scopeLines";

/** Ends the text with the statement or block that the caret is in. */
export const scope: Rule = {
  name: "scope",
  why: "An offer ends with the statement or block in which it began.",
  example: {
    languageId: "typescript",
    before: "let a =",
    reply: " 1;\nlet b = 2;",
    rest: "\n",
    result: " 1;",
  },
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
