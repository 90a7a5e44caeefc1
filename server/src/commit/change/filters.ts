import type { ChangedFile } from "./changes";
import type { Git } from "./git";
import { emptyVariable } from "./gitEnvironment";

/** A `Git` that runs none of a repository's filters, with their names. */
export interface Unfiltered {
  readonly git: Git;
  readonly filters: ReadonlySet<string>;
}

/** A filter's program, or the setting that makes it required, as `git config` names them. */
const key = /^filter\.(.+)\.(clean|smudge|process|required)$/s;
/**
 * Turns off the hooks and the filters (`filter.<name>.clean`, `.process`, …) of all configuration in force. Git would run filters to compare any
 * file of the working tree that looks changed. Files with a filter are then read as they are on disk. @throws GitError
 */
export async function withoutFilters(git: Git): Promise<Unfiltered> {
  const names = (await git(["config", "--list", "--name-only", "-z"])).toString("utf8").split("\0");
  const keys = names.flatMap((name) => (key.test(name) ? [name] : []));
  const filters = new Set(keys.flatMap((name) => key.exec(name)?.[1] ?? []));
  // An empty value means no program, and false for a boolean.
  const off = [...new Set(keys)].flatMap((name) =>
    name.includes("=") ? [`--config-env=${name}=${emptyVariable}`] : ["-c", `${name}=`],
  );
  const before = ["-c", "core.hooksPath=/dev/null", ...off];
  return { git: (args, options) => git([...before, ...args], options), filters };
}

/** Returns those of the files whose content on disk a filter would change: they can be named, but not compared. @throws GitError */
export async function filteredFiles(
  { git, filters }: Unfiltered,
  files: readonly ChangedFile[],
): Promise<ReadonlySet<ChangedFile>> {
  const named = files.filter(({ pathBytes }) => pathBytes === undefined);
  if (filters.size === 0 || named.length === 0) return new Set();
  const input = named.map(({ path }) => `${path}\0`).join("");
  const fields = (await git(["check-attr", "-z", "--stdin", "filter"], { input })).toString("utf8").split("\0");
  return new Set(named.filter((_, index) => filters.has(fields.at(index * 3 + 2) ?? "")));
}
