import { realpathSync, rmSync, statSync, type Stats } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Git } from "../commit/change/git";
import { hookName, hookScript, presentHook } from "../commit/hookFile";
import { pathInside } from "../base/pathInside";
import { replaceFile } from "../base/files/replaceFile";
import { CliError } from "./cliError";

/** Makes git draft messages in this repository; describes the result in words. @throws CliError, GitError */
export async function installHook(git: Git): Promise<string> {
  const { path, shownPath } = await place(git);
  const present = presentHook(path);
  if (present === "changed")
    throw new CliError(
      1,
      `${shownPath} is ours with changes of yours and was left alone. To renew it, move your changes to another file first.`,
    );
  if (present === "foreign")
    throw new CliError(
      1,
      `${shownPath} belongs to something else and was left alone. To have both, add this line to it:\n  ${callLine()}`,
    );
  try {
    await replaceFile(path, script(), { mode: 0o755, folderMode: 0o777 });
  } catch (error) {
    throw new CliError(1, cannotWrite(dirname(path), error));
  }
  if (present === "ours") return `The hook was there already; it is up to date now (${shownPath}).`;
  return (
    `Installed: ${shownPath}. A plain "git commit" now opens with a draft; messages from -m, --amend, merges and templates stay as they are.\n` +
    `"nanotype commit --uninstall-hook" removes it.`
  );
}

/** Removes our hook; describes the result in words. @throws CliError, GitError */
export async function uninstallHook(git: Git): Promise<string> {
  const { path, shownPath } = await place(git);
  const present = presentHook(path);
  if (present === "none") return "There is no such hook here; nothing was changed.";
  if (present === "foreign") throw new CliError(1, `${shownPath} belongs to something else and was left alone.`);
  if (present === "changed")
    throw new CliError(
      1,
      `${shownPath} is ours with changes of yours and was left alone. Delete it if you don't need them.`,
    );
  try {
    rmSync(path);
  } catch (error) {
    throw new CliError(1, cannotWrite(dirname(path), error));
  }
  return `Removed: ${shownPath}.`;
}

/**
 * Returns the place where git looks for the hook: one for all worktrees, or the one in `core.hooksPath`. @throws CliError if a hook can't be put
 * there, or others share it
 */
async function place(git: Git): Promise<{ path: string; shownPath: string }> {
  const [folder, top, common, configured] = await Promise.all([
    line(git(["rev-parse", "--git-path", "hooks"])),
    line(git(["rev-parse", "--show-toplevel"])),
    line(git(["rev-parse", "--git-common-dir"])),
    line(git(["config", "--show-scope", "--get", "core.hooksPath"], { isOneAnAnswer: true })),
  ]);
  const hooks = resolve(folder);
  const shownPath = pathInside(process.cwd(), join(hooks, hookName)) ?? join(hooks, hookName);
  const [scope = "", value = ""] = configured.split("\t");
  const stats = statsOf(hooks);
  const isOff = /^(\/dev\/null|nul)$/i.test(value) || stats?.isCharacterDevice() === true;
  if (isOff || (configured !== "" && value === ""))
    throw new CliError(
      1,
      `Hooks are turned off here (core.hooksPath is ${value === "" ? "empty" : value}), so nothing was changed. To turn them on: git config ${scope === "local" ? "" : `--${scope} `}--unset core.hooksPath`,
    );
  if (stats !== undefined && !stats.isDirectory())
    throw new CliError(
      1,
      `${hooks} is a file where git looks for a folder of hooks${value === "" ? "" : " (core.hooksPath)"}, so nothing was changed.`,
    );
  const isOwn = [top, resolve(common)].some((own) => pathInside(real(own), real(hooks)) !== undefined);
  if (!isOwn || (configured !== "" && scope !== "local" && scope !== "worktree"))
    throw new CliError(
      1,
      `${isOwn || scope === "global" || scope === "system" ? "All your repositories share" : "Other repositories may share"} the hooks in ${hooks}${value === "" ? "" : " (core.hooksPath)"}, so nothing was changed. To draft messages in all of them, put this line into ${hookName} there:\n  ${callLine()}`,
    );
  // Husky keeps the hooks it generates in `_` and runs the user's from the folder above, which the repository holds for all its users.
  const husky = basename(hooks) === "_" ? dirname(hooks) : hooks;
  if (basename(husky) === ".husky") {
    throw new CliError(
      1,
      `Husky manages the hooks of this repository, so nothing was changed. Add this line to ${relative(real(top), real(husky))}/${hookName}:\n  ${callLine()}`,
    );
  }
  return { path: join(hooks, hookName), shownPath };
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // not there, or behind something that isn't a folder
  }
}

function cannotWrite(folder: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const why =
    code === "EACCES" || code === "EPERM" || code === "EROFS"
      ? "you may not write there"
      : code === "ENOSPC"
        ? "the disk is full"
        : code === "ENOTDIR" || code === "EEXIST"
          ? "a file is in its way"
          : code;
  return `The hook couldn't be changed in ${folder}: ${why}. Nothing was changed.`;
}

/** Returns a path with its links followed, as far as it exists. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path === dirname(path) ? path : join(real(dirname(path)), basename(path));
  }
}

/** Returns the line to add to another program's hook. */
function callLine(): string {
  return `[ -n "$2" ] || ${command()} commit --hook "$1" || true`;
}

function script(): string {
  return hookScript({ command: command(), program: quoted(programPath()) });
}

function command(): string {
  // In VS Code's own Node the variable makes it behave as Node.
  const prefix = process.versions["electron"] === undefined ? "" : "ELECTRON_RUN_AS_NODE=1 ";
  return `${prefix}${quoted(process.execPath)} ${quoted(programPath())}`;
}

function programPath(): string {
  return resolve(process.argv[1] ?? __filename);
}

function quoted(text: string): string {
  return `'${text.replace(/\\/g, "/").replace(/'/g, "'\\''")}'`;
}

async function line(output: Promise<Buffer>): Promise<string> {
  return (await output).toString("utf8").replace(/\r?\n$/, "");
}
