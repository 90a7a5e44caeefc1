import type { Rule } from "../lib/rule";

/** Embeddings, overrides and isolates: they can make code look like other code (Trojan Source, CVE-2021-42574). */
const bidiOverride = /[\u202a-\u202e\u2066-\u2069]/;
/**
 * Invisible characters: controls without a meaning in text, blanks of no width, fillers, tags and selectors in which a text can be
 * hidden, halves of surrogate pairs. Tab and line feed stay, and so do joiners of emoji and of letters in scripts that need them.
 */
const invisible = new RegExp(
  [
    String.raw`[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb\p{Cs}]`,
    // All that Unicode calls ignorable, but for the joiners and the two selectors of emoji.
    String.raw`(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}`,
    // Joiners join nothing beside ASCII, but distinguish two names that look alike.
    String.raw`(?<![^\0-\x7f])(?:\u200c|\u200d)|(?:\u200c|\u200d)(?![^\0-\x7f])`,
  ].join("|"),
  "gu",
);

/** Refuses text that can misrepresent its order, removes invisible characters, and cuts at an incomplete character. */
export const controlCharacters: Rule = {
  name: "controlCharacters",
  why: "Characters that can't be seen can hide what code does.",
  example: {
    languageId: "typescript",
    before: "const total = ",
    reply: "sum(\u200bprices);",
    rest: "\n",
    result: "sum(prices);",
  },
  apply(text) {
    if (bidiOverride.test(text))
      return {
        drop: "The suggestion held characters that change the direction of text, which can hide what code does.",
      };
    const broken = text.indexOf("\ufffd");
    return (broken < 0 ? text : text.slice(0, broken)).replace(invisible, "");
  },
};
