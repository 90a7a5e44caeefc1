import { languageOf } from "./languages";

/** Group of languages that may share text: a family has one grammar, as far as a completion is concerned. */
export type LanguageFamily = string;

/** The family of all prose: Markdown, plain text, the commit box, and comments read as prose. */
export const proseFamily: LanguageFamily = "prose";

/** Families of more than one language. Every other language is its own family. */
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
  latex: proseFamily,
  scminput: proseFamily,
  "git-commit": proseFamily,
};

/** Finds a language's family by any editor's id for it; a language missing from the table is its own family. */
export function familyOf(languageId: string): LanguageFamily {
  const { id } = languageOf(languageId);
  return families[id] ?? (id === "unknown" ? languageId.toLowerCase() : id);
}
