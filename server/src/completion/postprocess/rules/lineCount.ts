import { isClosingRest } from "../../../code/closingRest";
import type { Rule } from "../lib/rule";

/** Cuts to one line if one was requested, or if text other than closing brackets follows the caret on its line. */
export const lineCount: Rule = {
  name: "lineCount",
  why: "An automatic offer is one line; so is one in the middle of a line.",
  example: {
    languageId: "typescript",
    before: "if (ready) {\n  ",
    reply: "start();\n  report();",
    rest: "\n}\n",
    result: "start();",
    lines: "one",
  },
  apply(text, { lines, beforeCaret, rest }) {
    if (!isClosingRest(rest)) return text.split("\n", 1)[0] ?? "";
    if (lines === "block") return text;
    // At the end of a complete line, the one line wanted is the next.
    const start = beforeCaret.trim() === "" || rest.trim() !== "" ? 0 : (/^\s*\n/.exec(text)?.[0].length ?? 0);
    const end = text.indexOf("\n", start === 0 ? firstContent(text, beforeCaret) : start);
    return end < 0 ? text : text.slice(0, end);
  },
};

/** Returns the start of the content: on a blank line, blank lines before it do not count as the one line. */
function firstContent(text: string, beforeCaret: string): number {
  return beforeCaret.trim() === "" ? (/^\s*/.exec(text)?.[0].length ?? 0) : 0;
}
