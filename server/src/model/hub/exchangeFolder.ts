import { randomBytes } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { hasCode } from "../../base/files/hasCode";

/**
 * Puts the folder `built` in the place of `folder`, whole or not at all. What was there is removed, or put back if the exchange fails.
 * @throws Error of the file system
 */
export async function exchangeFolder(built: string, folder: string): Promise<void> {
  const aside = await moveAside(folder);
  try {
    await rename(built, folder);
  } catch (error) {
    if (aside !== undefined) await rename(aside, folder);
    throw error;
  }
  if (aside !== undefined) await removeAside(aside);
}

/**
 * Removes a folder, whole or not at all.
 * @throws Error of the file system: on Windows, a file of a folder that is in use can't be removed
 */
export async function removeFolder(folder: string): Promise<void> {
  const aside = await moveAside(folder);
  if (aside !== undefined) await removeAside(aside);
}

/** Ends an exchange that a process left unfinished: the earlier folder is put back if nothing has taken its place, else removed. */
export async function settleExchange(folder: string): Promise<void> {
  for (const aside of await foldersAside(folder)) {
    const isReplaced = (await stat(folder).catch(() => undefined)) !== undefined;
    await (isReplaced ? removeAside(aside) : rename(aside, folder));
  }
}

/** Lists earlier folders that an exchange left: those that another process still read, or that was interrupted. */
export async function foldersAside(folder: string): Promise<readonly string[]> {
  const names = await readdir(dirname(folder)).catch(() => []);
  const prefix = `${basename(folder)}.old-`;
  return names.filter((name) => name.startsWith(prefix)).map((name) => join(dirname(folder), name));
}

/** Gives a folder another name; `undefined` if there is none. */
async function moveAside(folder: string): Promise<string | undefined> {
  const aside = `${folder}.old-${randomBytes(4).toString("hex")}`;
  try {
    await rename(folder, aside);
    return aside;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Removes an earlier folder. A process may still read it; then the next pull or removal does so. */
async function removeAside(aside: string): Promise<void> {
  await rm(aside, { recursive: true, force: true }).catch(() => undefined);
}
