import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readRegularFile } from "../../base/regularFile";

/** A repository whose top folder was found. */
export interface RepositoryRoot {
  /** File of git's exclusions for this clone alone. */
  readonly excludeFile: string;
}

/** Largest pointer file to a worktree's or a submodule's repository, in bytes: a path. // guess */
const maxPointerBytes = 16_384;

/** Reports whether `folder` is the top of a work tree; `undefined` if not. A worktree's and a submodule's `.git` is a file. */
export async function repositoryRootAt(folder: string): Promise<RepositoryRoot | undefined> {
  const git = join(folder, ".git");
  try {
    if ((await stat(git)).isDirectory()) {
      await stat(join(git, "HEAD")); // without it git continues further up
      return { excludeFile: join(git, "info", "exclude") };
    }
  } catch {
    return undefined;
  }
  const pointer = /^gitdir: (.+?)\r?\n?$/.exec((await readRegularFile(git, maxPointerBytes)) ?? "");
  if (pointer === null) return undefined;
  const own = resolve(folder, pointer[1]);
  // Worktrees share the main one's.
  const common = (await readRegularFile(join(own, "commondir"), maxPointerBytes))?.trim();
  return { excludeFile: join(common === undefined ? own : resolve(own, common), "info", "exclude") };
}
