import { readChanges } from "../commit/change/changes";
import type { Git } from "../commit/change/git";

/** A file of a commit's tree. */
export interface TreeFile {
  readonly path: string;
  readonly id: string;
  readonly sizeBytes: number;
}

/** Lists the plain files of a commit's tree. @throws GitError */
export async function listTree(git: Git, commit: string): Promise<TreeFile[]> {
  const listing = (await git(["ls-tree", "-r", "-z", "-l", "--full-tree", commit])).toString("utf8");
  return listing.split("\0").flatMap((row) => {
    const [, mode = "", id = "", size = "", path = ""] = /^(\d+) \w+ (\w+) +(\d+|-)\t(.+)$/s.exec(row) ?? [];
    return mode.startsWith("100") ? { path, id, sizeBytes: Number(size) } : [];
  });
}

/** Files that differ between two trees: those that are gone, and those with another content. */
export interface TreeChange {
  readonly gone: readonly string[];
  readonly changed: readonly { readonly path: string; readonly id: string }[];
}

/** Compares the trees of two commits. @throws GitError */
export async function compareTrees(git: Git, from: string, to: string): Promise<TreeChange> {
  const files = await readChanges(git, { kind: "between", from, to });
  return {
    gone: files.flatMap(({ status, path, oldPath }) => {
      if (status === "renamed") return [oldPath ?? path, path];
      return status === "added" || status === "copied" ? [] : [path];
    }),
    changed: files.flatMap(({ path, new: { id, mode } }) =>
      id !== undefined && mode.startsWith("100") ? { path, id } : [],
    ),
  };
}
