import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { QualityCase } from "./cases";
import { nearCopies } from "./nearCopies";
import { prosePins } from "./prose/cutProse";
import { findClone, pinnedRepositories, readFiles, repositoriesVariable } from "./repositories";

/** Largest file that is written, in bytes; the server reads none that is larger. */
const maxFileBytes = 256 * 1024;

/** The repositories of a set as workspace folders on the disk. */
export interface WorkspaceFolders {
  readonly uris: readonly string[];
  uriOf(testCase: QualityCase): string;
  dispose(): void;
}

/**
 * Writes the repositories of `cases` into a temporary folder each. Files that are (nearly) copies of a case's file are left out, whichever case
 * is asked; the open document is hidden by the server itself. `undefined` for cases without pinned repositories.
 */
export function writeWorkspaces(cases: readonly QualityCase[]): WorkspaceFolders | undefined {
  const clones = process.env[repositoriesVariable];
  const all = [...Object.values(pinnedRepositories), prosePins.dev, prosePins.test].flat();
  const pins = [...new Map(all.map((pin) => [pin.repository, pin])).values()];
  const used = pins.filter(({ repository }) => cases.some((testCase) => testCase.repository === repository));
  if (clones === undefined || used.length === 0) return undefined;
  const top = mkdtempSync(join(tmpdir(), "nanotype-quality-"));
  const folderOf = (repository: string): string => join(top, repository);
  for (const pin of used) {
    const gitDir = findClone(clones, pin);
    if (gitDir === undefined) continue;
    const files = readFiles(gitDir, pin, (_, sizeBytes) => sizeBytes > 0 && sizeBytes <= maxFileBytes);
    const copies = new Set<string>();
    const texts = new Map(
      cases
        .filter(({ repository }) => repository === pin.repository)
        .map(({ path, prefix, truth, suffix }) => [path, prefix + truth + suffix]),
    );
    for (const [path, text] of texts)
      for (const copy of nearCopies(path, text, files)) if (copy.path !== path) copies.add(copy.path);
    for (const { path, text } of files) {
      if (copies.has(path)) continue;
      const target = join(folderOf(pin.repository), path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
  return {
    uris: used.map(({ repository }) => pathToFileURL(folderOf(repository)).href),
    uriOf: ({ repository, path }) => pathToFileURL(join(folderOf(repository), path)).href,
    dispose: () => rmSync(top, { recursive: true, force: true }),
  };
}
