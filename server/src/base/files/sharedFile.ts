import { readFileSync, statSync, watch, type FSWatcher, type Stats } from "node:fs";
import { mkdir, readFile, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { LockLostError, withLock } from "./fileLock";
import { hasCode } from "./hasCode";
import { overwriteFile, replaceFile, sweepLeftOvers } from "./replaceFile";
import { setAside } from "./setAside";

/** How a file's text is understood. */
export interface FileForm<T> {
  /** @throws Error if the text isn't whole. */
  parse(text: string): T;
  /** Reads whatever is left of a damaged text. */
  salvage(text: string): T;
  format(value: T): string;
}

/** The state of a shared file. `damaged` is also something that isn't a file, `unreadable` what the system refuses. */
export type Reading<T> =
  | { readonly kind: "absent" }
  | { readonly kind: "sound"; readonly value: T }
  | { readonly kind: "damaged"; readonly value: T }
  | { readonly kind: "unreadable"; readonly error: unknown };

/** A state on which a change can be built. */
export type Readable<T> = Exclude<Reading<T>, { readonly kind: "unreadable" }>;

/** How long changes by others are gathered, in ms: writing is several events. // guess */
const gatherMs = 50;

/** Largest file that is read, in bytes; a larger one counts as damaged. // guess: ten times what years of use write */
const maxBytes = 4_000_000;

/** How often a change is tried when this process keeps being taken for dead. */
const mostTries = 3;

/**
 * A file of the user's that several processes read and change at the same time. Each change is applied to what the file says
 * then, under a lock, and replaces the file whole. A damaged file is copied aside before it is replaced.
 */
export class SharedFile<T> {
  readonly path: string;
  readonly #form: FileForm<T>;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string, form: FileForm<T>) {
    this.path = path;
    this.#form = form;
    sweepLeftOvers(path);
  }

  /** Reads the file while the caller waits: at a start, or when the user has just said something. */
  read(): Reading<T> {
    try {
      return isReadable(statSync(this.path)) ? this.#understand(readFileSync(this.path, "utf8")) : this.#lost();
    } catch (error) {
      return hasCode(error, "ENOENT") ? { kind: "absent" } : { kind: "unreadable", error };
    }
  }

  /** Reads the file. */
  async load(): Promise<Reading<T>> {
    try {
      return isReadable(await stat(this.path)) ? this.#understand(await readFile(this.path, "utf8")) : this.#lost();
    } catch (error) {
      return hasCode(error, "ENOENT") ? { kind: "absent" } : { kind: "unreadable", error };
    }
  }

  /**
   * Changes the file. `edit` is called with what the file says now, perhaps more than once, and answers with what it shall say.
   *
   * `inPlaceIfNeeded` writes over the old text where a full disk has no place for a second one: what is torn then counts as damaged,
   * and what isn't written would still count as it was.
   * @throws Error of the file system; nothing has changed then.
   */
  async change(params: { inPlaceIfNeeded: boolean }, edit: (now: Readable<T>) => T): Promise<T> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    for (let tries = 1; ; tries++) {
      try {
        return await withLock(this.path, async (lock) => {
          const now = await this.load();
          if (now.kind === "unreadable") throw now.error;
          // A copy, so that the file is there and whole, or damaged, at every moment.
          if (now.kind === "damaged") await setAside(this.path, isReadable(await stat(this.path)) ? "copy" : "rename");
          const next = edit(now);
          const text = this.#form.format(next);
          await replaceFile(this.path, text, () => lock.renew()).catch(async (error: unknown) => {
            if (!params.inPlaceIfNeeded || !hasCode(error, "ENOSPC", "EDQUOT")) throw error;
            await overwriteFile(this.path, text);
          });
          return next;
        });
      } catch (error) {
        if (!(error instanceof LockLostError) || tries === mostTries) throw error;
      }
    }
  }

  /** Calls `onChange` when the file has changed, by whomever. */
  follow(onChange: () => void): void {
    if (this.#watcher !== undefined) return;
    const name = basename(this.path);
    try {
      this.#watcher = watch(dirname(this.path), { persistent: false }, (_event, changed) => {
        if (changed !== name) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(onChange, gatherMs);
        this.#timer.unref();
      });
      this.#watcher.on("error", () => this.dispose());
    } catch {
      // No folder yet, or a system without watchers: changes by others are seen with the next change made here.
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #understand(text: string): { kind: "sound" | "damaged"; value: T } {
    try {
      return { kind: "sound", value: this.#form.parse(text) };
    } catch {
      return { kind: "damaged", value: this.#form.salvage(text) };
    }
  }

  #lost(): { kind: "damaged"; value: T } {
    return { kind: "damaged", value: this.#form.salvage("") };
  }
}

function isReadable(stats: Stats): boolean {
  return stats.isFile() && stats.size <= maxBytes;
}
