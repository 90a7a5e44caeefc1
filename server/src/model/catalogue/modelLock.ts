import { join } from "node:path";
import * as z from "zod/mini";
import { readRegularFile } from "../../base/regularFile";
import { isSafePath } from "./safePath";
import { pinnedFiles, pulledKinds } from "./catalogue";

/** Name of the file beside a pulled model that pins its files. No `.json`: a model's fingerprint is of its own files. */
export const lockName = "nanotype.lock";

/** Largest lock that is read, in bytes: a model has ten files. // guess */
const maxLockBytes = 1_000_000;

const lockType = z.object({
  id: z.string(),
  repository: z.string(),
  /** The hub's commit. */
  revision: z.string(),
  licence: z.string(),
  quantization: z.enum(pulledKinds),
  files: pinnedFiles.check(z.refine((files) => files.every(({ path }) => isSafePath(path)))),
});
/** Origin of a pulled model, and the size and checksum of each of its files as they were pulled. */
export type ModelLock = z.infer<typeof lockType>;

/** Reads the lock beside a model; `undefined` if it has none that can be read. */
export async function readLock(folder: string): Promise<ModelLock | undefined> {
  const text = await readRegularFile(join(folder, lockName), maxLockBytes);
  if (text === undefined) return undefined;
  try {
    return lockType.parse(JSON.parse(text));
  } catch {
    return undefined; // a folder of the user's own, or a damaged lock: nothing is pinned
  }
}
