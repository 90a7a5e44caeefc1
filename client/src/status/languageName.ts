import * as vscode from "vscode";
import { isRecord } from "../../../server/src/base/isRecord";

/** What VS Code calls the languages that it brings without an extension. */
const builtIn: Readonly<Partial<Record<string, string>>> = { plaintext: "Plain Text" };

/** The name under which the editor lists a language; its id where nobody names it. */
export function languageName(languageId: string): string {
  const names = vscode.extensions.all.flatMap(({ packageJSON }) => namesIn(packageJSON, languageId));
  // Where several extensions name it, the last one counts in VS Code too.
  return names.at(-1) ?? builtIn[languageId] ?? languageId;
}

/** Names of a language in an extension's manifest: its first alias, unless that is the key of a text that was not translated. */
function namesIn(manifest: unknown, languageId: string): string[] {
  const contributes = isRecord(manifest) ? manifest["contributes"] : undefined;
  const languages: unknown = isRecord(contributes) ? contributes["languages"] : undefined;
  if (!Array.isArray(languages)) return [];
  return languages.flatMap((language: unknown) => {
    const aliases = isRecord(language) && language["id"] === languageId ? language["aliases"] : undefined;
    const name: unknown = Array.isArray(aliases) ? aliases[0] : undefined;
    return typeof name === "string" && /^[^%]/.test(name) ? [name] : [];
  });
}
