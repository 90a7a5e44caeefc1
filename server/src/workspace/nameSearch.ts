import { readFile } from "node:fs/promises";
import { filePath } from "../base/filePath";
import { familyOf } from "../code/languageFamily";
import { languageOfPath } from "../code/languages";

/** A search for a name as a whole word, in files of a language's family whose text `fits`. */
interface SoughtFile {
  readonly name: string;
  readonly languageId: string;
  readonly fits?: (text: string) => boolean;
}

/** Most files that are read for one name: the nearest of the workspace. // guess: a second's reading, and never at a key */
const maxFiles = 2_000;

/** Reports whether a text has a name as a whole word. */
export function hasName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isWordAt(text, at - 1) && !isWordAt(text, at + name.length)) return true;
  return false;
}

function isWordAt(text: string, index: number): boolean {
  return /[\p{L}\p{N}_$]/u.test(text.charAt(index));
}

/** Finds the first of some files that has a name. Reads them in turn, until `signal` is aborted. */
export async function findFileWithName(
  uris: readonly string[],
  { name, languageId, fits }: SoughtFile,
  signal: AbortSignal,
): Promise<string | undefined> {
  const family = familyOf(languageId);
  const bytes = Buffer.from(name);
  let count = 0;
  for (const uri of uris) {
    const path = filePath(uri);
    const language = path === undefined ? undefined : languageOfPath(path);
    if (path === undefined || language === undefined || familyOf(language.id) !== family) continue;
    if (signal.aborted || ++count > maxFiles) return undefined;
    const content = await readFile(path).catch(() => undefined);
    if (content?.includes(bytes) !== true) continue;
    const text = content.toString("utf8");
    if (hasName(text, name) && fits?.(text) !== false) return uri;
  }
  return undefined;
}
