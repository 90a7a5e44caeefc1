import type { Clock } from "../../base/clock";
import type { Grammars } from "../../code/grammars";
import { diffArguments, emptyTree, rangeArguments, readChanges, type ChangedFile, type ChangeRange } from "./changes";
import { readContents } from "./contents";
import { dependencyChanges, versionChange, type DependencyChange } from "./dependencies";
import { bareCodeOf, depthOfChange, type BareCode, type ChangeDepth } from "../../code/bareCode";
import { languageOfPath } from "../../code/languages";
import { filteredFiles } from "./filters";
import { fileKind, looksMachineMade, noisyKinds, type FileKind } from "./fileKind";
import type { Git } from "./git";
import { findSecrets } from "../../safety/secrets/findSecrets";
import { changedLineNumbers, touchedLineNumbers, parsePatches, type Hunk } from "./patch";
import { parseSource, type ParsedSource } from "../../code/parseSource";
import { compareSymbols } from "../symbols/symbolChanges";
import type { ChangeSummary, FileChange } from "./changeSummary";
import { createTurns } from "./turns";

/** Parts that reading a change needs. */
export interface SummaryParts {
  readonly git: Git;
  /** Names of the filters that `git` doesn't run. */
  readonly filters: ReadonlySet<string>;
  /** Top folder of the working tree; undefined in a bare repository. */
  readonly folder: string | undefined;
  readonly grammars: Grammars;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Most files that are read; the others are only counted and named. // guess */
const maxReadFiles = 80;
/** Bytes of paths on one command line. Source: Windows allows 32,767 characters. */
const maxArgumentBytes = 24_000;
/** Longest patch that is read, in bytes: 40,000 lines, which take about 10 ms to parse. // guess */
const maxPatchBytes = 2 * 1024 * 1024;
/** Most texts parsed for declarations, together, in UTF-16 units. Source: bench/commits: 1.5 million take 0.4 s on 2 cores. */
const maxParsedLength = 1_500_000;
/** Number of changed lines of code beyond which no single one of them is worth a message. // guess */
const maxToldLines = 400;

/** Most changed text of a file that is searched for secrets, in UTF-16 units: only small changes are quoted word by word. */
const maxSearched = 200_000;

/** Kinds of files in the order in which they are worth reading. */
const reading: readonly FileKind[] = [
  "changelog",
  "manifest",
  "source",
  "test",
  "config",
  "ci",
  "docs",
  "submodule",
  "lock",
  "generated",
  "vendored",
  "asset",
];

/** Reads a range of changes as far as a message needs it. @throws GitError */
export async function readSummary(range: ChangeRange, parts: SummaryParts): Promise<ChangeSummary> {
  const { git, folder, grammars, clock, signal } = parts;
  const turns = createTurns({ clock, signal });
  const changes = await readChanges(git, range);
  const listed = changes.map((file) => ({
    file,
    kind: fileKind(file.path, file.new.mode === "000000" ? file.old.mode : file.new.mode),
  }));
  const filtered = range.kind === "all" ? await filteredFiles(parts, changes) : new Set<ChangedFile>();
  const chosen = chooseFiles(listed.filter(({ file }) => !filtered.has(file)));
  const paths = [...new Set(chosen.flatMap(({ oldPath, path }) => (oldPath === undefined ? [path] : [oldPath, path])))];
  const [contents, patch] = await Promise.all([
    readContents({ git, folder, files: chosen, signal }),
    paths.length === 0
      ? Buffer.alloc(0)
      : git([...diffArguments, "-p", ...rangeArguments(range), "--", ...paths], { maxBytes: maxPatchBytes }),
  ]);
  await turns.pause();
  const hunksOf = assignHunks(chosen, parsePatches(patch.toString("utf8")));
  const files: FileChange[] = [];
  let leftLength = maxParsedLength;
  const declared: Parameters<typeof compareSymbols>[0][number][] = [];
  const changedCount = listed.reduce((sum, { file, kind }) => sum + (kind === "source" ? sizeOf(file) : 0), 0);
  for (const { file, kind } of listed) {
    await turns.pause();
    const at = chosen.indexOf(file);
    const { oldText, newText } = contents.at(at === -1 ? contents.length : at) ?? {
      oldText: undefined,
      newText: undefined,
    };
    const realKind = newText !== undefined && kind === "source" && looksMachineMade(newText) ? "generated" : kind;
    const hunks =
      hunksOf.get(file) ??
      (file.new.id === undefined && newText !== undefined && file.status === "added" ? [wholeFile(newText)] : []);
    const length = (oldText?.length ?? 0) + (newText?.length ?? 0);
    const isParsed =
      (realKind === "source" || realKind === "test") && hunks.length + length > 0 && length <= leftLength;
    if (isParsed) leftLength -= length;
    const isTold = realKind === "source" && file.status !== "added" && changedCount <= maxToldLines;
    const read = async (side: "old" | "new", text: string | undefined): Promise<ReadText | undefined> => {
      if (text === undefined || noisyKinds.has(realKind)) return undefined;
      const path = side === "old" ? (file.oldPath ?? file.path) : file.path;
      // Of a language that isn't known, only blanks can be recognized.
      const bare = bareCodeOf(languageOfPath(path)?.id ?? "plaintext", text);
      await turns.pause();
      if (!isParsed) return { bare, source: undefined };
      const changed = changedLineNumbers(hunks, side);
      const lines = isTold ? touchedLineNumbers(hunks, side) : [];
      return { bare, source: await parseSource({ grammars, turns, path, text, bare, changed, lines }) };
    };
    const [now, old] = [await read("new", newText), await read("old", oldText)];
    const declarations = now?.source?.declarations;
    const oldDeclarations = old?.source?.declarations;
    if ((declarations ?? oldDeclarations) !== undefined)
      declared.push({
        path: file.path,
        old: oldDeclarations ?? [],
        new: declarations ?? [],
        removedLines: changedLineNumbers(hunks, "old"),
        addedLines: changedLineNumbers(hunks, "new"),
      });
    await turns.pause();
    files.push({
      ...file,
      ...counts(file, hunks),
      kind: realKind,
      hunks,
      oldText,
      newText,
      depth: depthOf(old, now),
      declarations,
      secrets: secretsIn(hunks),
    });
  }
  const manifests = files
    .filter(({ kind }) => kind === "manifest" || kind === "ci" || kind === "config")
    .filter(({ hunks, status }) => hunks.length > 0 && status === "modified");
  const named = manifests.map(({ path, hunks }) => ({ path, ...dependencyChanges(path, hunks) }));
  const versions = files.flatMap(({ path, hunks, kind }) =>
    noisyKinds.has(kind) ? [] : (versionChange(path, hunks) ?? []),
  );
  return {
    isFirst: range.kind === "between" ? range.from === emptyTree : !range.hasHead,
    files,
    symbols: await compareSymbols(declared, turns),
    dependencies: distinct(named.flatMap(({ changes }) => changes)),
    isDependenciesOnly:
      named.length > 0 &&
      named.every(({ isAll }) => isAll) &&
      files.every(({ kind, path }) => kind === "lock" || named.some((one) => one.path === path)),
    version: versions.at(0),
  };
}

/** Chooses the files to read: people's files before machine-made ones, small changes before large ones. */
function chooseFiles(listed: readonly { file: ChangedFile; kind: FileKind }[]): ChangedFile[] {
  const readable = listed.filter(
    ({ file, kind }) =>
      !file.isBinary &&
      !noisyKinds.has(kind) &&
      kind !== "submodule" &&
      file.pathBytes === undefined &&
      file.status !== "conflicted",
  );
  const ranked = [...readable].sort(
    (a, b) => reading.indexOf(a.kind) - reading.indexOf(b.kind) || sizeOf(b.file) - sizeOf(a.file),
  );
  let leftBytes = maxArgumentBytes;
  const chosen = new Set<ChangedFile>();
  for (const { file } of ranked) {
    leftBytes -= Buffer.byteLength(file.path) + Buffer.byteLength(file.oldPath ?? "") + 6;
    if (leftBytes < 0 || chosen.size === maxReadFiles) break;
    chosen.add(file);
  }
  // In git's order, which is the patch's.
  return listed.flatMap(({ file }) => (chosen.has(file) ? [file] : []));
}

function sizeOf({ addedCount, deletedCount }: ChangedFile): number {
  return addedCount + deletedCount;
}

/** Assigns patches to files in the listing's order. If they are not as many as expected, nothing is assigned rather than something wrong. */
function assignHunks(
  files: readonly ChangedFile[],
  patches: readonly (readonly Hunk[])[],
): Map<ChangedFile, readonly Hunk[]> {
  const tracked = files.filter(
    ({ status, new: { id }, old }) =>
      !(status === "added" && id === undefined && old.id === undefined && old.mode === "000000"),
  );
  const expected = tracked.flatMap((file) => (file.status === "typeChanged" ? [file, file] : [file]));
  const assigned = new Map<ChangedFile, readonly Hunk[]>();
  // A patch that was cut at its limit lacks some at the end, and its last one is not whole.
  if (patches.length > expected.length) return assigned;
  for (const [index, hunks] of patches.entries()) {
    const file = expected.at(index);
    if (file) assigned.set(file, [...(assigned.get(file) ?? []), ...hunks]);
  }
  return assigned;
}

function wholeFile(text: string): Hunk {
  const lines = text.replace(/\n$/, "").split("\n");
  return { oldStart: 0, newStart: 1, heading: "", lines: lines.map((line) => `+${line}`) };
}

function counts(file: ChangedFile, hunks: readonly Hunk[]): { addedCount: number } {
  const isUntracked = file.status === "added" && file.new.id === undefined && file.addedCount === 0;
  return { addedCount: isUntracked ? (hunks.at(0)?.lines.length ?? 0) : file.addedCount };
}

function secretsIn(hunks: readonly Hunk[]): string[] | undefined {
  const text = hunks.flatMap(({ lines }) => lines.map((line) => line.slice(1))).join("\n");
  return text.length > maxSearched ? undefined : findSecrets(text).map(({ start, end }) => text.slice(start, end));
}

/** One version of a file, as far as it was looked into. */
interface ReadText {
  readonly bare: BareCode;
  readonly source: ParsedSource | undefined;
}

function depthOf(old: ReadText | undefined, now: ReadText | undefined): ChangeDepth {
  if (old === undefined || now === undefined) return "content";
  const depth = depthOfChange(old.bare, now.bare);
  const isSure = old.source?.hasSureComments !== false && now.source?.hasSureComments !== false;
  return depth === "comments" && !isSure ? "content" : depth;
}

/** Removes duplicates: the same dependency may occur in several files. */
function distinct(changes: readonly DependencyChange[]): DependencyChange[] {
  return [...new Map(changes.map((change) => [`${change.name}@${change.to ?? ""}`, change])).values()];
}
