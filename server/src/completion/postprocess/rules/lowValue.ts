import type { Rule } from "../lib/rule";

/** Refuses text that is not worth a glance: nothing, or a mark that is typed faster than read. */
export const lowValue: Rule = {
  name: "lowValue",
  why: "A single mark is typed faster than read.",
  example: {
    languageId: "typescript",
    before: "start()",
    reply: ";",
    rest: "\n",
    result: null,
  },
  apply(text) {
    const content = text.trim();
    if (content === "") return { drop: "Nothing but blanks was left." };
    if (content.length === 1 && !/[\p{L}\p{N}_)\]}]/u.test(content))
      return { drop: "A single mark is not worth offering." };
    return text;
  },
};
