import { commonLength } from "../base/commonLength";
import { familyOf } from "../code/languageFamily";
import { indexedBytes } from "../model/memory/workspaceIndex";
import type { FoundFile } from "./workspaceFiles";

/** An open document, by its `normal` address. */
export interface OpenFile {
  readonly uri: string;
  readonly languageId: string;
}

/**
 * Chooses the files that fit into `maxBytes` of memory: first those of the languages of the open documents, and among these those in the
 * nearest folders, counted in steps up and down.
 */
export function chooseFiles(files: readonly FoundFile[], open: readonly OpenFile[], maxBytes: number): FoundFile[] {
  const families = new Set(open.map(({ languageId }) => familyOf(languageId)));
  const folders = open.map(({ uri }) => uri.split("/").slice(0, -1));
  const distances = new Map<string, number>();
  const distanceOf = ({ uri }: FoundFile): number => {
    const parts = uri.split("/").slice(0, -1);
    const key = parts.join("/");
    const distance =
      distances.get(key) ?? Math.min(...folders.map((folder) => steps(folder, parts)), parts.length + 1_000);
    distances.set(key, distance);
    return distance;
  };
  const ranked = files.map((file) => ({
    file,
    rank: (families.has(familyOf(file.languageId)) ? 0 : 1_000_000) + distanceOf(file),
  }));
  ranked.sort((a, b) => a.rank - b.rank || (a.file.uri < b.file.uri ? -1 : 1));
  const chosen: FoundFile[] = [];
  let bytes = 0;
  for (const { file } of ranked) {
    bytes += indexedBytes(file.sizeBytes);
    if (bytes > maxBytes) break;
    chosen.push(file);
  }
  return chosen;
}

/** Counts the steps from one folder to another. */
function steps(from: readonly string[], to: readonly string[]): number {
  return from.length + to.length - 2 * commonLength(from, to);
}
