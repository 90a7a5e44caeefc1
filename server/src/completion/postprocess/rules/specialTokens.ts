import { languageOf } from "../../../code/languages";
import { endTokenIn } from "../../../model/prompt/endTokens";
import type { Rule } from "../lib/rule";

/**
 * Cuts the text at the first token of a model's own vocabulary, such as `<|endoftext|>` or `</s>`. A token that the document
 * itself contains is content, and so are elements if the language has tags.
 */
export const specialTokens: Rule = {
  name: "specialTokens",
  why: "A model's own end marks are not code.",
  example: {
    languageId: "typescript",
    before: "const total = ",
    reply: "sum(prices);<|fim_suffix|>\nexport {};",
    rest: "\n",
    result: "sum(prices);",
  },
  apply(text, around) {
    const hasTags = languageOf(around.languageId).blockStyle === "tags" || around.languageId.endsWith("react");
    const at = endTokenIn(text, {
      beforeCaret: around.beforeCaret,
      hasTags,
      isContent: (token) => around.contains(token),
    });
    return at === undefined ? text : text.slice(0, at);
  },
};
