import { diffArguments, readChanges, type ChangedFile } from "../commit/change/changes";
import type { Git } from "../commit/change/git";
import { linesOf, parsePatches, type Hunk } from "../commit/change/patch";

/** A line that a commit added. Numbers count lines from 0. */
export interface AddedLine {
  /** Its number in the new file. */
  readonly number: number;
  /** Number of the first line of the old file that comes after the stretch in which it was added. */
  readonly oldEnd: number;
}

/** A file that a commit added or changed. */
interface CommitFile {
  readonly path: string;
  readonly oldId: string | undefined;
  readonly newId: string;
  /** The added lines that were hardly moved from elsewhere; perhaps none. */
  readonly lines: readonly AddedLine[];
}

/** A commit and its only parent. */
export interface CommitChange {
  readonly id: string;
  readonly parent: string;
  /** In git's order, which is that of the paths. */
  readonly files: readonly CommitFile[];
}

/** More changed files than these, or more added lines of a file, are a tool's work or an import. // guess */
const maxFiles = 100;
const maxAddedLines = 2_000;

/** Longest patch of a commit that is read, in bytes. // guess: above what the limits before let through */
const maxPatchBytes = 16 * 1024 * 1024;

/**
 * Reads the last `commitCount` commits that have one parent, the oldest first. Files that were renamed or copied, that are links or
 * binary, or that `isWanted` refuses are left out, and so are lines that the commit removed elsewhere.
 * @throws GitError
 */
export async function readCommits(params: {
  git: Git;
  commitCount: number;
  isWanted: (path: string) => Promise<boolean>;
  onCommit: () => void;
}): Promise<CommitChange[]> {
  const { git, commitCount, isWanted, onCommit } = params;
  const list = await git(["rev-list", "--no-merges", `--max-count=${commitCount}`, "--parents", "HEAD", "--"]);
  const changes: CommitChange[] = [];
  for (const row of list.toString("latin1").trimEnd().split("\n").reverse()) {
    const [id = ""] = row.split(" ");
    const parent = row.split(" ").at(1);
    // Without a parent the commit is an import, or the end of a shallow clone.
    const files = parent === undefined ? [] : await readFiles(git, { id, parent }, isWanted);
    if (parent !== undefined && files.length > 0) changes.push({ id, parent, files });
    onCommit();
  }
  return changes;
}

async function readFiles(
  git: Git,
  { id, parent }: { id: string; parent: string },
  isWanted: (path: string) => Promise<boolean>,
): Promise<CommitFile[]> {
  const changed = await readChanges(git, { kind: "between", from: parent, to: id });
  if (changed.length > maxFiles) return [];
  const read: ChangedFile[] = [];
  for (const file of changed) if ((isEdit(file) || losesLines(file)) && (await isWanted(file.path))) read.push(file);
  if (!read.some(isEdit)) return [];
  const paths = read.map(({ path }) => path);
  const diff = [...diffArguments, "--no-renames", "-U0", parent, id, "--", ...paths];
  const patch = await git(diff, { maxBytes: maxPatchBytes });
  const patches = parsePatches(patch.toString("utf8"));
  if (patch.length >= maxPatchBytes || patches.length !== read.length) return [];
  const removed = new Set(patches.flatMap((hunks) => linesOf(hunks, "-").map((line) => line.trim())));
  return read.flatMap((file, index) => {
    const { path, old, new: now } = file;
    if (!isEdit(file) || now.id === undefined) return [];
    return { path, oldId: old.id, newId: now.id, lines: addedLines(patches[index], removed) };
  });
}

/** Reports whether lines were taken out of a text file: they may have moved to another one. */
function losesLines({ status, pathBytes, isBinary, deletedCount, old: { mode } }: ChangedFile): boolean {
  const isText = pathBytes === undefined && !isBinary && mode.startsWith("100");
  return isText && (status === "deleted" || status === "modified") && deletedCount > 0 && deletedCount <= maxAddedLines;
}

function isEdit({ status, pathBytes, isBinary, addedCount, new: { mode, id } }: ChangedFile): boolean {
  const isText = pathBytes === undefined && !isBinary && mode.startsWith("100") && id !== undefined;
  return isText && (status === "added" || status === "modified") && addedCount > 0 && addedCount <= maxAddedLines;
}

function addedLines(hunks: readonly Hunk[], removed: ReadonlySet<string>): AddedLine[] {
  return hunks.flatMap(({ oldStart, newStart, lines }) => {
    // A stretch without old lines is named by the line before it.
    let oldEnd = lines.every((line) => line.startsWith("+")) ? oldStart : oldStart - 1;
    let number = newStart - 1;
    const added: AddedLine[] = [];
    for (const line of lines) {
      if (!line.startsWith("+")) oldEnd++;
      else if (!removed.has(line.slice(1).trim())) added.push({ number, oldEnd });
      if (!line.startsWith("-")) number++;
    }
    return added;
  });
}
