import { mkdir, open, rm, stat, truncate, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { replaceFile, sweepLeftOvers } from "../base/files/replaceFile";
import type { AnswerVault } from "../completion/stored/answerVault";

/** A file's text as it is kept: without its secrets. */
export interface KeptText {
  /** Its `normal` address. */
  readonly uri: string;
  readonly languageId: string;
  readonly stamp: string;
  readonly text: string;
}

/** First line of the file; another version's file is damaged for us. */
const header = Buffer.from("nanotype workspace 1\n");

/** Bytes of a record before its sealed content: its length, and its name. */
const lengthBytes = 4;
const nameBytes = 24;

/** Largest record, in bytes: a text of the largest size that doesn't shrink. */
const maxRecordBytes = 4 * 1024 * 1024;

interface Entry {
  readonly stamp: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Keeps the texts of one workspace folder in a file: a sealed record each, appended. Without the secret no one can read a text or the
 * name of its file. Forgotten records are removed when the file is rewritten, which follows at once where a file was excluded or deleted.
 * A second server for the same folder only reads.
 */
export class TextStore {
  readonly #path: string;
  readonly #vault: AnswerVault;
  readonly #entries = new Map<string, Entry>();
  #size = 0;
  /** True once another process has written the file too. */
  #isShared = false;

  constructor(params: { readonly folder: string; readonly vault: AnswerVault; readonly subject: string }) {
    this.#vault = params.vault;
    this.#path = join(params.folder, `${filePrefix}${params.vault.id}-${params.vault.nameOf(params.subject)}.bin`);
    sweepLeftOvers(this.#path);
  }

  /**
   * Reads all records, and calls `take` with each one. Resolves with whether the file was sound; of a damaged one the records before the
   * damage are taken, and the rest is removed.
   */
  async read(take: (kept: KeptText) => Promise<void>): Promise<boolean> {
    this.#entries.clear();
    this.#size = 0;
    const file = await open(this.#path, "r").catch(() => undefined);
    if (file === undefined) return true; // nothing is kept yet
    const isSound = await this.#readRecords(file, take).catch(() => false);
    await file.close();
    if (!isSound && this.#size > 0) await truncate(this.#path, this.#size);
    else if (!isSound) await this.clear();
    return isSound;
  }

  /** Reports whether the text of this very state of a file is kept. */
  has(uri: string, stamp: string): boolean {
    return this.#entries.get(uri)?.stamp === stamp;
  }

  /** Returns the addresses of all kept texts. */
  uris(): string[] {
    return [...this.#entries.keys()];
  }

  /** Adds texts, or replaces older ones. */
  async append(texts: readonly KeptText[]): Promise<void> {
    if (this.#isShared || texts.length === 0) return;
    await mkdir(join(this.#path, ".."), { recursive: true, mode: 0o700 });
    const found = (await stat(this.#path).catch(() => undefined))?.size ?? 0;
    this.#isShared = found !== this.#size;
    if (this.#isShared) return;
    const parts: Buffer[] = this.#size === 0 ? [header] : [];
    let at = this.#size + (parts[0]?.length ?? 0);
    for (const kept of texts) {
      const record = this.#seal(kept);
      parts.push(record);
      this.#entries.set(kept.uri, { stamp: kept.stamp, start: at, end: at + record.length });
      at += record.length;
    }
    const file = await open(this.#path, "a", 0o600);
    try {
      await file.appendFile(Buffer.concat(parts));
    } finally {
      await file.close();
    }
    this.#size = at;
  }

  /** Forgets texts and rewrites the file without them, and without those that were replaced if they are more than half of it. */
  async forget(uris: readonly string[]): Promise<void> {
    const gone = uris.filter((uri) => this.#entries.delete(uri));
    const kept = [...this.#entries.values()].reduce((sum, { start, end }) => sum + end - start, 0);
    if (this.#isShared || (gone.length === 0 && kept * 2 >= this.#size - header.length)) return;
    const file = await open(this.#path, "r").catch(() => undefined);
    if (file === undefined) return;
    const parts: Buffer[] = [header];
    const moved = new Map<string, Entry>();
    let at = header.length;
    try {
      for (const [uri, { stamp, start, end }] of this.#entries) {
        const record = Buffer.alloc(end - start);
        await file.read(record, 0, record.length, start);
        parts.push(record);
        moved.set(uri, { stamp, start: at, end: at + record.length });
        at += record.length;
      }
    } finally {
      await file.close();
    }
    await replaceFile(this.#path, Buffer.concat(parts));
    this.#entries.clear();
    for (const [uri, entry] of moved) this.#entries.set(uri, entry);
    this.#size = at;
  }

  /** Removes everything that is kept. */
  async clear(): Promise<void> {
    this.#entries.clear();
    this.#size = 0;
    await rm(this.#path, { force: true });
  }

  async #readRecords(file: FileHandle, take: (kept: KeptText) => Promise<void>): Promise<boolean> {
    const size = (await file.stat()).size;
    const start = Buffer.alloc(header.length);
    await file.read(start, 0, start.length, 0);
    if (!start.equals(header)) return false;
    let at = header.length;
    for (const head = Buffer.alloc(lengthBytes); at < size;) {
      await file.read(head, 0, lengthBytes, at);
      const length = head.readUInt32LE();
      if (length <= lengthBytes + nameBytes || length > maxRecordBytes || at + length > size) return false;
      const record = Buffer.alloc(length);
      await file.read(record, 0, length, at);
      const kept = this.#open(record);
      if (kept === undefined) return false;
      this.#entries.set(kept.uri, { stamp: kept.stamp, start: at, end: at + length });
      at += length;
      this.#size = at;
      await take(kept);
    }
    return true;
  }

  #seal({ uri, languageId, stamp, text }: KeptText): Buffer {
    const name = this.#vault.nameOf(uri);
    const packed = deflateRawSync(JSON.stringify([uri, languageId, stamp, text]), { level: 1 });
    const sealed = this.#vault.sealBytes(name, packed);
    const head = Buffer.alloc(lengthBytes);
    head.writeUInt32LE(lengthBytes + nameBytes + sealed.length);
    return Buffer.concat([head, Buffer.from(name, "latin1"), sealed]);
  }

  #open(record: Buffer): KeptText | undefined {
    const name = record.toString("latin1", lengthBytes, lengthBytes + nameBytes);
    const packed = this.#vault.openBytes(name, record.subarray(lengthBytes + nameBytes));
    if (packed === undefined) return undefined;
    const parsed: unknown = JSON.parse(inflateRawSync(packed).toString("utf8"));
    if (!Array.isArray(parsed) || !parsed.every((part) => typeof part === "string")) return undefined;
    const [uri = "", languageId = "", stamp = "", text = ""]: readonly string[] = parsed;
    return { uri, languageId, stamp, text };
  }
}

const filePrefix = "workspace-";
