import type { WriterInput } from "./writerInput";

/** Number of examples from the log; a model needs no more. // guess */
const exampleCount = 12;
const moodWords = {
  imperative: "imperative (add)",
  past: "past (added)",
  present: "present (adds)",
  gerund: "gerund (adding)",
};
const languageNames = { en: "English", de: "German", fr: "French", es: "Spanish", pt: "Portuguese" };

/** Describes in words how messages are written in a repository, with examples from its log. */
export function customsOf({ style, history, instructions, branch }: WriterInput): string {
  const people = history.filter(({ isBot }) => !isBot);
  const { form, hasArea, language, mood, isCapitalized, hasBackticks, hasBody, maxLength, types, scopes, scopeUse } =
    style;
  const lines = [
    "Customs of this repository:",
    `- form: ${form === "conventional" ? "type(scope): subject" : hasArea ? "area: subject, with the area in scope and an empty type" : "plain subject, empty type and scope"}`,
    ...(form === "conventional"
      ? [
          `- types: ${types.length > 0 ? types.join(", ") : "the conventional ones"}`,
          `- scope: ${scopeUse}${scopes.length > 0 ? `, one of ${scopes.join(", ")}` : ""}`,
        ]
      : []),
    `- language: ${languageNames[language]}${language === "en" ? `, ${moodWords[mood]}` : ""}`,
    `- subject: at most ${maxLength} characters with type and scope, ${isCapitalized ? "capital" : "lower-case"} first letter, names of code ${hasBackticks ? "in" : "without"} backticks`,
    `- body: ${hasBody ? "usual" : "unusual"}`,
    `- branch: ${branch}`,
    ...(people.length > 0
      ? ["Earlier subjects:", ...people.slice(0, exampleCount).map(({ subject }) => `  ${subject}`)]
      : []),
    ...(instructions === "" ? [] : ["What the repository asks for:", instructions]),
  ];
  return lines.join("\n");
}
