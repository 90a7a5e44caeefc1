import { fileURLToPath } from "node:url";

/** Returns the path of a `file:` URI; `undefined` for any other, and for one that names no path of this system, such as a file on another host. */
export function filePath(uri: string): string | undefined {
  try {
    return uri.startsWith("file:") ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}
