import type { Language } from "./language";
import { languageTable } from "./languageTable";

const byName = new Map<string, Language>();
const byExtension = new Map<string, Language>();
for (const language of languageTable) {
  for (const name of [language.id, ...language.aliases]) if (!byName.has(name)) byName.set(name, language);
  for (const extension of language.extensions) if (!byExtension.has(extension)) byExtension.set(extension, language);
}

/** Default for every language missing from the table: quotes close on their line, there are no comments. */
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

/** Finds a language by any editor's id for it (`csharp`, `cs`, `c#`); an unknown one is treated as plain code. */
export function languageOf(languageId: string): Language {
  return byName.get(languageId) ?? byName.get(languageId.toLowerCase()) ?? unknownLanguage;
}

/** Finds a language by a file's name or path; `undefined` if it is unknown. */
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

/** Returns every language of the table. */
export function allLanguages(): readonly Language[] {
  return languageTable;
}
