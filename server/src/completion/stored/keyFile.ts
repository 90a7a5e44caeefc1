import { randomBytes } from "node:crypto";
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { silentLog } from "../../base/log";
import { withLock } from "../../base/files/fileLock";
import { hasCode } from "../../base/files/hasCode";
import { replaceFile, sweepLeftOvers } from "../../base/files/replaceFile";
import { setAside } from "../../base/files/setAside";

/** Bytes of a secret. */
const secretBytes = 32;

/** Largest file that may be a key, in bytes. */
const maxFileBytes = 1_000;

/**
 * Reads the secret of the answers kept in `folder` from a file beside them that only the user may read, and makes one at first.
 * It is for clients without a keychain: it protects answers from anyone who gets the other file alone, as in a backup. A file that isn't a
 * key is moved aside.
 * @throws Error of the file system.
 */
export async function readKeyFile(folder: string, log = silentLog): Promise<Buffer> {
  const path = join(folder, "key");
  const found = await readSecret(path);
  if (found instanceof Buffer) return found;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  sweepLeftOvers(path);
  return withLock(path, async ({ renew }) => {
    const others = await readSecret(path); // another server may have made one just now
    if (others instanceof Buffer) return others;
    if (others === "damaged") {
      await setAside(path, "rename");
      log.warn("The key of the kept completions was damaged and is set aside; they begin anew.");
    }
    const made = randomBytes(secretBytes);
    await replaceFile(path, `${made.toString("base64")}\n`, { beforeRename: renew });
    return made;
  });
}

/** Reads a secret in the form of a key file or a keychain entry. */
export function parseSecret(text: string): Buffer | undefined {
  const secret = Buffer.from(text.trim(), "base64");
  return secret.length === secretBytes ? secret : undefined;
}

async function readSecret(path: string): Promise<Buffer | "absent" | "damaged"> {
  try {
    const stats = await stat(path);
    if (!stats.isFile() || stats.size > maxFileBytes) return "damaged";
    return parseSecret(await readFile(path, "utf8")) ?? "damaged";
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "absent";
    throw error;
  }
}
