import { appendFileSync } from "node:fs";
import { mkdir, open, readdir, rm, stat, type FileHandle } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { LRUCache } from "lru-cache";
import { wait, type Clock } from "../../base/clock";
import { describeError, type Logger } from "../../base/log";
import { openLine, parseLine, sealLine, tagIn, tagOf } from "./answerLine";
import { withLock } from "../../base/files/fileLock";
import { replaceFile, sweepLeftOvers } from "../../base/files/replaceFile";
import { setAside } from "../../base/files/setAside";
import type { AnswerStore, StoredAnswer } from "./answerStore";
import type { AnswerVault } from "./answerVault";

/** Most that is kept, in entries and in bytes of their lines; as much is held in memory. // guess: weeks of typing */
const limits = { entryCount: 5_000, sizeBytes: 4 * 1024 * 1024 };

/** Factor by which the file may exceed the kept answers before it is rewritten. */
const slack = 2;

/** Time for which answers are gathered before they are written, in ms. */
const gatherMs = 2_000;

/** Longest line that is read, in bytes. An answer is at most 8,192 characters, sealed and in base64. */
const maxLineBytes = 64 * 1024;

/** Bytes of the file that are read at a time: well under a millisecond's work. */
const chunkBytes = 64 * 1024;

/** Answers opened at a time: well under a millisecond's work. */
const opensAtOnce = 50;

/** Beginning of the file; the rest of the line names this very file. */
const header = "nanotype answers 2 ";
const headerBytes = header.length + 16;

/** Beginning of the file of any version. */
const anyHeader = "nanotype answers ";

/** Age after which an unwritten file of another secret is removed, in ms. */
const forgottenMs = 30 * 24 * 3_600_000;

/**
 * Keeps sealed answers in a file: a line each, appended, and the whole file rewritten when half of it is stale. Lines need
 * no repair: a torn or damaged one is skipped and left out of the file, alone. Several servers may append to one file, and
 * read the others' lines. No copy is kept of a damaged file: forgotten answers must not live on in it.
 *
 * Everything kept is in memory too, so looking up never touches the disk. If the disk fails, that memory continues to answer.
 */
export class DiskCache implements AnswerStore {
  readonly kind = "disk";
  readonly #path: string;
  readonly #vault: AnswerVault;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #limits: typeof limits;
  /** Sealed answers by name (see `answerLine.ts`). */
  readonly #lines: LRUCache<string, string>;
  #unsaved = new Map<string, string>();
  /** Tags of documents whose answers have yet to be removed from the file. */
  readonly #forgotten = new Set<string>();
  /** The file's name for itself, and the number of bytes already read. */
  #fileId = "";
  #readBytes = 0;
  #cancelSave: (() => void) | undefined;
  #work: Promise<void> = Promise.resolve();
  #hasFailed = false;

  constructor(params: { folder: string; vault: AnswerVault; clock: Clock; log: Logger; limits?: typeof limits }) {
    this.#path = join(params.folder, `${filePrefix}${params.vault.id}.txt`);
    this.#vault = params.vault;
    this.#clock = params.clock;
    this.#log = params.log;
    this.#limits = params.limits ?? limits;
    this.#lines = new LRUCache({
      max: this.#limits.entryCount,
      maxSize: this.#limits.sizeBytes,
      sizeCalculation: (line, name) => lineLength(name, line),
    });
    this.#enqueue(async () => {
      await mkdir(params.folder, { recursive: true, mode: 0o700 });
      sweepLeftOvers(this.#path);
      await this.#makeRoom();
      await this.#sync();
      params.log.info("Completions are kept on disk.", { count: this.#lines.size });
      await removeForgotten(params.folder, this.#path);
    });
  }

  serves(): boolean {
    return true; // it does not leave the machine
  }

  holds(question: string): boolean {
    return this.#lines.has(this.#vault.nameOf(question));
  }

  find(question: string): StoredAnswer | undefined {
    const name = this.#vault.nameOf(question);
    const rest = this.#lines.get(name);
    const answer = rest === undefined ? undefined : openLine(this.#vault, { name, rest })?.answer;
    if (rest !== undefined && answer === undefined) this.#lines.delete(name);
    return answer;
  }

  keep(question: string, answer: StoredAnswer, documentUri: string): void {
    const name = this.#vault.nameOf(question);
    const line = sealLine(this.#vault, name, answer, documentUri);
    this.#lines.set(name, line);
    this.#unsaved.set(name, line);
    this.#cancelSave ??= this.#clock.after(gatherMs, () => this.#save());
  }

  /** Returns the documents whose answers are kept. Opens one answer of each, a few at a time. */
  async documentUris(): Promise<string[]> {
    await this.#work;
    const oneOfEach = new Map<string, { name: string; rest: string }>();
    for (const [name, rest] of this.#lines.entries()) oneOfEach.set(tagIn(rest), { name, rest });
    const uris: string[] = [];
    for (const [index, line] of [...oneOfEach.values()].entries()) {
      const opened = openLine(this.#vault, line);
      if (opened !== undefined) uris.push(opened.documentUri);
      if (index % opensAtOnce === opensAtOnce - 1) await wait(this.#clock, 1, new AbortController().signal);
    }
    return uris;
  }

  /** Forgets a document's answers, here at once and in the file a moment later. */
  forget(documentUri: string): void {
    const tag = tagOf(this.#vault, documentUri);
    if (!this.#drop(tag)) return;
    this.#forgotten.add(tag);
    this.#enqueue(() => this.#sync());
  }

  /** Number of answers kept. */
  get entryCount(): number {
    return this.#lines.size;
  }

  /** Resolves when all disk work requested so far is done. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** Forgets everything, here and in the file. */
  clear(): Promise<void> {
    this.#lines.clear();
    this.#unsaved.clear();
    this.#enqueue(() => withLock(this.#path, () => rm(this.#path, { force: true })));
    return this.#work;
  }

  /** Writes the entries that the file lacks. The server is about to end, so this is the one write that waits for the disk. */
  dispose(): void {
    this.#cancelSave?.();
    const text = this.#takeUnsaved();
    if (text === "" || this.#fileId === "") return;
    try {
      appendFileSync(this.#path, text, { mode: 0o600 });
    } catch (error) {
      this.#failed(error);
    }
  }

  #save(): void {
    this.#cancelSave = undefined;
    this.#enqueue(() => this.#sync());
  }

  /** Runs one task at a time; a failure is reported once, until something has worked again. */
  #enqueue(task: () => Promise<void>): void {
    this.#work = this.#work.then(task).then(
      () => void (this.#hasFailed = false),
      (error: unknown) => this.#failed(error),
    );
  }

  #failed(error: unknown): void {
    if (!this.#hasFailed)
      this.#log.warn("Completions cannot be kept on disk; they are kept until this server ends.", {
        error: describeError(error),
      });
    this.#hasFailed = true;
  }

  /** Moves anything that has the file's name but isn't a file aside. */
  async #makeRoom(): Promise<void> {
    const found = await stat(this.#path).catch(() => undefined);
    if (found === undefined || found.isFile()) return;
    await setAside(this.#path, "rename");
    this.#log.warn("Something else had the name of the kept completions' file and is set aside; they begin anew.");
  }

  /** Reads the others' new lines and writes this server's, while no other server does. */
  #sync(): Promise<void> {
    return withLock(this.#path, ({ renew }) => this.#syncAlone(renew));
  }

  async #syncAlone(renew: () => Promise<void>): Promise<void> {
    const file = await open(this.#path, "a+", 0o600);
    try {
      let { size } = await file.stat();
      const { buffer: start } = await file.read(Buffer.alloc(header.length), 0, header.length, 0);
      if (start.toString("latin1") !== header || size > 2 * slack * this.#limits.sizeBytes) {
        // New, of another form, or not ours: no file of this form grows so large.
        if (size > 0) {
          await file.truncate(0);
          if (!start.toString("latin1").startsWith(anyHeader))
            this.#log.warn("The file of kept completions was damaged; they begin anew.");
        }
        await file.appendFile(`${header}${randomBytes(12).toString("base64")}\n`);
        ({ size } = await file.stat());
      }
      const damagedCount = await this.#read(file, size);
      if (damagedCount > 0)
        this.#log.warn("Some kept completions were damaged and are left out.", { count: damagedCount });
      const forgotten = [...this.#forgotten];
      for (const tag of forgotten) this.#drop(tag); // others may have written more of them
      const text = this.#takeUnsaved();
      if (text !== "") await file.appendFile(text);
      // No other server has written meanwhile: one's own lines need not be read.
      if ((await file.stat()).size === this.#readBytes + text.length) this.#readBytes += text.length;
      const isStale = size + text.length > slack * this.#limits.sizeBytes;
      if (forgotten.length > 0 || damagedCount > 0 || isStale) await this.#compact(renew);
      for (const tag of forgotten) this.#forgotten.delete(tag);
    } finally {
      await file.close();
    }
  }

  /**
   * Reads the new lines and counts the damaged ones. Another file at the same place means that this one was cleared or compacted: it is read from its
   * start.
   */
  async #read(file: FileHandle, sizeBytes: number): Promise<number> {
    const { buffer: start, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    const fileId = start.toString("latin1", 0, bytesRead);
    if (fileId !== this.#fileId || sizeBytes < this.#readBytes) {
      this.#lines.clear();
      this.#readBytes = 0;
    }
    this.#fileId = fileId;
    let rest = "";
    let isWithinJunk = false;
    let damagedCount = 0;
    for (const buffer = Buffer.alloc(chunkBytes); ;) {
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, this.#readBytes);
      if (bytesRead === 0) break;
      this.#readBytes += bytesRead;
      const lines = (rest + buffer.toString("latin1", 0, bytesRead)).split("\n");
      rest = lines.pop() ?? "";
      if (isWithinJunk && lines.length > 0) {
        lines.shift();
        isWithinJunk = false;
      }
      for (const line of lines) if (!this.#take(line)) damagedCount++;
      if (rest.length <= maxLineBytes) continue;
      if (!isWithinJunk) damagedCount++;
      isWithinJunk = true; // longer than any line: skipped up to its end
      rest = "";
    }
    this.#readBytes -= rest.length; // another server may still be writing it
    for (const [name, line] of this.#unsaved) this.#lines.set(name, line);
    return damagedCount;
  }

  /** Adds a line; `false` if it's damaged. */
  #take(line: string): boolean {
    if (line === "" || line.startsWith(header)) return true;
    const whole = parseLine(line);
    if (whole !== undefined) this.#lines.set(whole.name, whole.rest);
    return whole !== undefined;
  }

  /** Forgets the answers with a tag; returns whether there were any. */
  #drop(tag: string): boolean {
    const names = [...this.#lines.entries()].flatMap(([name, rest]) => (tagIn(rest) === tag ? [name] : []));
    for (const name of names) {
      this.#lines.delete(name);
      this.#unsaved.delete(name);
    }
    return names.length > 0;
  }

  /** Returns the lines that the file lacks. The first one is separated from a line that another server may have left unfinished. */
  #takeUnsaved(): string {
    const lines = [...this.#unsaved].map(([name, line]) => `${name} ${line}\n`);
    this.#unsaved = new Map();
    return lines.length === 0 ? "" : `\n${lines.join("")}`;
  }

  /** Rewrites the file with the kept answers, the least used first, whole or not at all. */
  async #compact(renew: () => Promise<void>): Promise<void> {
    const id = `${header}${randomBytes(12).toString("base64")}`;
    const lines = [...this.#lines.rentries()].map(([name, line]) => `${name} ${line}\n`);
    const text = `${id}\n${lines.join("")}`;
    await replaceFile(this.#path, text, { beforeRename: renew });
    this.#fileId = id;
    this.#readBytes = text.length;
  }
}

const filePrefix = "answers-";

/** Removes every kept answer below `folder`, whatever its secret. Returns the number of bytes freed. */
export async function clearDiskCache(folder: string): Promise<number> {
  let freedBytes = 0;
  for (const path of await answerFiles(folder)) {
    freedBytes += (await stat(path).catch(() => undefined))?.size ?? 0;
    await remove(path);
  }
  return freedBytes;
}

async function removeForgotten(folder: string, own: string): Promise<void> {
  for (const path of await answerFiles(folder)) {
    const found = await stat(path).catch(() => undefined);
    if (path !== own && found !== undefined && Date.now() - found.mtimeMs > forgottenMs) await remove(path);
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await rm(`${path}.lock`, { recursive: true, force: true });
}

/** Returns the paths of all files of kept answers, half-written ones included. */
async function answerFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.startsWith(filePrefix) && !name.endsWith(".lock"))
    .map((name) => join(folder, name));
}

function lineLength(name: string, line: string): number {
  return name.length + line.length + 2;
}
