import type { Language } from "./language";
import { languageTable } from "./languageTable";

const byName = new Map<string, Language>();
const byExtension = new Map<string, Language>();
for (const language of languageTable) {
  for (const name of [language.id, ...language.aliases]) if (!byName.has(name)) byName.set(name, language);
  for (const extension of language.extensions) if (!byExtension.has(extension)) byExtension.set(extension, language);
}

/** Stands for every language that the table lacks: quotes close on their line, nothing is a comment. */
const unknownLanguage: Language = {
  id: "unknown",
  name: "Unknown language",
  aliases: [],
  extensions: [],
  kind: "code",
  lineComments: [],
  docLineComments: [],
  blockComments: [],
  strings: [{ open: '"', close: '"', escape: "backslash", isMultiline: false }],
  blockStyle: "none",
};

/** Finds a language by its id, whatever the editor calls it (`csharp`, `cs`, `c#`); an unknown one is treated as plain code. */
export function languageOf(languageId: string): Language {
  return byName.get(languageId) ?? byName.get(languageId.toLowerCase()) ?? unknownLanguage;
}

/** Finds a language by a file's name or path; `undefined` where nothing is known. */
export function languageOfPath(path: string): Language | undefined {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase();
  const whole = byExtension.get(name);
  if (whole) return whole;
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    const language = byExtension.get(name.slice(dot));
    if (language) return language;
  }
  return undefined;
}

/** Every language of the table. */
export function allLanguages(): readonly Language[] {
  return languageTable;
}
