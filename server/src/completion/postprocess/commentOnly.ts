import { languageOf } from "../../code/languages";
import type { Rule } from "./rule";

/** Keeps a comment a comment: it ends where the model continues with code. */
export const commentOnly: Rule = {
  name: "commentOnly",
  apply(text, { place, languageId, beforeCaret, rest }) {
    const language = languageOf(languageId);
    if (place === "lineComment" || (place === "docComment" && startsLineComment(beforeCaret, languageId))) {
      const lines = text.split("\n");
      // A text that opens with a line end takes the comment for finished.
      if (lines[0]?.trim() === "" && beforeCaret.trim() !== "") return text;
      const end = lines.findIndex((line, index) => index > 0 && !startsLineComment(line, languageId));
      return end < 0 ? text : lines.slice(0, end).join("\n");
    }
    if (place !== "blockComment" && place !== "docComment") return text;
    const close = language.blockComments.find((form) => text.includes(form.close))?.close;
    if (close === undefined) return text;
    const end = text.indexOf(close);
    // The comment's end is behind the caret already, on this line.
    return text.slice(0, rest.trimStart().startsWith(close) ? end : end + close.length);
  },
};

/** Whether a line starts with one of the language's line comments. */
export function startsLineComment(line: string, languageId: string): boolean {
  const { lineComments, docLineComments } = languageOf(languageId);
  return [...docLineComments, ...lineComments].some((token) => line.trimStart().startsWith(token));
}
