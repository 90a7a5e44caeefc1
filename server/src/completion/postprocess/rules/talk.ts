import { isBetweenTags, isPlaceholder, isTalk, saysNothing } from "../../../model/prompt/talk";
import { looksLikeCode } from "../../../code/looksLikeCode";
import type { Rule } from "../lib/rule";
import type { Surroundings } from "../lib/surroundings";

/** Languages that have no strings in backticks. */
const withoutBackticks = /^(?:python|java|csharp|c|cpp|rust|css|scss|less|json|jsonc|yaml|toml)$/;

/**
 * Removes a model's words to the user from code: sentences, placeholders for omitted code, a
 * word for nothing, and backticks around the whole.
 */
export const talk: Rule = {
  name: "talk",
  why: "Sentences to the user would be inserted as code.",
  example: {
    languageId: "typescript",
    before: "",
    reply: "start();\nLet me know if you need anything else.",
    rest: "\n",
    result: "start();",
  },
  apply(text, around) {
    if (around.place !== "code") return text;
    const said = text.trim();
    if (!around.contains(said) && saysNothing(text, around.languageId))
      return { drop: "The model said that nothing belongs here." };
    const isMarkup = isBetweenTags(textBefore(around), [around.rest, ...around.below].join("\n"));
    const isOther = (line: string): boolean =>
      !around.contains(line.trim()) &&
      (isPlaceholder(line) || isTalk(line, { languageId: around.languageId, isMarkup }));
    const lines = text.split("\n");
    const first = lines.findIndex((line) => line.trim() !== "" && !isPlaceholder(line));
    const from = lines.slice(0, Math.max(0, first)).some(isOther) ? first : 0;
    const kept = lines.slice(from);
    const end = kept.findIndex((line) => line.trim() !== "" && isOther(line));
    const rest = (end < 0 ? kept : kept.slice(0, end)).join("\n");
    if (rest.trim() === "" && said !== "") return { drop: "The model answered with sentences instead of code." };
    return withoutQuotes(end < 0 ? rest : rest.trimEnd(), around);
  },
};

/** Removes backticks around a whole text, unless they are a string. */
function withoutQuotes(text: string, { languageId, beforeCaret }: Surroundings): string {
  const inner = /^\s*(`{1,2})(?!`)([^`]+)\1\s*$/.exec(text)?.[2]?.trim();
  if (inner === undefined) return text;
  const isStatement = /(?:^|[{};:])\s*$/.test(beforeCaret);
  const mayBeString = !withoutBackticks.test(languageId) && !isStatement;
  return mayBeString && !(looksLikeCode(inner) && /[;{]$/.test(inner)) ? text : inner;
}

function textBefore({ above, beforeCaret }: Surroundings): string {
  return [...above.slice(-10), beforeCaret].join("\n");
}
