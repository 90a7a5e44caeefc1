import { lstat, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { readBlobs } from "./blobs";
import type { ChangedFile, Side } from "./changes";
import type { Git } from "./git";

/** A file's text before and after; undefined if there is none or it isn't text of a readable size. */
export interface Contents {
  readonly oldText: string | undefined;
  readonly newText: string | undefined;
}

/** Largest file that is read, in bytes: larger ones are hardly written by hand. // guess */
const maxFileBytes = 256 * 1024;
/** Most bytes of all files together. // guess */
const maxTotalBytes = 6 * 1024 * 1024;

/** Reads the old and new contents of the changed files, in order, within the limits. @throws GitError */
export async function readContents(params: {
  git: Git;
  /** Top folder of the working tree; undefined if everything is in the repository. */
  folder: string | undefined;
  files: readonly ChangedFile[];
  signal: AbortSignal;
}): Promise<Contents[]> {
  const { git, folder, files, signal } = params;
  const ids = files
    .flatMap((file) => [file.old, file.new])
    .flatMap(({ mode, id }) => (id !== undefined && isFile(mode) ? [id] : []));
  const blobs = await readBlobs(git, ids, { maxFileBytes, maxTotalBytes });
  const read = async (side: Side, file: ChangedFile): Promise<string | undefined> => {
    if (!isFile(side.mode) || signal.aborted) return undefined;
    const bytes = side.id !== undefined ? blobs.get(side.id) : folder && (await readWorkingFile(folder, file));
    return bytes === undefined || bytes === "" || bytes.includes(0)
      ? undefined
      : bytes.toString("utf8").replace(/\r\n/g, "\n");
  };
  const contents: Contents[] = [];
  for (const file of files) contents.push({ oldText: await read(file.old, file), newText: await read(file.new, file) });
  return contents;
}

function isFile(mode: string): boolean {
  return mode.startsWith("100");
}

async function readWorkingFile(folder: string, file: ChangedFile): Promise<Buffer | undefined> {
  const path =
    file.pathBytes === undefined
      ? join(folder, file.path)
      : Buffer.concat([Buffer.from(join(folder, "/")), file.pathBytes]);
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) return Buffer.from(await readlink(path));
    return stats.isFile() && stats.size <= maxFileBytes ? await readFile(path) : undefined;
  } catch {
    // Deleted or made unreadable meanwhile: the message will say less.
    return undefined;
  }
}
