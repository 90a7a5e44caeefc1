import { WorkspaceIndex } from "../../server/src/model/memory/workspaceIndex";
import { languageOf } from "../quality/lineKind";
import { nearCopies } from "../quality/nearCopies";
import { findClone, readFiles, type Pin, type SourceFile } from "../quality/repositories";
import { addressOf } from "./collectRows";

/** Largest file that is indexed, in bytes. */
const maxFileBytes = 256 * 1024;

/** A repository's files as the workspace's index holds them. */
export interface RepositoryIndex {
  readonly index: WorkspaceIndex;
  /** Returns the addresses of a file and its near-copies, which must not answer its holes. */
  copiesOf(path: string, text: string): ReadonlySet<string>;
}

/** Indexes a pinned repository. */
export function indexRepository(clonesFolder: string, pin: Pin): RepositoryIndex {
  const gitDir = findClone(clonesFolder, pin);
  if (gitDir === undefined) throw new Error(`${pin.repository} is not among the clones.`);
  const files: readonly SourceFile[] = readFiles(
    gitDir,
    pin,
    (path, sizeBytes) => languageOf(path) !== undefined && sizeBytes <= maxFileBytes,
  );
  const index = new WorkspaceIndex({ maxBytes: 2 ** 30 });
  for (const { path, text } of files) {
    const languageId = languageOf(path) ?? "";
    index.set({ uri: addressOf(path), languageId, text, project: "" });
  }
  for (const work = index.settle(); work.next().done !== true;);
  return {
    index,
    copiesOf: (path, text) => new Set([...nearCopies(path, text, files)].map((file) => addressOf(file.path))),
  };
}
