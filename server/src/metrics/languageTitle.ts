import { languageOf } from "../code/languages";

/** Names a language for people, by its label in the figures. */
export function languageTitle(label: string): string {
  return label === "other" ? "other languages" : languageOf(label).name;
}
