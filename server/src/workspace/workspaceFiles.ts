import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { languageOfPath } from "../code/languages";
import { hasGeneratedName } from "../documents/generated";
import { normal } from "../documents/place";
import type { Exclusion } from "../safety/exclusion/exclusion";

/** Largest file that is read, in bytes. // guess: larger ones are data or generated */
export const maxFileBytes = 256 * 1024;

/** Most files of one folder that are looked at. // guess: more than the index has room for */
const maxFiles = 50_000;

/** Folders that hold no text of the user's, whether or not an ignore file names them. */
const foreignFolders = new Set([
  ...[".git", ".hg", ".svn", ".jj", "node_modules", "bower_components", "jspm_packages", ".pnpm-store", ".yarn"],
  ...["__pycache__", "site-packages", ".venv", "venv", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache"],
  ...[".gradle", ".terraform", ".next", ".nuxt", ".svelte-kit", ".cache", ".turbo", "Pods", "vendor", "third_party"],
]);

/** A file of the workspace that may be remembered. */
export interface FoundFile {
  readonly path: string;
  /** Its `normal` address. */
  readonly uri: string;
  readonly languageId: string;
  readonly sizeBytes: number;
  /** Changes whenever the file does. */
  readonly stamp: string;
}

/** The verdicts that the search needs. */
export type FileJudge = Pick<Exclusion, "judge" | "isFolderExcluded">;

/** Returns the file at a path if it may be remembered, by its name, its size and the exclusion rules; `undefined` if not. Links aren't followed. */
export async function lookAt(path: string, judge: FileJudge): Promise<FoundFile | undefined> {
  const languageId = languageOfPath(path)?.id;
  if (languageId === undefined || hasGeneratedName(path)) return undefined;
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isFile() !== true || stats.size === 0 || stats.size > maxFileBytes) return undefined;
  const uri = pathToFileURL(path).href;
  if ((await judge.judge(uri)).kind !== "included") return undefined;
  return { path, uri: normal(uri), languageId, sizeBytes: stats.size, stamp: `${stats.mtimeMs} ${stats.size}` };
}

/** Reports whether a path below `folder` is in a folder that is never read. */
export function isInForeignFolder(inside: string): boolean {
  return inside
    .split("/")
    .slice(0, -1)
    .some((part) => foreignFolders.has(part));
}

/** Finds the files below a folder that may be remembered. `pause` is awaited between files. */
export async function findFiles(folder: string, judge: FileJudge, pause: () => Promise<void>): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const folders = [folder];
  let looked = 0;
  for (let next = folders.pop(); next !== undefined && looked < maxFiles; next = folders.pop()) {
    const entries = await readdir(next, { withFileTypes: true }).catch(() => []);
    if (entries.length === 0 || (await judge.isFolderExcluded(next))) continue;
    for (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && !foreignFolders.has(entry.name)) folders.push(path);
      if (!entry.isFile()) continue;
      await pause();
      const file = await lookAt(path, judge);
      if (file !== undefined) found.push(file);
      looked++;
    }
  }
  return found;
}
