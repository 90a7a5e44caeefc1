import { mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod/mini";
import type { Clock } from "../../base/clock";
import { inBackground } from "../../base/inBackground";
import { describeError, type Logger } from "../../base/log";
import { withLock } from "../../base/files/fileLock";

/** One request that left the machine: its receiver, kind, size and time, never its text. */
export interface AuditEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Host, with its port unless it is the usual one. */
  readonly receiver: string;
  /** Name of the endpoint in the settings. */
  readonly endpoint: string;
  /** `probe` holds no text of the user's. */
  readonly purpose: string;
  /** URI of the document or folder that text was taken from; empty for a probe. */
  readonly subject: string;
  /** Size of the request's body. */
  readonly bytes: number;
}

/** Size from which a file is put aside, in bytes; two are kept. // guess: some 5,000 requests each */
const maxFileBytes = 1_000_000;

/** Time for which lines are gathered before they are written, in ms. */
const gatherMs = 1_000;

/** Pause before retrying lines that could not be written, in ms. // guess */
const retryMs = 5_000;

/** Most lines kept if there is no file, or none that can be written. */
const maxLines = 1_000;

/**
 * Records every request that leaves the machine, as JSON lines in a file of the user's own. Written a moment later, after
 * all other work; several servers may share the file.
 */
export class AuditLog {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #log: Logger;
  #lines: string[] = [];
  #writing: Promise<void> = Promise.resolve();
  #cancel: (() => void) | undefined;
  #hasFailed = false;

  constructor(params: { path: string | undefined; clock: Clock; log: Logger }) {
    this.#path = params.path;
    this.#clock = params.clock;
    this.#log = params.log;
  }

  /** Records a request that is being sent now. */
  note(sent: Omit<AuditEntry, "at">): void {
    this.#lines.push(JSON.stringify({ at: new Date().toISOString(), ...sent } satisfies AuditEntry));
    if (this.#path === undefined) this.#lines = this.#lines.slice(-maxLines);
    else this.#cancel ??= this.#clock.after(gatherMs, () => inBackground("writing the audit log", this.flush()));
  }

  /** Writes the recorded lines. */
  flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const path = this.#path;
    if (path === undefined) return Promise.resolve();
    this.#writing = this.#writing.then(async () => {
      const lines = this.#lines.splice(0);
      if (lines.length === 0) return;
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await withLock(path, () => appendLines(path, lines));
        this.#hasFailed = false;
      } catch (error) {
        if (!this.#hasFailed) this.#log.warn("The audit log cannot be written.", { error: describeError(error) });
        this.#hasFailed = true;
        this.#lines = [...lines, ...this.#lines].slice(-maxLines);
        this.#cancel ??= this.#clock.after(retryMs, () => inBackground("writing the audit log", this.flush()));
      }
    });
    return this.#writing;
  }

  /** Returns all kept entries, oldest first. */
  async entries(): Promise<AuditEntry[]> {
    await this.flush();
    return this.#path === undefined ? parse(this.#lines.join("\n")) : readAuditLog(this.#path);
  }
}

/** Appends lines whole or not at all, after putting a file aside that has grown too long. */
async function appendLines(path: string, lines: readonly string[]): Promise<void> {
  const text = Buffer.from(`${lines.join("\n")}\n`);
  let { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size > 0 && size + text.length > maxFileBytes) {
    await rename(path, olderPath(path));
    size = 0;
  }
  const file = await open(path, "a", 0o600);
  try {
    await file.appendFile(text);
  } catch (error) {
    await file.truncate(size); // a full disk takes a part
    throw error;
  } finally {
    await file.close();
  }
}

/** Reads an audit log and the file put aside from it, oldest first. Invalid lines are left out. */
export async function readAuditLog(path: string): Promise<AuditEntry[]> {
  const texts = await Promise.all([olderPath(path), path].map((each) => readFile(each, "utf8").catch(() => "")));
  return texts.flatMap(parse);
}

function parse(text: string): AuditEntry[] {
  return text.split("\n").flatMap((line) => {
    try {
      return sentType.safeParse(JSON.parse(line)).data ?? [];
    } catch {
      // Half a line of a process that was killed, or nothing.
      return [];
    }
  });
}

const sentType: z.ZodMiniType<AuditEntry> = z.object({
  at: z.string(),
  bytes: z.number(),
  purpose: z.string(),
  subject: z.string(),
  receiver: z.string(),
  endpoint: z.string(),
});

function olderPath(path: string): string {
  return path.replace(/(\.jsonl)?$/, ".older.jsonl");
}
