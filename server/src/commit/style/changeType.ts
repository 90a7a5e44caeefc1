import type { FileKind } from "../change/fileKind";
import type { FileChange } from "../change/changeSummary";

/** Types of changes, by conventionalcommits.org's usual names; `deps` and `release` become `chore` or `build` if a repository has no word of its own. */
export type ChangeType =
  "feat" | "fix" | "docs" | "test" | "ci" | "build" | "chore" | "refactor" | "style" | "perf" | "deps" | "release";

/** Chooses a change's type by the files it touches; it is a fix only if a test or the changelog changes with it. */
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
  // A picture is documentation if it is among documents or changes with them.
  if (!kinds.has("source"))
    return only("asset", "docs") && (kinds.has("docs") || files.every(({ path }) => /(^|\/)docs?\//.test(path)))
      ? "docs"
      : "chore";
  // Code with tests and no new names is most often a repair; code alone isn't called one.
  return kinds.has("test") || kinds.has("changelog") ? "fix" : "refactor";
}
