import { copyFile, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Copies that are kept of what was found damaged. */
const keptCopies = 3;

/**
 * Puts a damaged file, or whatever has its name, beside its place, so that no later start meets it again; the oldest copies go.
 * `copy` leaves it where it is until it's replaced.
 * @throws Error of the file system.
 */
export async function setAside(path: string, how: "copy" | "rename"): Promise<void> {
  const [folder, prefix] = [dirname(path), `${basename(path)}.damaged-`];
  const stamp = new Date().toISOString().replace(/[:.]/g, "-");
  await (how === "copy" ? copyFile : rename)(path, join(folder, prefix + stamp));
  const copies = (await readdir(folder)).filter((name) => name.startsWith(prefix)).sort();
  for (const name of copies.slice(0, -keptCopies)) await rm(join(folder, name), { recursive: true, force: true });
}
