import { languageOf } from "../../context/languages";
import type { Rule } from "./rule";

/**
 * Tokens that models use between the parts of a prompt, by family:
 * `<|…|>` (OpenAI, Qwen, CodeGemma, Llama 3, ours), `<fim_…>` and `<fim-…>` with StarCoder's metadata, `<PRE>` (Code Llama),
 * `<｜…｜>` (DeepSeek), `[SUFFIX]` (Codestral), `<<SYS>>` and `[INST]` (Llama 2); and `<secret-1>`, our own for a secret, where it was made up.
 */
const token =
  /<\|[a-z][a-z0-9_ ]{0,30}\|>|<｜[^｜\n]{1,30}｜>|<fim[_-](?:prefix|suffix|middle|pad)>|<(?:PRE|SUF|MID|EOT)>|^<(?:filename|reponame)>|<(?:gh_stars|file_sep|repo_name|issue_start|jupyter_start|empty_output|commit_before)>|\[(?:PREFIX|SUFFIX|MIDDLE|INST)\]|\[\/INST\]|<<\/?SYS>>|<end_of_turn>|<start_of_turn>|<secret-\d+>/gm;

/** Cuts the text at the first token of a prompt's own language. A token that the document itself holds is content, and so is a tag. */
export const specialTokens: Rule = {
  name: "specialTokens",
  apply(text, around) {
    for (const match of text.matchAll(token)) {
      const isTag = match[0] === "<PRE>" && languageOf(around.languageId).blockStyle === "tags";
      if (!isTag && !around.contains(match[0])) return text.slice(0, match.index);
    }
    return text;
  },
};
