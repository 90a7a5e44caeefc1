import type { MessageLanguage } from "../style/messageLanguage";
import { english, type PhraseName, type Phrases } from "./phrases/english";
import { french } from "./phrases/french";
import { german } from "./phrases/german";
import { portuguese } from "./phrases/portuguese";
import { spanish } from "./phrases/spanish";

/** A phrase with its values. Names of code are in backticks, which a style may remove. */
export interface Phrase {
  readonly phrase: PhraseName;
  readonly values: PhraseValues;
}

/** Values of a phrase: the thing that changed, its place, and two more. */
export type PhraseValues = Readonly<Partial<Record<"x" | "y" | "a" | "b", string>>>;

const tables: Readonly<Record<MessageLanguage, Phrases>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  pt: portuguese,
};

/** Words a phrase in a language; English ones in the imperative. */
export function say({ phrase, values }: Phrase, language: MessageLanguage): string {
  const text = tables[language][phrase].replace(
    /\{([xyab])\}/g,
    (_, name: string) => (name === "x" ? values.x : name === "y" ? values.y : name === "a" ? values.a : values.b) ?? "",
  );
  return fillIn(text, language);
}

/** Puts a language's own joining words into a list of names, see `listed` in naming.ts. */
export function fillIn(text: string, language: MessageLanguage): string {
  const { and, more } = tables[language];
  return text.replace(
    /\{and\}(?:\{(\d+)\})?/g,
    (_, count: string | undefined) => ` ${and} ${count === undefined ? "" : more.replace("{n}", count)}`,
  );
}
