import type { Rule } from "./rule";

/** Embeddings, overrides and isolates: they can make code look like other code (Trojan Source, CVE-2021-42574). */
const bidiOverride = /[\u202a-\u202e\u2066-\u2069]/;
/** Controls without a meaning in text, marks nobody sees, and halves of surrogate pairs. Tab and line feed stay. */
const invisible =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u2060\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Refuses text that can lie about its order, removes what nobody can see, and cuts at a character that was left incomplete. */
export const controlCharacters: Rule = {
  name: "controlCharacters",
  apply(text) {
    if (bidiOverride.test(text))
      return { drop: "It held characters that change the direction of text, which can hide what code does." };
    const broken = text.indexOf("\ufffd");
    return (broken < 0 ? text : text.slice(0, broken)).replace(invisible, "");
  },
};
