import { languageOf } from "../../../code/languages";
import { startsLineComment } from "../lib/startsLineComment";
import { looksLikeCode } from "../../../code/looksLikeCode";
import type { Rule } from "../lib/rule";
import type { Surroundings } from "../lib/surroundings";

/**
 * Never comments out code: a comment continues in words, or not at all. Examples in doc comments (`@example`, a fence) are code
 * by intent.
 */
export const commentedCode: Rule = {
  name: "commentedCode",
  why: "Commented-out code is noise in a file.",
  example: {
    languageId: "typescript",
    before: "// ",
    reply: "const result = run(job);",
    rest: "\nrun();\n",
    result: null,
  },
  apply(text, around) {
    const { place, beforeCaret } = around;
    if (place !== "lineComment" && place !== "blockComment" && place !== "docComment") return text;
    if (isExample(around)) return text;
    const lines = text.split("\n");
    // A text that opens with a line end takes the comment for finished.
    if (startsLineComment(beforeCaret, around.languageId) && lines[0]?.trim() === "") return text;
    const first = lines.findIndex((line) => line.trim() !== "");
    const index = lines.findIndex((line, number) => {
      // The comment's opening is before its last mark on the line.
      const content = contentOf(number === 0 ? beforeCaret + line : line, around.languageId);
      return content !== "" && (looksLikeCode(content) || isCodeNearby(content, around));
    });
    if (index < 0) return text;
    return index <= first
      ? { drop: "The suggestion would have been code in a comment." }
      : lines.slice(0, index).join("\n");
  },
};

/** Returns a comment line's content without its marks. */
function contentOf(line: string, languageId: string): string {
  const { lineComments, docLineComments } = languageOf(languageId);
  const tokens = [...docLineComments, ...lineComments];
  const starts = tokens.map((token) => line.lastIndexOf(token)).filter((start) => start >= 0);
  const start = starts.length === 0 ? 0 : Math.max(...starts);
  return line
    .slice(start)
    .replace(/^\s*(?:\/{2,}[/!]?|\/\*+!?|\*+(?!\/)|#+|--+|;+|<!--)?\s*/, "")
    .replace(/\s*(?:\*\/|-->)\s*$/, "")
    .trim();
}

/** Reports whether the document has the same line as code. */
function isCodeNearby(content: string, { above, below }: Surroundings): boolean {
  if (content.length < 8 || !/[()[\]{}=;]/.test(content)) return false;
  return [...above, ...below].some((line) => line.trim() === content);
}

/** Reports whether the caret is in an example inside a comment. */
function isExample({ above, beforeCaret }: Surroundings): boolean {
  const lines = [...above, beforeCaret];
  let fenceCount = 0;
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index] ?? "";
    if (/^\s*(?:\*|\/\/[/!]?|#)?\s*(?:```|~~~)/.test(line)) fenceCount++;
    if (/^\s*\*?\s*@/.test(line)) return fenceCount % 2 === 1 || /^\s*\*?\s*@example\b/.test(line);
    if (!/^\s*(?:\*|\/\/|\/\*|#)/.test(line)) break;
    if (/^\s*\/\*/.test(line)) break;
  }
  return fenceCount % 2 === 1;
}
