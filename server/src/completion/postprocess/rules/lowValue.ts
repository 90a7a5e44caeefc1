import type { Rule } from "../lib/rule";

/** Closing brackets and quotes, with the marks that separate what they close: `);`, `"],`, `})`. A near miss is `();`, which opens. */
const onlyCloses = /^[\s)\]}>"'`;,:]+$/;

/** Marks of comments without words: `//`, `--`, `#`. A near miss is `// a`. */
const onlyMarks = /^(?:\/{2,}!?|#+|-{2,}|\/\*+|\*+\/|<!--|-->|;{2,})$/;

/** Refuses text that is not worth a glance: nothing, a single character, closers, or a comment's mark. A request gets the last two. */
export const lowValue: Rule = {
  name: "lowValue",
  why: "A single character, or a bracket's end, is typed faster than read.",
  example: {
    languageId: "typescript",
    before: "start(",
    reply: ");",
    rest: "\n",
    result: null,
    isAutomatic: true,
  },
  apply(text, { isAutomatic }) {
    const content = text.trim();
    if (content === "") return { drop: "The model had nothing to add here." };
    const isOne = content.length === 1;
    if (isOne && !/[\p{L}\p{N}_)\]}]/u.test(content)) return { drop: "A single mark is not worth a suggestion." };
    if (isAutomatic && isOne) return { drop: "A single character is not worth a suggestion." };
    if (isAutomatic && onlyCloses.test(content)) return { drop: "Closing brackets alone are not worth a suggestion." };
    if (isAutomatic && onlyMarks.test(content)) return { drop: "A comment's mark alone is not worth a suggestion." };
    return text;
  },
};
