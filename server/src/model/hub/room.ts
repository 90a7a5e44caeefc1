import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { megabytes } from "../../base/megabytes";
import { PullError } from "./pullError";

/** Room that is left free on a disk, in bytes. // guess */
const spareBytes = 50e6;
/** Memory of a model process beside the weights, and for each of their bytes: 86 MB of weights took 441 MB, by `nanotype models bench`, 2026-11-30. // guess: for other sizes */
const processBytes = 220e6;
const weightShare = 2.5;

/** Estimates the memory that a model needs, in bytes. */
function neededMemoryBytes(weightBytes: number): number {
  return processBytes + weightShare * weightBytes;
}

/**
 * Checks that a model fits into memory, before it is fetched.
 * @throws PullError `memory`
 */
export function checkMemory(name: string, params: { readonly weightBytes: number; readonly limitMb: number }): void {
  const needed = neededMemoryBytes(params.weightBytes);
  const neededMb = Math.ceil(needed / 2 ** 20 / 64) * 64;
  if (needed > totalmem())
    throw new PullError(
      "memory",
      `${name} needs about ${megabytes(needed)} MB of memory, and this machine has ${megabytes(totalmem())} MB. Nothing was downloaded; choose a smaller one.`,
    );
  if (neededMb > params.limitMb)
    throw new PullError(
      "memory",
      `${name} needs about ${neededMb} MB of memory, and nanotype.local.memoryLimitMb allows ${params.limitMb}. Nothing was downloaded; set it to ${neededMb} or more, or choose a smaller model.`,
    );
}

/**
 * Checks that a disk has room for a download.
 * @throws PullError `disk`
 */
export async function checkDisk(folder: string, neededBytes: number, freeBytes = freeDiskBytes): Promise<void> {
  const free = await freeBytes(folder);
  if (free !== undefined && free < neededBytes + spareBytes)
    throw new PullError(
      "disk",
      `The disk has ${megabytes(free)} MB free, and ${megabytes(neededBytes + spareBytes)} MB are needed. Nothing was downloaded; make room, or set NANOTYPE_MODELS to a folder on another disk.`,
    );
}

/** Returns the room on a folder's disk; `undefined` if the system doesn't say. */
async function freeDiskBytes(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  return found === undefined ? undefined : found.bavail * found.bsize;
}
