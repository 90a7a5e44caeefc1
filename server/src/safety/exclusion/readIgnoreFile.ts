import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Slices } from "../../base/slices";
import { IgnorePatterns } from "./ignorePatterns";

/** Largest ignore file that is read, in bytes, and most patterns that are kept of one. // guess */
const maxIgnoreBytes = 1_000_000;
const maxPatterns = 100_000;

/** Lines that are read between two looks at the clock. // guess: well under a millisecond */
const linesATurn = 200;

/** Content of an ignore file; or why it can't be known, which keeps everything below it out. */
export type IgnoreFile =
  | { readonly kind: "patterns"; readonly patterns: IgnorePatterns }
  | { readonly kind: "unknown"; readonly reason: string };

/** Reads an ignore file, in slices; `undefined` if there is none. Links to devices or pipes, which would be read for ever, don't count as one. */
export async function readIgnoreFile(
  path: string,
  params: { ignoresCase: boolean; slices: Slices },
): Promise<IgnoreFile | undefined> {
  const name = basename(path);
  let bytes: string;
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return undefined;
    if (stats.size > maxIgnoreBytes) return { kind: "unknown", reason: tooLarge(name) };
    bytes = await readFile(path, "latin1");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return undefined;
    return { kind: "unknown", reason: `the file ${name} that applies to it cannot be read` };
  }
  if (bytes === "") return undefined;
  const patterns = new IgnorePatterns(params);
  const start = bytes.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
  for (let at = start, line = 1; at < bytes.length; line++) {
    const end = bytes.indexOf("\n", at);
    patterns.add(
      bytes.slice(at, end < 0 ? bytes.length : end),
      `line ${line} of ${name === "exclude" ? "info/exclude" : name}`,
    );
    at = end < 0 ? bytes.length : end + 1;
    if (patterns.count > maxPatterns) return { kind: "unknown", reason: tooLarge(name) };
    if (line % linesATurn === 0) await params.slices.pause();
  }
  return { kind: "patterns", patterns };
}

function tooLarge(name: string): string {
  return `the file ${name} that applies to it is too large to be compared (over 1 MB or 100,000 lines)`;
}
