import { readFile, stat } from "node:fs/promises";

/**
 * Reads a text that a repository may have put there. `undefined` if it is absent, larger than `maxBytes`, or not a regular file: a link
 * to a device or a pipe would be read for ever.
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    const stats = await stat(path);
    return stats.isFile() && stats.size <= maxBytes ? await readFile(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
