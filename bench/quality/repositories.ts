import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import pins from "./repositories.json";

/** A public repository at one commit. */
export interface Pin {
  readonly repository: string;
  readonly commit: string;
  readonly licence: string;
  /** Reason why the embedded model cannot know it. `heldout`: on the list that its training left out. */
  readonly unseen: string;
}

/** Repositories for tuning and for the final figures; no repository and no author is in both lists. */
export const pinnedRepositories: { readonly dev: readonly Pin[]; readonly test: readonly Pin[] } = pins;

/** Environment variable with the folder that holds the clones. */
export const repositoriesVariable = "NANOTYPE_BENCH_REPOSITORIES";

/** A source file of a repository, in one of the model's languages. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Explains how to get the repositories that `findClone` looks for. */
export function howToGet(list: readonly Pin[]): string {
  const lines = list.map(
    ({ repository }) => `  git clone --bare https://github.com/${repository} ${repository.replace("/", "+")}`,
  );
  return `Its lines are cut from public repositories. Make a folder of bare clones and name it in ${repositoriesVariable}:\n${lines.join("\n")}`;
}

/** Finds the git directory of a pinned repository below `folder`, if its commit is there. */
export function findClone(folder: string, pin: Pin): string | undefined {
  const flat = pin.repository.replace("/", "+");
  const names = [`${flat}/repo`, `${flat}/repo/.git`, `${flat}/.git`, flat, `${flat}.git`, pin.repository];
  return names
    .map((name) => join(folder, name))
    .find((gitDir) => existsSync(join(gitDir, "HEAD")) && holds(gitDir, pin));
}

function holds(gitDir: string, pin: Pin): boolean {
  try {
    git(gitDir, ["cat-file", "-e", `${pin.commit}^{commit}`]);
    return true;
  } catch {
    // An empty or older clone counts as none; the caller says how to get one.
    return false;
  }
}

/** Reads the files of the pinned commit whose path passes `wants`, in path order; nothing is checked out. */
export function readFiles(gitDir: string, pin: Pin, wants: (path: string, sizeBytes: number) => boolean): SourceFile[] {
  const rows = git(gitDir, ["ls-tree", "-r", "-l", "-z", pin.commit]).toString("utf8").split("\0").filter(Boolean);
  const files = rows.flatMap((row) => {
    const [meta, path] = row.split("\t", 2);
    const [, type, hash, size] = meta.split(/ +/);
    return type === "blob" && hash && path && wants(path, Number(size)) ? [{ path, hash }] : [];
  });
  return files
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, hash }) => ({ path, text: git(gitDir, ["cat-file", "blob", hash]).toString("utf8") }));
}

function git(gitDir: string, args: readonly string[]): Buffer {
  return execFileSync("git", ["--git-dir", gitDir, ...args], {
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
}
