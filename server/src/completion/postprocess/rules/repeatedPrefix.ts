import type { Rule } from "../lib/rule";

/** Most lines above the caret with which an echo may start. */
const maxEchoLines = 6;
/** Shortest echo that cannot be chance, in UTF-16 units. */
const minEchoLength = 4; // guess

/** Removes an echo of the text before the caret; refuses a text that only repeats the line above. */
export const repeatedPrefix: Rule = {
  name: "repeatedPrefix",
  why: "Some models begin with the line that is typed already.",
  example: {
    languageId: "typescript",
    before: "const total = ",
    reply: "const total = sum(prices);",
    rest: "\n",
    result: "sum(prices);",
  },
  apply(text, around) {
    const { above, beforeCaret, place } = around;
    if (place === "text") return text;
    const answer = text.trimStart();
    const isRepetitive = repeatsItself(above);
    for (let count = isRepetitive ? 0 : Math.min(maxEchoLines, above.length); count >= 0; count--) {
      const echo = [...(count === 0 ? [] : above.slice(-count)), beforeCaret].join("\n").trimStart();
      const isSubstantial = echo.trim().length >= minEchoLength && /\p{L}/u.test(echo);
      // An echo of whole lines must show at least one of them; blank lines alone prove nothing.
      if (!isSubstantial || (count > 0 && (above.at(-count) ?? "").trim() === "")) continue;
      if (answer.startsWith(echo)) return answer.slice(echo.length);
    }
    const previous = above.findLast((line) => line.trim() !== "");
    if (beforeCaret.trim() !== "" || previous === undefined || isRepetitive) return text;
    const [first = ""] = answer.split("\n", 1);
    return first.trim() === previous.trim() && isOwnStatement(first)
      ? { drop: "The suggestion only repeated the line above the caret." }
      : text;
  },
};

/** Reports whether the document itself repeats its last line, so that a third time may be intended. */
function repeatsItself(above: readonly string[]): boolean {
  const last = above.findLastIndex((line) => line.trim() !== "");
  const before = above.slice(0, Math.max(0, last)).findLast((line) => line.trim() !== "");
  return before !== undefined && before.trim() === above.at(last)?.trim();
}

/** Reports whether a line is a statement: closing lines and bare keywords repeat in good code. */
function isOwnStatement(line: string): boolean {
  return (
    (line.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 6 && !/^\s*(?:<\/|end\b|return\b|break\b|continue\b)/.test(line)
  );
}
