import { isUtf8 } from "node:buffer";
import type { Git } from "./git";

/** Kind of change of a file. */
type FileStatus =
  "added" | "deleted" | "modified" | "renamed" | "copied" | "modeChanged" | "typeChanged" | "conflicted";

/** One side of a change: the source of its content. */
export interface Side {
  /** File mode in octal, such as `100644`; `160000` is a submodule, `120000` a symbolic link, `000000` nothing. */
  readonly mode: string;
  /** Object id; undefined if the content is only in the working tree. */
  readonly id: string | undefined;
}

/** A file of a change, as git lists it. */
export interface ChangedFile {
  readonly status: FileStatus;
  /** Path for people and for classification; a name that is not UTF-8 is read as Latin-1. */
  readonly path: string;
  /** Path before a rename or copy. */
  readonly oldPath?: string;
  /** The name's bytes if `path` cannot represent them. */
  readonly pathBytes?: Buffer;
  readonly old: Side;
  readonly new: Side;
  readonly addedCount: number;
  readonly deletedCount: number;
  readonly isBinary: boolean;
}

/** Changes to describe: the staged ones, all of the working tree, or those from one commit to another. */
export type ChangeRange =
  | { readonly kind: "staged"; readonly hasHead: boolean }
  | { readonly kind: "all"; readonly hasHead: boolean }
  | { readonly kind: "between"; readonly from: string; readonly to: string };

/** Builds the arguments of `git diff` for a range. */
export function rangeArguments(range: ChangeRange): string[] {
  switch (range.kind) {
    case "staged":
      return ["--cached"];
    case "all":
      return range.hasHead ? ["HEAD"] : [];
    case "between":
      return [range.from, range.to];
  }
}

/** The tree without files, which git knows without storing it. For `between` without a parent. */
export const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** Arguments of all our diffs: detect renames, and run nothing that a repository's configuration names. */
export const diffArguments: readonly string[] = [
  "diff",
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "-M",
  "--no-abbrev",
  "--ignore-submodules=dirty",
  "--no-relative",
  "--submodule=short",
  "-U3",
];

/** Lists the changed files of a range; untracked ones are included if all changes are meant. @throws GitError */
export async function readChanges(git: Git, range: ChangeRange): Promise<ChangedFile[]> {
  const [listing, untracked] = await Promise.all([
    git([...diffArguments, "--raw", "--numstat", "-z", ...rangeArguments(range), "--"]),
    range.kind === "all" ? git(["ls-files", "--others", "--exclude-standard", "-z", "--full-name"]) : undefined,
  ]);
  return [...parseListing(listing), ...(untracked === undefined ? [] : parseUntracked(untracked))];
}

/**
 * Reads `git diff --raw --numstat -z`: all raw records, then the counts in the same order. Names are bytes, decoded
 * one by one, since one that is not UTF-8 must not damage the others.
 */
export function parseListing(listing: Buffer): ChangedFile[] {
  const fields = splitAtNul(listing);
  const files: Omit<ChangedFile, "addedCount" | "deletedCount" | "isBinary">[] = [];
  let at = 0;
  for (; fields.at(at)?.at(0) === 0x3a /* : */; at++) {
    const [oldMode = "", newMode = "", oldId = "", newId = "", letter = ""] = text(fields.at(at)).slice(1).split(" ");
    const isPair = /^[RC]/.test(letter);
    const first = fields.at(++at);
    const second = isPair ? fields.at(++at) : first;
    files.push({
      status: statusOf(letter, { oldMode, newMode, isSame: oldId === newId && !/^0+$/.test(newId) }),
      ...nameOf(second ?? Buffer.alloc(0)),
      ...(isPair ? { oldPath: nameOf(first ?? Buffer.alloc(0)).path } : {}),
      old: { mode: oldMode, id: idOf(oldId) },
      new: { mode: newMode, id: idOf(newId) },
    });
  }
  return files.map((file) => {
    const count = /^(\d{1,15}|-)\t(\d{1,15}|-)\t/.exec(text(fields.at(at)));
    // A pair's count names both paths in separate fields.
    at += file.oldPath === undefined ? 1 : 3;
    const [, added = "0", deleted = "0"] = count ?? [];
    const isBinary = added === "-" || deleted === "-";
    return {
      ...file,
      isBinary,
      addedCount: isBinary ? 0 : Number(added),
      deletedCount: isBinary ? 0 : Number(deleted),
    };
  });
}

function parseUntracked(list: Buffer): ChangedFile[] {
  return splitAtNul(list).map((name) => ({
    status: "added",
    ...nameOf(name),
    old: { mode: "000000", id: undefined },
    new: { mode: "100644", id: undefined },
    addedCount: 0,
    deletedCount: 0,
    isBinary: false,
  }));
}

function statusOf(
  letter: string,
  { oldMode, newMode, isSame }: { oldMode: string; newMode: string; isSame: boolean },
): FileStatus {
  switch (letter.charAt(0)) {
    case "A":
      return "added";
    case "D":
      return "deleted";
    case "R":
      return "renamed";
    case "C":
      return "copied";
    case "T":
      return "typeChanged";
    case "U":
      return "conflicted";
    default:
      return oldMode !== newMode && isSame ? "modeChanged" : "modified";
  }
}

function nameOf(bytes: Buffer): { path: string; pathBytes?: Buffer } {
  return isUtf8(bytes) ? { path: bytes.toString("utf8") } : { path: bytes.toString("latin1"), pathBytes: bytes };
}

function idOf(id: string): string | undefined {
  return /^0*$/.test(id) ? undefined : id;
}

function text(field: Buffer | undefined): string {
  return field?.toString("latin1") ?? "";
}

function splitAtNul(bytes: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0, start); end >= 0; end = bytes.indexOf(0, start)) {
    fields.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return fields;
}
