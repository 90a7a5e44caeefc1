import { randomBytes } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { hasCode } from "./hasCode";

/** Age from which temporary files of ended processes are removed, in ms. // guess: writing takes milliseconds */
const leftOverMs = 60_000;

/**
 * Replaces a file by `text`, whole or not at all, readable by the user alone unless other rights are given. `beforeRename` is the
 * last chance to refuse.
 * @throws Error of the file system; the old file is unharmed then.
 */
export async function replaceFile(
  path: string,
  text: string | Uint8Array,
  params: { beforeRename?: () => Promise<void>; mode?: number; folderMode?: number } = {},
): Promise<void> {
  const { beforeRename, mode = 0o600, folderMode = 0o700 } = params;
  const draft = temporaryPath(path);
  await mkdir(dirname(path), { recursive: true, mode: folderMode });
  try {
    const file = await open(draft, "wx", mode);
    try {
      await file.writeFile(text); // continues after a partial write, or fails: a full disk takes parts without an error
      await file.chmod(mode); // the system's mask may have removed some rights
      await file.datasync();
    } finally {
      await file.close();
    }
    await beforeRename?.();
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Overwrites a file's content with `text`. Needs no more space than the file has, but isn't atomic.
 * @throws Error of the file system; the file may be damaged then.
 */
export async function overwriteFile(path: string, text: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.writeFile(text);
    await file.truncate(Buffer.byteLength(text));
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Removes temporary files for `path` that ended processes have left, and nothing else. */
export function sweepLeftOvers(path: string): void {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  for (const name of namesIn(folder)) {
    // accounts.json.4711-0123456789abcdef.tmp, accounts.json.lock.4711-….tmp, or accounts.json.4711.tmp of earlier versions
    const pid = name.startsWith(prefix)
      ? /^(?:lock\.)?(\d+)(?:-[0-9a-f]{16})?\.tmp$/.exec(name.slice(prefix.length))?.[1]
      : undefined;
    if (pid === undefined || isRunning(Number(pid))) continue;
    const left = statSync(join(folder, name), { throwIfNoEntry: false });
    // The process may run in another container, or the clock may have been set back.
    if (left !== undefined && Math.abs(Date.now() - left.mtimeMs) > leftOverMs) remove(join(folder, name));
  }
}

/** Returns a path beside `path` that no other process uses, now or ever. */
function temporaryPath(path: string): string {
  return `${path}.${process.pid}-${randomBytes(8).toString("hex")}.tmp`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // absent, or not accessible: nothing of ours is there
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Where nothing can be written, nothing can be removed.
  }
}
