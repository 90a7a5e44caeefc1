import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

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
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, `${randomBytes(secretBytes).toString("base64")}\n`, { mode: 0o600 });
  await rename(draft, path);
  // Another server may have done the same just now: the last one counts for both.
  const made = await readSecret(path);
  if (made === undefined) throw new Error("The key file cannot be read back.");
  return made;
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
