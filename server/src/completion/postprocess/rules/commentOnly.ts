import { languageOf } from "../../../code/languages";
import { startsLineComment } from "../lib/startsLineComment";
import type { Rule } from "../lib/rule";

/** Keeps a comment a comment: it ends where the model continues with code. */
export const commentOnly: Rule = {
  name: "commentOnly",
  why: "A comment's next line needs its mark; without one it would be code.",
  example: {
    languageId: "typescript",
    before: "// ",
    reply: "Adds up\nall the prices",
    rest: "\n",
    result: "Adds up",
  },
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
    // The comment's end is already after the caret, on this line.
    return text.slice(0, rest.trimStart().startsWith(close) ? end : end + close.length);
  },
};
