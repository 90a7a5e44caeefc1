import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "./hasCode";

/** Age of an abandoned lock, in ms. A lock is held for milliseconds, so a holder unchanged for this long has ended or hangs. // guess */
const abandonedMs = 5_000;

/** Default wait for a lock, in ms: an abandoned lock, and twenty servers behind it. // guess */
const patienceMs = 15_000;

/** Longest pause between two attempts, in ms; each takes a random part of it, so that many waiters do not move in step. // guess */
const pauseMs = 20;

/** A lock that is held. */
export interface HeldLock {
  /** Proves that the lock is still held; a process that was stopped for long cannot know. @throws LockLostError */
  readonly renew: () => Promise<void>;
}

/** Another process took the lock over, since this one seemed to have ended. Write nothing more, and start again. */
export class LockLostError extends Error {}

/**
 * Runs `task` while no other process does the same for `path`.
 *
 * The lock is a folder beside the file with one entry, `free` or the holder's name. Taking, returning and taking over are
 * each one `rename` of that entry, which the system grants to one process only. So two processes cannot both take over an abandoned
 * lock, as they could if removing it and making a new one were two steps. No clocks are compared: a waiter measures by its own time how
 * long it has seen the same holder.
 * @throws Error of the file system, or `ETIMEDOUT` if the lock stays taken.
 */
export async function withLock<T>(
  path: string,
  task: (lock: HeldLock) => Promise<T>,
  patience = { abandonedMs, patienceMs },
): Promise<T> {
  const folder = `${path}.lock`;
  let entry = await take(folder, patience);
  const renew = async (): Promise<void> => {
    const next = join(folder, newName());
    if (!(await renamed(entry, next))) throw new LockLostError("The lock was taken over.");
    entry = next;
  };
  try {
    return await task({ renew });
  } finally {
    await renamed(entry, join(folder, free)); // a lock that was taken over needs no return
  }
}

const free = "free";

/** Waits for the lock and takes it; returns the entry that proves it. */
async function take(folder: string, patience: { abandonedMs: number; patienceMs: number }): Promise<string> {
  const own = join(folder, newName());
  const startMs = performance.now();
  let seen = { holder: "", sinceMs: startMs };
  for (;;) {
    if (await renamed(join(folder, free), own).catch((error: unknown) => madeWay(folder, error))) return own;
    const holder = (await entries(folder)).find((name) => name !== free);
    const nowMs = performance.now();
    if (holder === undefined) {
      if (await made(folder, own)) return own;
    } else if (holder !== seen.holder) seen = { holder, sinceMs: nowMs };
    else if (nowMs - seen.sinceMs > patience.abandonedMs && (await renamed(join(folder, holder), own))) return own;
    if (nowMs - startMs > patience.patienceMs)
      throw Object.assign(new Error("The lock stays taken."), { code: "ETIMEDOUT" });
    await new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMs));
  }
}

/** Removes a file that has the folder's name, which would keep the lock for ever. A folder isn't touched, even one made just now. */
async function madeWay(folder: string, error: unknown): Promise<false> {
  if (!hasCode(error, "ENOTDIR")) throw error;
  await unlink(folder).catch(() => undefined); // another process may have been first
  return false;
}

/** Makes the folder with its entry in one step, already held. `false` if another process was first. */
async function made(folder: string, own: string): Promise<boolean> {
  const draft = `${folder}.${newName()}.tmp`;
  await mkdir(draft, { mode: 0o700 });
  try {
    await writeFile(join(draft, own.slice(folder.length + 1)), "", { mode: 0o600 });
    await rmdir(folder).catch(() => undefined); // fails unless it is empty, which it never is while in use
    await rename(draft, folder);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Windows says EPERM or EACCES if the folder exists, other systems say so.
    const isThere = (await entries(folder)).length > 0;
    if (isThere || hasCode(error, "ENOTEMPTY", "EEXIST")) return false;
    throw error;
  }
}

async function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  });
}

/** Renames; `false` if nothing has that name. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

/** Returns a name that was never used before and is never used again. */
function newName(): string {
  return `${process.pid}-${randomBytes(8).toString("hex")}`;
}
