import type { FileKind } from "../change/fileKind";
import type { FileChange } from "../change/summary";

/** What a change may be called, by conventionalcommits.org's usual types; `deps` and `release` are `chore` or `build` where a repository has no own word. */
export type ChangeType =
  "feat" | "fix" | "docs" | "test" | "ci" | "build" | "chore" | "refactor" | "style" | "perf" | "deps" | "release";

/** Tells what a change is from the files it touches; never that code was repaired, unless a test or the changelog changes with it. */
export function typeOf(files: readonly FileChange[]): ChangeType {
  const kinds = new Set(files.map(({ kind }) => kind));
  const only = (...allowed: FileKind[]): boolean => [...kinds].every((kind) => allowed.includes(kind));
  if (only("docs", "changelog")) return "docs";
  if (only("test")) return "test";
  if (only("ci")) return "ci";
  if (only("lock")) return "deps";
  if (only("manifest", "lock", "config", "submodule", "generated", "vendored")) return "chore";
  if (files.every(({ depth }) => depth !== "content"))
    return files.every(({ depth }) => depth === "blanks") ? "style" : "docs";
  // A picture is documentation where it lies among or comes with it.
  if (!kinds.has("source"))
    return only("asset", "docs") && (kinds.has("docs") || files.every(({ path }) => /(^|\/)docs?\//.test(path)))
      ? "docs"
      : "chore";
  // Code with tests and no new names is most often a repair; code alone is not said to be one.
  return kinds.has("test") || kinds.has("changelog") ? "fix" : "refactor";
}
