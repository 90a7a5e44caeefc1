import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { lfText } from "../base/lineEnds";
import { Slices } from "../base/slices";
import { languageOfPath } from "../code/languages";
import { readBlobs } from "../commit/change/blobs";
import type { Git } from "../commit/change/git";
import { hasGeneratedName, hasGeneratorsNotice } from "../documents/generated";
import { normal } from "../documents/place";
import type { Exclusion } from "../safety/exclusion/exclusion";
import { chooseFiles } from "../workspace/priority";
import { cleanText } from "../workspace/readCleanText";
import { isInForeignFolder, maxFileBytes } from "../workspace/workspaceFiles";
import { maxIndexedBytes } from "../workspace/workspaceFeed";
import { readCommits, type CommitChange } from "./history";
import { drawLines, type CommitText, type CommitTexts, type LineCase } from "./lineCase";
import { compareTrees, listTree } from "./parentTree";

/** A file's text without its secrets. */
export interface CleanFile {
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
}

/** The lines of one commit, and what the workspace's files were before it. */
export interface EvaluationStep {
  readonly commit: string;
  /** `normal` addresses of files that the parent's tree no longer has, or has with another content. */
  readonly gone: readonly string[];
  /** Files that the parent's tree has and the one of the step before had not; of the first step, all of them. */
  readonly changed: readonly CleanFile[];
  /** The commit's files as it left them, in its order; `undefined` for one that isn't remembered. */
  readonly written: readonly (CleanFile | undefined)[];
  readonly cases: readonly LineCase[];
}

/** Lines to write again, commit by commit. */
export interface EvaluationPlan {
  readonly steps: readonly EvaluationStep[];
  readonly lineCount: number;
  /** Commits whose lines could be drawn. */
  readonly commitCount: number;
}

/** Sources of the plan's texts, and its bounds. */
export interface PlanParams {
  readonly git: Git;
  /** Top folder of the repository. */
  readonly folder: string;
  readonly exclusion: Pick<Exclusion, "judge">;
  readonly isEnabled: (languageId: string) => boolean;
  readonly commitCount: number;
  readonly lineCount: number;
  readonly seed: string;
  readonly onCommit: () => void;
  readonly signal: AbortSignal;
}

/** Most bytes of the commits' files together. // guess */
const maxTextBytes = 56 * 1024 * 1024;

/**
 * Draws lines that the recent commits added, and collects what was there before each: the tree of its commit's parent, and nothing later.
 * The working tree isn't read, but for the ignore files.
 * @throws GitError, and the signal's reason once it aborts
 */
export async function planEvaluation(params: PlanParams): Promise<EvaluationPlan> {
  const { git, commitCount, lineCount, seed, onCommit } = params;
  const wanted = fileFilter(params);
  const changes = await readCommits({ git, commitCount, isWanted: wanted, onCommit });
  const commits = await readTexts(git, changes);
  const cases = drawLines(commits, { count: lineCount, seed });
  const drawn = commits.filter(({ change }) => cases.some(({ commit }) => commit === change.id));
  const files = new ParentFiles(params, wanted);
  const steps: EvaluationStep[] = [];
  let before: string | undefined;
  for (const { change, files: texts } of drawn) {
    const { gone, changed } =
      before === undefined ? await files.all(change.parent, texts) : await files.since(before, change.parent);
    const written: (CleanFile | undefined)[] = [];
    for (const { path, newText } of texts) written.push(await files.clean(path, newText));
    const own = cases.filter(({ commit }) => commit === change.id);
    steps.push({ commit: change.id, gone, changed, written, cases: own });
    before = change.parent;
  }
  return { steps, lineCount: cases.length, commitCount: commits.length };
}

/** Makes the judge of paths: of a known language, written by people, not excluded. */
function fileFilter({ folder, exclusion, isEnabled }: PlanParams): (path: string) => Promise<boolean> {
  const known = new Map<string, boolean>();
  return async (path) => {
    const languageId = languageOfPath(path)?.id;
    if (languageId === undefined || !isEnabled(languageId)) return false;
    if (hasGeneratedName(path) || isInForeignFolder(path)) return false;
    const isWanted =
      known.get(path) ?? (await exclusion.judge(pathToFileURL(join(folder, path)).href)).kind === "included";
    known.set(path, isWanted);
    return isWanted;
  };
}

/** Reads the files of the commits before and after. Files with odd line ends, or of one very long line, are left out: their lines can't be found again. */
async function readTexts(git: Git, changes: readonly CommitChange[]): Promise<CommitTexts[]> {
  const ids = new Set(
    changes.flatMap(({ files }) => files.flatMap(({ oldId, newId }) => [newId, ...(oldId ? [oldId] : [])])),
  );
  const blobs = await readBlobs(git, [...ids], { maxFileBytes, maxTotalBytes: maxTextBytes });
  return changes.flatMap((change) => {
    const files = change.files.flatMap(({ path, oldId, newId, lines }): CommitText[] => {
      const newText = textOf(blobs.get(newId));
      const oldText = oldId === undefined ? "" : textOf(blobs.get(oldId));
      const languageId = languageOfPath(path)?.id;
      if (newText === undefined || oldText === undefined || languageId === undefined) return [];
      return hasGeneratorsNotice(newText) ? [] : [{ path, languageId, oldText, newText, lines }];
    });
    return files.length === 0 ? [] : [{ change, files }];
  });
}

/** Longest line of a text that people write. // guess */
const maxLineLength = 1_000;

function textOf(bytes: Buffer | undefined): string | undefined {
  const text = bytes === undefined ? undefined : withoutMark(bytes);
  if (text === undefined || /[\0\ufffd]|\r(?!\n)/.test(text)) return undefined;
  return text.split("\n").some(({ length }) => length > maxLineLength) ? undefined : lfText(text);
}

/** Decodes a file as an editor shows it: without its byte order mark. */
function withoutMark(bytes: Buffer): string {
  return bytes.toString("utf8").replace(/^\ufeff/, "");
}

/** Reads files of parents' trees, as the workspace's memory takes them. */
class ParentFiles {
  readonly #git: Git;
  readonly #folder: string;
  readonly #isWanted: (path: string) => Promise<boolean>;
  readonly #signal: AbortSignal;
  readonly #slices = new Slices();

  constructor({ git, folder, signal }: PlanParams, isWanted: (path: string) => Promise<boolean>) {
    this.#git = git;
    this.#folder = folder;
    this.#isWanted = isWanted;
    this.#signal = signal;
  }

  /** Reads a whole tree, as far as the memory has room for it. */
  async all(commit: string, open: readonly CommitText[]): Promise<Pick<EvaluationStep, "gone" | "changed">> {
    const found = [];
    for (const { path, id, sizeBytes } of await listTree(this.#git, commit)) {
      const languageId = languageOfPath(path)?.id;
      if (languageId === undefined || !(sizeBytes > 0 && sizeBytes <= maxFileBytes)) continue;
      if (await this.#isWanted(path)) found.push({ path, uri: this.#address(path), languageId, sizeBytes, stamp: id });
    }
    const near = open.map(({ path, languageId }) => ({ uri: this.#address(path), languageId }));
    const chosen = chooseFiles(found, near, maxIndexedBytes);
    return { gone: [], changed: await this.#read(chosen.map(({ path, stamp }) => ({ path, id: stamp }))) };
  }

  /** Reads what another tree has that the one before had not. */
  async since(before: string, commit: string): Promise<Pick<EvaluationStep, "gone" | "changed">> {
    if (before === commit) return { gone: [], changed: [] };
    const { gone, changed } = await compareTrees(this.#git, before, commit);
    const wanted = [];
    for (const file of changed) if (await this.#isWanted(file.path)) wanted.push(file);
    return { gone: gone.map((path) => this.#address(path)), changed: await this.#read(wanted) };
  }

  /** Returns a file's text without its secrets; `undefined` if it isn't remembered. */
  async clean(path: string, text: string): Promise<CleanFile | undefined> {
    const languageId = languageOfPath(path)?.id;
    const clean = await cleanText(lfText(text), this.#slices);
    return clean === undefined || languageId === undefined
      ? undefined
      : { uri: this.#address(path), languageId, text: clean };
  }

  async #read(files: readonly { path: string; id: string }[]): Promise<CleanFile[]> {
    const ids = files.map(({ id }) => id);
    const blobs = await readBlobs(this.#git, ids, { maxFileBytes, maxTotalBytes: maxTextBytes });
    const read: CleanFile[] = [];
    for (const { path, id } of files) {
      this.#signal.throwIfAborted();
      const bytes = blobs.get(id);
      const file = bytes === undefined || bytes.includes(0) ? undefined : await this.clean(path, withoutMark(bytes));
      if (file !== undefined) read.push(file);
    }
    return read;
  }

  #address(path: string): string {
    return normal(pathToFileURL(join(this.#folder, path)).href);
  }
}
