import { mkdirSync, readFileSync, statSync, watch, type FSWatcher, type Stats } from "node:fs";
import { mkdir, readFile, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { LockLostError, withLock } from "./fileLock";
import { hasCode } from "./hasCode";
import { overwriteFile, replaceFile, sweepLeftOvers } from "./replaceFile";
import { setAside } from "./setAside";

/** The format of a file's text. */
export interface FileForm<T> {
  /** @throws Error if the text isn't whole. */
  parse(text: string): T;
  /** Reads the intact parts of a damaged text. */
  salvage(text: string): T;
  format(value: T): string;
}

/** The state of a shared file. `damaged` includes anything that isn't a file; `unreadable` means that the system refuses. */
export type Reading<T> =
  | { readonly kind: "absent" }
  | { readonly kind: "sound"; readonly value: T }
  | { readonly kind: "damaged"; readonly value: T }
  | { readonly kind: "unreadable"; readonly error: unknown };

/** A state on which a change can be built. */
export type Readable<T> = Exclude<Reading<T>, { readonly kind: "unreadable" }>;

/** Time for which changes by others are gathered, in ms: writing is several events. // guess */
const gatherMs = 50;

/** Largest file that is read, in bytes; a larger one counts as damaged. // guess: ten times what years of use write */
const maxBytes = 4_000_000;

/** Most attempts at a change when other processes keep taking this one for dead. */
const mostTries = 3;

/**
 * A file of the user's that several processes read and change at the same time. Each change is applied to the file's current
 * content, under a lock, and replaces the file whole. A damaged file is copied aside before it is replaced.
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

  /** Reads the file synchronously: at a start, or when the user has just answered. */
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
   * Changes the file. `edit` is called with the current content, perhaps more than once, and returns the new content.
   *
   * `inPlaceIfNeeded` overwrites the old text if a full disk has no room for a second one: a torn text then counts as damaged,
   * and an unwritten change would still count as it was.
   * @throws Error of the file system; nothing has changed then.
   */
  async change(params: { inPlaceIfNeeded: boolean }, edit: (now: Readable<T>) => T): Promise<T> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    for (let tries = 1; ; tries++) {
      try {
        return await withLock(this.path, async (lock) => {
          const now = await this.load();
          if (now.kind === "unreadable") throw now.error;
          // A copy, so that a whole or a damaged file exists at every moment.
          if (now.kind === "damaged") await setAside(this.path, isReadable(await stat(this.path)) ? "copy" : "rename");
          const next = edit(now);
          const text = this.#form.format(next);
          await replaceFile(this.path, text, { beforeRename: lock.renew }).catch(async (error: unknown) => {
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

  /** Calls `onChange` when the file has changed, whoever changed it. */
  follow(onChange: () => void): void {
    if (this.#watcher !== undefined) return;
    const name = basename(this.path);
    try {
      // Otherwise the first answer ever, given in another window, would go unnoticed here.
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      this.#watcher = watch(dirname(this.path), { persistent: false }, (_event, changed) => {
        if (changed !== name) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(onChange, gatherMs);
        this.#timer.unref();
      });
      this.#watcher.on("error", () => this.dispose());
    } catch {
      // No folder can be made, or a system without watchers: changes by others are seen with the next change made here.
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
