import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Follows every link on the way to `path`. For a file that isn't on the disk yet, its folder's links are followed.
 * @throws Error of the file system, as for links that lead in a circle.
 */
export async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
    if (!isAbsent || dirname(path) === path) throw error;
    return join(await realPath(dirname(path)), basename(path));
  }
}
