import { languageOfProse } from "../../../code/proseLanguage";
import type { Rule } from "../lib/rule";

/** Continues in the language in which the author writes, if both can be recognised. */
export const otherLanguage: Rule = {
  name: "otherLanguage",
  why: "A comment stays in the language in which its author writes.",
  example: {
    languageId: "typescript",
    before: "// Die Liste wird nicht mit dem Server abgeglichen.\n// Das ist ",
    reply: "what the user would have when they are not online",
    rest: "\n",
    result: null,
  },
  apply(text, { place, above, beforeCaret }) {
    if (place === "code" || place === "string") return text;
    const offered = languageOfProse(text);
    if (offered === undefined) return text;
    const written = languageOfProse(paragraph(above, beforeCaret));
    return written === undefined || written === offered
      ? text
      : { drop: "The suggestion was in another language than the text before it." };
  },
};

/** Returns the lines right above the caret's that are also prose, and the caret's. */
function paragraph(above: readonly string[], beforeCaret: string): string {
  const isComment = /^\s*(?:\/\/|\/?\*|#|--|<!--)/.test(beforeCaret);
  let from = above.length;
  while (from > 0 && above.length - from < 12) {
    const line = above[from - 1] ?? "";
    if (isComment ? !/^\s*(?:\/\/|\/?\*|#|--|<!--)/.test(line) : line.trim() === "" && from < above.length) break;
    from--;
  }
  return [...above.slice(from), beforeCaret].join("\n");
}
