import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import pins from "./repositories.json";

/** A public repository at one commit. */
export interface Pin {
  readonly repository: string;
  readonly commit: string;
  readonly licence: string;
  /** Reason why the embedded model cannot know it. `heldout`: on the list that its training left out; `language`: no file of the language was trained on. */
  readonly unseen: string;
  /** The language whose files are cut; absent for the languages that the embedded model was trained on. */
  readonly languageId?: string;
}

type PinList = "dev" | "test" | "foreignDev" | "foreignTest";

/** Repositories for tuning and for the final figures; no repository and no author is in two lists. */
export const pinnedRepositories: Readonly<Record<PinList, readonly Pin[]>> = {
  dev: pins.dev,
  test: pins.test,
  foreignDev: pins.foreignDev,
  foreignTest: pins.foreignTest,
};

/** Environment variable with the folder that holds the clones. */
export const repositoriesVariable = "NANOTYPE_BENCH_REPOSITORIES";

/** A file of a repository. */
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
  const sorted = files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const texts = readBlobs(
    gitDir,
    sorted.map(({ hash }) => hash),
  );
  return sorted.map(({ path }, index) => ({ path, text: texts[index] }));
}

/** Reads blobs by one process. A byte order mark, which editors hide, is left out. */
function readBlobs(gitDir: string, hashes: readonly string[]): string[] {
  if (hashes.length === 0) return [];
  const bytes = git(gitDir, ["cat-file", "--batch"], hashes.join("\n") + "\n");
  let at = 0;
  return hashes.map(() => {
    const headEnd = bytes.indexOf("\n", at);
    const sizeBytes = Number(bytes.toString("utf8", at, headEnd).split(" ")[2]);
    at = headEnd + 1 + sizeBytes + 1;
    return bytes.toString("utf8", headEnd + 1, at - 1).replace(/^\uFEFF/, "");
  });
}

function git(gitDir: string, args: readonly string[], input = ""): Buffer {
  return execFileSync("git", ["--git-dir", gitDir, ...args], {
    input,
    maxBuffer: 1 << 29,
    stdio: ["pipe", "pipe", "ignore"],
  });
}
