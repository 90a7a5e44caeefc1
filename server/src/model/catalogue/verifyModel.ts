import { createHash } from "node:crypto";
import { lstat, open } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../../base/files/hasCode";
import type { PinnedFile } from "./catalogue";

/** A file that isn't as it was pinned. */
export interface ModelFault {
  readonly path: string;
  readonly fault: "missing" | "size" | "checksum" | "unreadable";
}

/** Compares a model's files with their pinned sizes and checksums. Stops between two chunks when `signal` aborts. */
export async function verifyFiles(
  folder: string,
  files: readonly PinnedFile[],
  signal: AbortSignal,
): Promise<readonly ModelFault[]> {
  const faults: ModelFault[] = [];
  for (const { path, sizeBytes, sha256 } of files) {
    const fault = await faultOf(join(folder, path), { sizeBytes, sha256 }, signal);
    if (fault !== undefined) faults.push({ path, fault });
  }
  return faults;
}

async function faultOf(
  path: string,
  pinned: Pick<PinnedFile, "sizeBytes" | "sha256">,
  signal: AbortSignal,
): Promise<ModelFault["fault"] | undefined> {
  try {
    const found = await lstat(path);
    if (!found.isFile() || found.size !== pinned.sizeBytes) return "size";
    return (await sha256Of(path, signal)) === pinned.sha256 ? undefined : "checksum";
  } catch (error) {
    signal.throwIfAborted();
    return hasCode(error, "ENOENT", "ENOTDIR") ? "missing" : "unreadable";
  }
}

/** Bytes read at a time. */
const chunkBytes = 1024 * 1024;

/** Computes a file's SHA-256. */
async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await readWhole(path, (bytes) => hash.update(bytes), signal);
  return hash.digest("hex");
}

/** Passes a file's contents to `take`, in pieces that last only for the call. */
export async function readWhole(path: string, take: (bytes: Uint8Array) => void, signal: AbortSignal): Promise<void> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, chunkBytes);
      if (bytesRead === 0) return;
      take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
