import * as vscode from "vscode";
import { isRecord } from "../../../server/src/base/isRecord";

/** VS Code's names for the languages that it includes without an extension. */
const builtIn: Readonly<Partial<Record<string, string>>> = { plaintext: "Plain Text" };

/** Returns the name under which the editor lists a language, or its id if no extension names it. */
export function languageName(languageId: string): string {
  const names = vscode.extensions.all.flatMap(({ packageJSON }) => namesIn(packageJSON, languageId));
  // If several extensions name it, the last one counts in VS Code too.
  return names.at(-1) ?? builtIn[languageId] ?? languageId;
}

/**
 * Reads a language's names from an extension's manifest: its first alias, unless that is the key of an untranslated
 * text.
 */
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
