import type { Git } from "./git";

/** Most bytes of one blob, and of all together. */
interface BlobLimits {
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
}

/** Reads every small enough blob, by its id: sizes first, so that one huge file costs nothing. @throws GitError */
export async function readBlobs(git: Git, ids: readonly string[], limits: BlobLimits): Promise<Map<string, Buffer>> {
  const blobs = new Map<string, Buffer>();
  if (ids.length === 0) return blobs;
  const sizes = (
    await git(["cat-file", "--batch-check=%(objectname) %(objectsize)"], { input: `${ids.join("\n")}\n` })
  ).toString("latin1");
  let totalBytes = 0;
  const wanted = sizes.split("\n").flatMap((row) => {
    const [id = "", size = "missing"] = row.split(" ");
    const sizeBytes = Number(size);
    // A blob that isn't in the repository (a partial clone) has `missing` for its size.
    if (!(sizeBytes <= limits.maxFileBytes) || totalBytes + sizeBytes > limits.maxTotalBytes) return [];
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
