import { realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { readRegularFile } from "../base/regularFile";

/** Most folders visited on the way up to the repository's root. // guess */
const maxDepth = 40;

/** Largest `.git/config` that is read, in bytes. // guess */
const maxConfigBytes = 200_000;

/**
 * Names the repository that contains a folder. The name is the address it was cloned from, the same on every machine and for each worktree, else
 * its path on this disk. `undefined` outside repositories. Reads files only; runs nothing. Never rejects.
 */
export async function repositoryId(folder: string): Promise<string | undefined> {
  const home = homedir();
  const start = await realpath(folder).catch(() => folder);
  let at = start;
  for (let depth = 0; depth < maxDepth; depth++) {
    // A repository of dotfiles in the home folder doesn't make one project of everything below it.
    const gitFolder = at === home && at !== start ? undefined : await gitFolderOf(at);
    if (gitFolder !== undefined) {
      const config = await readRegularFile(join(gitFolder, "config"), maxConfigBytes);
      const origin = config === undefined ? undefined : originIn(config);
      return origin === undefined ? `repository ${gitFolder}` : `origin ${origin}`;
    }
    const parent = dirname(at);
    if (parent === at) return undefined;
    at = parent;
  }
  return undefined;
}

/** Returns the folder with a repository's data, shared by its worktrees, if `folder` is the root of one. */
async function gitFolderOf(folder: string): Promise<string | undefined> {
  const path = join(folder, ".git");
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return path;
  const link = /^gitdir:\s*(.+?)\s*$/m.exec((await readRegularFile(path, 10_000)) ?? "")?.[1];
  return link === undefined ? undefined : resolve(folder, link).replace(/[\\/]worktrees[\\/][^\\/]+[\\/]*$/, "");
}

/** Returns the address of `origin` without the parts that depend on the way of access: scheme, user, password, port, `.git`. */
function originIn(config: string): string | undefined {
  const [, section = ""] = /^[ \t]*\[remote "origin"\]([^[]*)/m.exec(config) ?? [];
  const [, url = ""] = /^[ \t]*url[ \t]*=[ \t]*"?([^"\n\r]+?)"?[ \t\r]*$/m.exec(section) ?? [];
  const address = url
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/^[^@/]*@/, "")
    .replace(/^([^:/]+):(?:\d+\/)?\/*/, "$1/")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
  return address === "" ? undefined : address.toLowerCase();
}
