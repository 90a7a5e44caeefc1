import { languageOf } from "./languages";

/** Languages that may give each other text: a family shares one grammar, as far as a completion is concerned. */
export type LanguageFamily = string;

/** The family of everything that is written in words: Markdown, plain text, the commit box, and comments where they are read as prose. */
export const proseFamily: LanguageFamily = "prose";

/** Families of more than one language. Every other language is a family by itself. */
const families: Readonly<Record<string, LanguageFamily>> = {
  typescript: "script",
  typescriptreact: "script",
  javascript: "script",
  javascriptreact: "script",
  c: "c",
  cpp: "c",
  plaintext: proseFamily,
  markdown: proseFamily,
  restructuredtext: proseFamily,
  asciidoc: proseFamily,
  scminput: proseFamily,
  "git-commit": proseFamily,
};

/** Finds a language's family by its id, whatever the editor calls it; a language that the table lacks is a family by itself. */
export function familyOf(languageId: string): LanguageFamily {
  const { id } = languageOf(languageId);
  return families[id] ?? (id === "unknown" ? languageId.toLowerCase() : id);
}
