import { lstatSync, readFileSync, realpathSync, rmSync, statSync, type Stats } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Git } from "../commit/change/git";
import { pathInside } from "../base/pathInside";
import { replaceFile } from "../base/files/replaceFile";
import { CliError } from "./cliError";

const name = "prepare-commit-msg";
/** Mark that distinguishes our hook from others. */
const mark = "nanotype commit --install-hook";

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
 * Determines whose hook is at a path. It is ours to the letter but for its paths, ours with changes by hand, or another's, which a link or a folder
 * always is.
 */
function presentHook(path: string): "none" | "ours" | "changed" | "foreign" {
  const stats = statsOf(path, lstatSync);
  if (stats === undefined) return "none";
  if (!stats.isFile()) return "foreign";
  const text = readFileSync(path, "utf8");
  if (!text.startsWith(`#!/bin/sh\n# Drafts the message of a plain "git commit". Made by "${mark}"`)) return "foreign";
  return withoutPaths(text) === withoutPaths(script()) ? "ours" : "changed";
}

/** Removes the paths of node and nanotype from a hook; the rest is the same in each version so far. */
function withoutPaths(text: string): string {
  return text.replace(/(?:ELECTRON_RUN_AS_NODE=1 )?'(?:[^'\n]|'\\'')*'/g, "PATH").replace(/ 2>&1$/gm, "");
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
  const shownPath = pathInside(process.cwd(), join(hooks, name)) ?? join(hooks, name);
  const [scope = "", value = ""] = configured.split("\t");
  const stats = statsOf(hooks, statSync);
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
      `${isOwn || scope === "global" || scope === "system" ? "All your repositories share" : "Other repositories may share"} the hooks in ${hooks}${value === "" ? "" : " (core.hooksPath)"}, so nothing was changed. To draft messages in all of them, put this line into ${name} there:\n  ${callLine()}`,
    );
  // Husky keeps the hooks it generates in `_` and runs the user's from the folder above, which the repository holds for all its users.
  const husky = basename(hooks) === "_" ? dirname(hooks) : hooks;
  if (basename(husky) === ".husky") {
    throw new CliError(
      1,
      `Husky manages the hooks of this repository, so nothing was changed. Add this line to ${relative(real(top), real(husky))}/${name}:\n  ${callLine()}`,
    );
  }
  return { path: join(hooks, name), shownPath };
}

function statsOf(path: string, ask: (path: string) => Stats): Stats | undefined {
  try {
    return ask(path);
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

/** Returns the hook's script. A path that moved with an update is looked up by name. POSIX sh, which git brings along on Windows. */
function script(): string {
  return `#!/bin/sh
# Drafts the message of a plain "git commit". Made by "${mark}"; --uninstall-hook takes it away.
# Invariant: it never stops a commit. Whatever fails, the message stays as git made it.
# A second argument says that the message comes from -m, a template, a merge, a squash or an earlier commit.
[ -z "$2" ] || exit 0
if [ -f ${quoted(programPath())} ]; then
  ${command()} commit --hook "$1" </dev/null >/dev/null
else
  nanotype commit --hook "$1" </dev/null >/dev/null
fi
exit 0
`;
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
