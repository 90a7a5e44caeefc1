import { randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "../../storage/fileLock";
import { replaceFile, sweepLeftOvers } from "../../storage/replaceFile";

/** Bytes of a secret. */
const secretBytes = 32;

/**
 * Reads the secret of the answers kept in `folder` from a file beside them that only the user may read, and makes one at first.
 * It is for clients without a keychain: it keeps answers from whoever gets hold of the other file alone, as in a backup.
 * @throws Error of the file system.
 */
export async function readKeyFile(folder: string): Promise<Buffer> {
  const path = join(folder, "key");
  const found = await readSecret(path);
  if (found !== undefined) return found;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  sweepLeftOvers(path);
  return withLock(path, async ({ renew }) => {
    const others = await readSecret(path); // another server may have made one just now
    if (others !== undefined) return others;
    const made = randomBytes(secretBytes);
    await replaceFile(path, `${made.toString("base64")}\n`, renew);
    return made;
  });
}

/** Reads a secret as it is written down in a key file or kept in a keychain. */
export function parseSecret(text: string): Buffer | undefined {
  const secret = Buffer.from(text.trim(), "base64");
  return secret.length === secretBytes ? secret : undefined;
}

async function readSecret(path: string): Promise<Buffer | undefined> {
  try {
    return parseSecret(await readFile(path, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
