import type { GitError } from "./git";

/**
 * Explains in plain words why git gave no answer, and what to do. `findGit` is the advice if git is missing. The words may hold
 * paths, which the user may see but the log not.
 */
export function explainGit({ kind, message }: GitError, findGit: string): string {
  if (kind === "aborted") return "Cancelled.";
  if (kind === "noFolder") return "The repository's folder no longer exists. Open it from its new location.";
  if (kind === "missing") return `git was not found. ${findGit}`;
  if (/not a git repository/.test(message)) return "This folder is not in a git repository.";
  if (/must be run in a work tree/.test(message))
    return "This repository has no working tree, so there is nothing to commit.";
  if (/working tree is not its own/.test(message))
    return "This repository says that its files are in another folder (core.worktree), so they were not read. To use that folder, set GIT_DIR and GIT_WORK_TREE.";
  if (/dubious ownership/.test(message))
    return "git refuses this repository, because it belongs to another user; `git status` says how to allow it.";
  if (/lazy fetching disabled|promisor/.test(message))
    return "Part of this change is not on this machine (a partial clone), and drafts fetch nothing. Run `git diff` to fetch it, then try again.";
  return `git failed: ${message.split("\n", 1).at(0) ?? ""}`;
}
