import { opendirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { lfText, type LfText } from "../base/lineEnds";

/** Most files read beside the current one, and most characters of each. // guess */
const maxFileCount = 20;
const maxFileBytes = 100_000;
/** Most entries of a folder that are read: a folder can hold millions. // guess */
const maxEntryCount = 5_000;

/** A file beside the current one. */
export interface SiblingFile {
  readonly path: string;
  readonly text: LfText;
}

/** Reads the newest files of the same kind in a file's folder, oldest first, for the memory. Unreadable files are left out. */
export function readSiblings(path: string): SiblingFile[] {
  const folder = dirname(path);
  return newestFirst(folder, basename(path))
    .slice(0, maxFileCount)
    .reverse()
    .map(({ name }) => ({ path: join(folder, name), text: read(join(folder, name)) }))
    .filter(({ text }) => text !== "" && !text.includes("\0"));
}

/** Lists files, newest first. Links, pipes and devices are left out: they lead elsewhere, or never end. */
function newestFirst(folder: string, self: string): { name: string; changedMs: number }[] {
  const files: { name: string; changedMs: number }[] = [];
  const entries = opendirSync(folder);
  for (let count = 0; count < maxEntryCount; count++) {
    const entry = entries.readSync();
    if (entry === null) break;
    if (!entry.isFile() || entry.name === self || extname(entry.name) !== extname(self)) continue;
    const stats = statSync(join(folder, entry.name), { throwIfNoEntry: false });
    if (stats !== undefined && stats.size <= maxFileBytes) files.push({ name: entry.name, changedMs: stats.mtimeMs });
  }
  entries.closeSync();
  return files.sort((a, b) => b.changedMs - a.changedMs);
}

function read(path: string): LfText {
  try {
    return lfText(readFileSync(path, "utf8"));
  } catch {
    // A sibling without permission isn't a reason to fail: completion only knows less.
    return lfText("");
  }
}
