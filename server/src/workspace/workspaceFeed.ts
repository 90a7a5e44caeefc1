import { lstat } from "node:fs/promises";
import { wait, type Clock } from "../base/clock";
import { filePath } from "../base/filePath";
import { inBackground } from "../base/inBackground";
import { describeError, type Logger } from "../base/log";
import { pathInside } from "../base/pathInside";
import { Slices } from "../base/slices";
import { languageOfPath } from "../code/languages";
import { normal } from "../documents/place";
import type { Projects } from "../documents/projects";
import type { WorkspaceMessage } from "../model/local/ipc";
import { indexedBytes } from "../model/memory/workspaceIndex";
import type { Exclusion } from "../safety/exclusion/exclusion";
import { chooseFiles, type OpenFile } from "./priority";
import { readCleanText } from "./readCleanText";
import type { KeptText, TextStore } from "./textStore";
import { findFiles, isInForeignFolder, lookAt, type FoundFile } from "./workspaceFiles";

/** Memory of the files that are sent, in bytes: the rest of the 64 MB is for merging segments; see `modelProcess.ts`. */
export const maxIndexedBytes = 56 * 1024 * 1024;

/** Time without a key after which work is done, in ms. // guess: longer than a pause between words */
const quietMs = 1_000;

/** Time after a start or a change for which more is awaited, in ms. // guess: a checkout is many changes */
const gatherMs = 500;

/** Time between two searches of all folders, in ms, if the client reports changes of files, and if it doesn't. // guess */
const searchAgainMs = { watched: 60 * 60_000, unwatched: 10 * 60_000 };

/** Most changed files that are looked at one by one; more are a search of all folders. // guess */
const maxChanges = 200;

/** Characters of texts that are sent to the model process, and kept on disk, at a time. // guess: some milliseconds' work */
const batchChars = 200_000;

/** Parts that the feed works with. */
export interface WorkspaceFeedParams {
  readonly clock: Clock;
  readonly log: Logger;
  readonly exclusion: Pick<Exclusion, "judge" | "isFolderExcluded">;
  readonly projects: Pick<Projects, "whenDecided">;
  /** Reaches the model process. */
  readonly tell: (message: WorkspaceMessage) => void;
  /** Opens the store of a folder's texts; `undefined` if nothing may be kept on disk. */
  readonly openStore: (folderUri: string) => Promise<TextStore | undefined>;
  readonly openFiles: () => readonly OpenFile[];
  /** Reports whether files of a language are remembered. */
  readonly isRemembered: (languageId: string) => boolean;
  readonly maxBytes?: number;
}

/** A workspace folder on this disk. */
interface Root {
  readonly uri: string;
  readonly path: string;
  store?: { readonly texts: TextStore | undefined };
}

/** A file that the model process has. */
interface Held {
  readonly stamp: string;
  readonly bytes: number;
}

/** Thrown where work is no longer wanted. */
class Superseded extends Error {}

/**
 * Gives the model process the files of the workspace that aren't open: all of them at its start, changed ones later. Works in slices while the
 * user isn't typing. Texts without their secrets are kept on disk, sealed, so that the next start reads no file again.
 */
export class WorkspaceFeed {
  readonly #params: WorkspaceFeedParams;
  readonly #held = new Map<string, Held>();
  /** Files that people didn't write, or that hold too many secrets, by their stamp. */
  readonly #unfit = new Map<string, string>();
  readonly #changed = new Set<string>();
  #roots: readonly Root[] = [];
  #isOn = false;
  #rules = "";
  #isWatched = false;
  #hasProcess = false;
  #wantsSearch = false;
  #wantsClearStores = false;
  /** Distinguishes work from before a change of the rules from later work. */
  #turn = 0;
  #typedMs = -Infinity;
  #isWorking = false;
  #isDisposed = false;
  #cancel: (() => void) | undefined;
  #cancelNextSearch: (() => void) | undefined;
  #slices = new Slices();
  #batch: { files: KeptText[]; project: string; chars: number } = { files: [], project: "", chars: 0 };
  /** Files whose text was read from the disk, and not from the store. */
  #readCount = 0;

  constructor(params: WorkspaceFeedParams) {
    this.#params = params;
  }

  /** Number of files that are remembered, their memory in bytes, and how many were read since the start. */
  get figures(): { readonly fileCount: number; readonly bytes: number; readonly readCount: number } {
    let bytes = 0;
    for (const held of this.#held.values()) bytes += held.bytes;
    return { fileCount: this.#held.size, bytes, readCount: this.#readCount };
  }

  /** Returns the addresses of the remembered files, the nearest first. */
  get uris(): readonly string[] {
    return [...this.#held.keys()];
  }

  /** True while nothing is left to do. */
  get isSettled(): boolean {
    return !this.#isWorking && this.#next() === undefined;
  }

  /** Takes the settings in force. Once it is off, nothing is remembered or kept; `rules` are what `isRemembered` depends on. */
  apply(isOn: boolean, rules: string): void {
    if (isOn === this.#isOn && rules === this.#rules) return;
    this.#wantsClearStores = this.#isOn && !isOn;
    this.#isOn = isOn;
    this.#rules = rules;
    this.#restart();
  }

  /** Sets the workspace folders. */
  setFolders(folderUris: readonly string[]): void {
    const all = folderUris.flatMap((uri) => {
      const path = filePath(uri);
      return path === undefined ? [] : [{ uri: normal(uri).replace(/\/+$/, ""), path }];
    });
    this.#roots = all.filter(({ path }) => !all.some((other) => pathInside(other.path, path) !== undefined));
    this.#restart();
  }

  /** Records that the client reports changes of files. */
  watched(): void {
    this.#isWatched = true;
  }

  /** Records that a model process has started: it knows no file yet. */
  processStarted(): void {
    this.#hasProcess = true;
    this.#restart();
  }

  /** Forgets everything at once and judges every file anew, e.g. after an ignore file has changed. */
  rulesChanged(): void {
    this.#restart();
  }

  /** Records a key: work waits. */
  typed(): void {
    this.#typedMs = this.#params.clock.nowMs();
  }

  /** Looks at files that may have changed, soon. */
  changed(uris: readonly string[]): void {
    for (const uri of uris) if (this.#mayConcern(uri)) this.#changed.add(uri);
    if (this.#changed.size > maxChanges) {
      this.#changed.clear();
      this.#wantsSearch = true;
    }
    this.#wake();
  }

  /** Forgets a file at once. */
  forget(uri: string): void {
    const address = normal(uri);
    if (this.#held.delete(address)) this.#params.tell({ type: "unindex", uris: [address] });
    this.changed([uri]);
  }

  /** Removes everything that is kept on disk. */
  async clear(): Promise<void> {
    for (const root of this.#roots) await (await this.#storeOf(root))?.clear();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#turn++;
    this.#cancel?.();
    this.#cancelNextSearch?.();
  }

  #restart(): void {
    this.#turn++;
    this.#held.clear();
    this.#batch = { files: [], project: "", chars: 0 };
    this.#params.tell({ type: "clearIndex" });
    this.#wantsSearch = this.#isOn;
    this.#wake();
  }

  #wake(): void {
    if (this.#isWorking || this.#isDisposed || this.#next() === undefined) return;
    this.#cancel ??= this.#params.clock.after(gatherMs, () => {
      this.#cancel = undefined;
      inBackground("reading the workspace's files", this.#run());
    });
  }

  async #run(): Promise<void> {
    this.#isWorking = true;
    try {
      for (let work = this.#next(); work !== undefined; work = this.#next()) await this.#attempt(work);
    } finally {
      this.#isWorking = false;
    }
  }

  async #attempt(work: (turn: number) => Promise<void>): Promise<void> {
    try {
      await work(this.#turn);
    } catch (error) {
      if (error instanceof Superseded) return;
      this.#wantsSearch = false;
      this.#changed.clear();
      this.#params.log.warn("The workspace's files could not be remembered.", { error: describeError(error) });
    }
  }

  /** Returns the next piece of work. */
  #next(): ((turn: number) => Promise<void>) | undefined {
    if (this.#isDisposed) return undefined;
    if (this.#wantsClearStores)
      return () => {
        this.#wantsClearStores = false;
        return this.clear();
      };
    if (!this.#isOn || !this.#hasProcess || this.#roots.length === 0) return undefined;
    if (this.#wantsSearch)
      return (turn) => {
        this.#wantsSearch = false;
        return this.#search(turn);
      };
    return this.#changed.size > 0 ? (turn) => this.#follow(turn) : undefined;
  }

  /** Finds all files, and brings the index and the stores in line with them. */
  async #search(turn: number): Promise<void> {
    const { clock, log, exclusion, openFiles, isRemembered } = this.#params;
    const startMs = clock.nowMs();
    const pause = (): Promise<void> => this.#pause(turn);
    const found: FoundFile[] = [];
    const rootOf = new Map<FoundFile, Root>();
    for (const root of this.#roots)
      for (const file of await findFiles(root.path, exclusion, pause)) {
        if (!isRemembered(file.languageId)) continue;
        found.push(file);
        rootOf.set(file, root);
      }
    const wanted = chooseFiles(found, openFiles(), this.#params.maxBytes ?? maxIndexedBytes);
    const byUri = new Map(wanted.map((file) => [file.uri, file]));
    this.#unindex([...this.#held.keys()].filter((uri) => !byUri.has(uri)));
    for (const root of this.#roots) {
      const files = wanted.filter((file) => rootOf.get(file) === root);
      await this.#takeUp(root, files, byUri, turn);
    }
    log.info("The workspace's files are remembered.", {
      count: this.#held.size,
      left: found.length - wanted.length,
      ms: clock.nowMs() - startMs,
    });
    this.#cancelNextSearch?.();
    this.#cancelNextSearch = clock.after(this.#isWatched ? searchAgainMs.watched : searchAgainMs.unwatched, () => {
      this.#wantsSearch = this.#isOn;
      this.#wake();
    });
  }

  /** Brings the index and the store in line with the files of one folder. */
  async #takeUp(
    root: Root,
    files: readonly FoundFile[],
    byUri: ReadonlyMap<string, FoundFile>,
    turn: number,
  ): Promise<void> {
    const project = await this.#projectOf(root);
    const texts = await this.#storeOf(root);
    const isMissing = (file: FoundFile): boolean => this.#held.get(file.uri)?.stamp !== file.stamp;
    if (texts !== undefined && files.some(isMissing)) {
      const isSound = await texts.read(async (kept) => {
        await this.#pause(turn);
        const file = byUri.get(kept.uri);
        if (file?.stamp === kept.stamp && isMissing(file)) this.#send(kept, project);
      });
      // A read that was cut short isn't damage.
      if (turn !== this.#turn) throw new Superseded();
      if (!isSound) this.#params.log.warn("The kept files of the workspace were damaged; they are read anew.");
    }
    const added: KeptText[] = [];
    let addedChars = 0;
    for (const file of files) {
      if (!isMissing(file)) continue;
      await this.#pause(turn);
      const kept = await this.#read(file);
      if (turn !== this.#turn) throw new Superseded();
      if (kept === undefined) continue;
      this.#send(kept, project);
      added.push(kept);
      addedChars += kept.text.length;
      if (addedChars < batchChars) continue;
      await texts?.append(added.splice(0));
      addedChars = 0;
    }
    this.#flush();
    await texts?.append(added);
    await texts?.forget(texts.uris().filter((uri) => !byUri.has(uri)));
  }

  /** Looks at the files that may have changed. */
  async #follow(turn: number): Promise<void> {
    const uris = [...this.#changed];
    this.#changed.clear();
    const added = new Map<Root, KeptText[]>();
    const gone: string[] = [];
    for (const uri of uris) {
      await this.#pause(turn);
      const path = filePath(uri);
      const root = path === undefined ? undefined : this.#rootOf(path);
      if (path === undefined || root === undefined) continue;
      const address = normal(uri);
      const file = await lookAt(path, this.#params.exclusion);
      const isKnown = file !== undefined && this.#held.get(address)?.stamp === file.stamp;
      if (isKnown) continue;
      if (file === undefined && (await this.#isFolder(path, address))) this.#wantsSearch = true;
      const isFull = this.figures.bytes > (this.#params.maxBytes ?? maxIndexedBytes);
      const isWanted = file !== undefined && !isFull && this.#params.isRemembered(file.languageId);
      const kept = isWanted ? await this.#read(file) : undefined;
      if (turn !== this.#turn) throw new Superseded();
      if (kept === undefined) gone.push(address);
      else {
        this.#send(kept, await this.#projectOf(root));
        added.set(root, [...(added.get(root) ?? []), kept]);
      }
    }
    this.#flush();
    this.#unindex(gone);
    for (const root of this.#roots) {
      const texts = await this.#storeOf(root);
      await texts?.append(added.get(root) ?? []);
      await texts?.forget(gone);
    }
  }

  async #read(file: FoundFile): Promise<KeptText | undefined> {
    if (this.#unfit.get(file.uri) === file.stamp) return undefined;
    const text = await readCleanText(file.path, this.#slices);
    this.#readCount++;
    if (text === undefined) this.#unfit.set(file.uri, file.stamp);
    return text === undefined ? undefined : { ...file, text };
  }

  #send(kept: KeptText, project: string): void {
    if (this.#batch.project !== project) this.#flush();
    this.#held.set(kept.uri, { stamp: kept.stamp, bytes: indexedBytes(kept.text.length) });
    this.#batch.project = project;
    this.#batch.files.push(kept);
    this.#batch.chars += kept.text.length;
    if (this.#batch.chars >= batchChars) this.#flush();
  }

  #flush(): void {
    const { files, project } = this.#batch;
    this.#batch = { files: [], project: "", chars: 0 };
    if (files.length === 0) return;
    const sent = files.map(({ uri, languageId, text }) => ({ uri, languageId, text, project }));
    this.#params.tell({ type: "index", files: sent });
  }

  #unindex(uris: readonly string[]): void {
    const gone = uris.filter((uri) => this.#held.delete(uri));
    if (gone.length > 0) this.#params.tell({ type: "unindex", uris: gone });
  }

  async #pause(turn: number): Promise<void> {
    const { clock } = this.#params;
    await this.#slices.pause();
    const isTyping = (): boolean => clock.nowMs() - this.#typedMs < quietMs;
    while (isTyping() && turn === this.#turn) await wait(clock, quietMs / 4, new AbortController().signal);
    if (turn !== this.#turn) throw new Superseded();
  }

  #projectOf(root: Root): Promise<string> {
    return new Promise((resolve) => this.#params.projects.whenDecided(`${root.uri}/x`, resolve));
  }

  async #storeOf(root: Root): Promise<TextStore | undefined> {
    root.store ??= { texts: await this.#params.openStore(root.uri) };
    return root.store.texts;
  }

  #rootOf(path: string): Root | undefined {
    return this.#roots.find((root) => pathInside(root.path, path) !== undefined);
  }

  /** Reports whether a file may be one of ours by its name alone; a name without a language may be a folder's. */
  #mayConcern(uri: string): boolean {
    const path = filePath(uri);
    const root = path === undefined ? undefined : this.#rootOf(path);
    if (path === undefined || root === undefined) return false;
    const inside = pathInside(root.path, path) ?? "";
    if (isInForeignFolder(inside)) return false;
    return languageOfPath(path) !== undefined || !inside.slice(inside.lastIndexOf("/") + 1).includes(".", 1);
  }

  /** Reports whether a path is, or was, a folder with files of ours. */
  async #isFolder(path: string, address: string): Promise<boolean> {
    for (const uri of this.#held.keys()) if (uri.startsWith(`${address}/`)) return true;
    return (await lstat(path).catch(() => undefined))?.isDirectory() === true;
  }
}
