import { access, lstat } from "node:fs/promises";
import { join } from "node:path";
import { pathInside } from "../base/pathInside";
import { readRegularFile } from "../base/regularFile";
import { readCommentRules, withoutGitComments, type CommentRules } from "./style/comments";
import { GitError, type Git } from "./change/git";

/** A working tree and git's state in it. */
export interface Repository {
  /** Top folder of the working tree. */
  readonly folder: string;
  /** This worktree's own git folder. */
  readonly gitFolder: string;
  /** Empty if the head is detached. */
  readonly branch: string;
  /** False if there is no commit yet. */
  readonly hasHead: boolean;
  /** Empty if the user has not set their name in git. */
  readonly author: { readonly name: string; readonly email: string };
  /** Git's rules for comments in a message. */
  readonly comments: CommentRules;
  /** The message that git itself has prepared for a merge, squash, revert, cherry-pick or a rebase's stop. */
  readonly preparedMessage: string | undefined;
}

/**
 * Reads the working tree that `git` was made for. @throws GitError `failed` if there is none, or one that a repository elsewhere
 * claims by its configuration (`core.worktree`): its files would be read as if they were the repository's.
 */
export async function readRepository(git: Git): Promise<Repository> {
  const optional = async (args: readonly string[]): Promise<string> => {
    try {
      return (await git(args, { isOneAnAnswer: true })).toString("utf8").trimEnd();
    } catch (error) {
      if (error instanceof GitError && error.kind === "failed") return "";
      throw error;
    }
  };
  const [paths, branch, head, identity, comments] = await Promise.all([
    git(["rev-parse", "--show-toplevel", "--absolute-git-dir"]),
    optional(["symbolic-ref", "--quiet", "--short", "HEAD"]),
    optional(["rev-parse", "--quiet", "--verify", "HEAD^{commit}"]),
    optional(["var", "GIT_AUTHOR_IDENT"]),
    readCommentRules(git),
  ]);
  const [folder = "", gitFolder = ""] = paths.toString("utf8").split(/\r?\n/);
  if (folder === gitFolder || pathInside(gitFolder, folder) !== undefined)
    throw new GitError("failed", "the working tree is not its own");
  if (gitFolder !== join(folder, ".git")) {
    const own = await optional(["-C", folder, "rev-parse", "--absolute-git-dir"]);
    if (own !== gitFolder) throw new GitError("failed", "the working tree is not its own");
  }
  const [, name = "", email = ""] = /^(.*) <([^>]*)> \d+ [+-]\d+$/.exec(identity) ?? [];
  return {
    folder,
    gitFolder,
    branch,
    hasHead: head !== "",
    author: { name, email },
    comments,
    preparedMessage: await readPrepared(gitFolder, comments),
  };
}

/** Files that show that the next commit ends an operation of git's, and the files with its message. */
const operations = [
  { sign: "MERGE_HEAD", message: "MERGE_MSG" },
  { sign: "CHERRY_PICK_HEAD", message: "MERGE_MSG" },
  { sign: "REVERT_HEAD", message: "MERGE_MSG" },
  { sign: "SQUASH_MSG", message: "SQUASH_MSG" },
  { sign: "MERGE_MSG", message: "MERGE_MSG" },
] as const;

/** Largest prepared message that is read, in bytes. // guess */
const maxPreparedBytes = 1_000_000;

async function readPrepared(gitFolder: string, comments: CommentRules): Promise<string | undefined> {
  for (const { sign, message } of operations) {
    if (!(await exists(join(gitFolder, sign)))) continue;
    const path = join(gitFolder, message);
    // A link planted there would show a file from elsewhere as a message.
    const text = (await isLink(path)) ? "" : ((await readRegularFile(path, maxPreparedBytes)) ?? "");
    const plain = withoutGitComments(text, comments).trim();
    if (plain !== "") return plain;
  }
  return undefined;
}

function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
