import { copyFile, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Number of copies of damaged files that are kept. */
const keptCopies = 3;

/**
 * Moves a damaged file, or whatever has its name, aside, so that no later start finds it again; the oldest copies are removed.
 * `copy` leaves it in place until it's replaced.
 * @throws Error of the file system.
 */
export async function setAside(path: string, how: "copy" | "rename"): Promise<void> {
  const [folder, prefix] = [dirname(path), `${basename(path)}.damaged-`];
  const stamp = new Date().toISOString().replace(/[:.]/g, "-");
  await (how === "copy" ? copyFile : rename)(path, join(folder, prefix + stamp));
  const copies = (await readdir(folder)).filter((name) => name.startsWith(prefix)).sort();
  for (const name of copies.slice(0, -keptCopies)) await rm(join(folder, name), { recursive: true, force: true });
}
