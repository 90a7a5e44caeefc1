import type { Rule } from "../lib/rule";

/** The word at the end of a text. */
const lastWord = /[\p{L}\p{N}_$]+$/u;

/** Ends a text with a whole word, where the model was cut off, or another rule cut. */
export const wholeWord: Rule = {
  name: "wholeWord",
  why: "Half a word has to be read, finished or deleted.",
  example: {
    languageId: "plaintext",
    before: "We mea",
    reply: "sure the temper",
    rest: "\n",
    result: "sure the",
    isCutOff: true,
  },
  apply(text, { reply, isCutOff, rest }) {
    const word = lastWord.exec(text)?.[0];
    if (word === undefined || /^[\p{L}\p{N}_$]/u.test(rest)) return text;
    const line = text.slice(text.lastIndexOf("\n") + 1).trimStart();
    const isWhole = (at: number): boolean => {
      const next = reply.charAt(at + line.length);
      return next === "" ? !isCutOff : !/^[\p{L}\p{N}_$]/u.test(next);
    };
    let at = reply.indexOf(line);
    if (at < 0) return text;
    for (; at >= 0; at = reply.indexOf(line, at + 1)) if (isWhole(at)) return text;
    const kept = text.slice(0, -word.length).trimEnd();
    return kept === "" ? { drop: "The suggestion ended inside a word." } : kept;
  },
};
