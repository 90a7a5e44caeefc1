import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative, resolve } from "node:path";

/**
 * Finds a program that may be started while `folder`, which may come from anywhere, is open. A bare name is looked up on `path`, but
 * not in relative folders, nor in `folder` or its repository; so Windows never searches the working folder first. An absolute path counts
 * unless it leads there; a relative one never does.
 */
export function findProgram(program: string, params: { path: string; folder: string }): string | undefined {
  const avoid = foldersOf(params.folder);
  if (isAbsolute(program)) return isUsable(program, avoid) ? program : undefined;
  if (/[/\\]/.test(program)) return undefined;
  const endings = process.platform === "win32" && !/\.(exe|com)$/i.test(program) ? [".exe", ".com"] : [""];
  return safeFolders(params.path, avoid)
    .flatMap((place) => endings.map((ending) => join(place, program + ending)))
    .find((candidate) => isUsable(candidate, avoid));
}

/** Returns the absolute folders of a PATH that aren't in any of `avoid`, in order. */
export function safeFolders(path: string, avoid: readonly string[]): string[] {
  return path
    .split(delimiter)
    .map((place) => place.replace(/^"(.*)"$/, "$1"))
    .filter((place) => isAbsolute(place) && !isInAny(place, avoid));
}

/** Returns the folder and the repository around it: the nearest folder above with a `.git` in it. A disk's root doesn't count, since it contains everything. */
export function foldersOf(folder: string): string[] {
  const here = resolve(folder);
  const folders: string[] = [];
  for (let at = here; at !== dirname(at); at = dirname(at)) {
    const isRepository = existsSync(join(at, ".git"));
    if (at === here || isRepository) folders.push(at);
    if (isRepository) break;
  }
  return folders;
}

/** Returns the value of PATH, which Windows may spell `Path`. */
export function pathOf(environment: Readonly<Partial<Record<string, string>>>): string {
  return Object.entries(environment).find(([name]) => name.toUpperCase() === "PATH")?.[1] ?? "";
}

function isUsable(program: string, avoid: readonly string[]): boolean {
  try {
    if (isInAny(program, avoid) || !statSync(program).isFile()) return false;
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or not ours to run
  }
}

function isInAny(place: string, avoid: readonly string[]): boolean {
  return avoid.some((folder) => isIn(place, folder) || isIn(real(place), real(folder)));
}

function isIn(place: string, folder: string): boolean {
  const inside = relative(folder, place);
  return inside === "" || !(inside === ".." || /^\.\.[/\\]/.test(inside) || isAbsolute(inside));
}

function real(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    return place; // absent
  }
}
