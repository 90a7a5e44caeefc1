import { languageOfLines } from "../../code/proseLanguage";

const messageLanguages = ["en", "de", "fr", "es", "pt"] as const;

/** Languages that messages are written in. */
export type MessageLanguage = (typeof messageLanguages)[number];

/** Finds the language of most of some subjects; English where too few of them show one. */
export function languageOfSubjects(subjects: readonly string[]): MessageLanguage {
  return languageOfLines(subjects, messageLanguages) ?? "en";
}
