import { lstat, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
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
  const blobs = await readBlobs(git, files);
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

/** Reads every small enough blob among the sides, by its id: sizes first, so that one huge file costs nothing. */
async function readBlobs(git: Git, files: readonly ChangedFile[]): Promise<Map<string, Buffer>> {
  const blobs = new Map<string, Buffer>();
  const ids = files
    .flatMap((file) => [file.old, file.new])
    .flatMap(({ mode, id }) => (id !== undefined && isFile(mode) ? [id] : []));
  if (ids.length === 0) return blobs;
  const sizes = (
    await git(["cat-file", "--batch-check=%(objectname) %(objectsize)"], { input: `${ids.join("\n")}\n` })
  ).toString("latin1");
  let totalBytes = 0;
  const wanted = sizes.split("\n").flatMap((row) => {
    const [id = "", size = "missing"] = row.split(" ");
    const sizeBytes = Number(size);
    // A blob that isn't in the repository (a partial clone) has `missing` for its size.
    if (!(sizeBytes <= maxFileBytes) || totalBytes + sizeBytes > maxTotalBytes) return [];
    totalBytes += sizeBytes;
    return [id];
  });
  if (wanted.length === 0) return blobs;
  const output = await git(["cat-file", "--batch=%(objectname) %(objectsize)"], { input: `${wanted.join("\n")}\n` });
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(0x0a, at);
    if (end < 0) break;
    const [id = "", size] = output.subarray(at, end).toString("latin1").split(" ");
    const sizeBytes = Number(size);
    if (Number.isNaN(sizeBytes)) break;
    blobs.set(id, output.subarray(end + 1, end + 1 + sizeBytes));
    at = end + 1 + sizeBytes + 1;
  }
  return blobs;
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
