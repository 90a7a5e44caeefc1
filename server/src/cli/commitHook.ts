import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Git } from "../commit/git";
import { pathInside } from "../pathInside";
import { replaceFileSync } from "../storage/replaceFile";
import { CliError } from "./cliError";

const name = "prepare-commit-msg";
/** Tells our hook from others. */
const mark = "nanotype commit --install-hook";

/** Makes git draft messages in this repository; answers with what was done, in words. @throws CliError, GitError */
export async function installHook(git: Git): Promise<string> {
  const { path, shownPath } = await place(git);
  const present = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (present !== undefined && !present.includes(mark))
    throw new CliError(
      1,
      `${shownPath} belongs to something else and was left alone. To have both, add this line to it:\n  ${callLine()}`,
    );
  replaceFileSync(path, script(), { mode: 0o755, folderMode: 0o777 });
  if (present !== undefined) return `The hook was there already; it is up to date now (${shownPath}).`;
  return (
    `Installed: ${shownPath}. A plain "git commit" now opens with a draft; messages from -m, --amend, merges and templates stay as they are.\n` +
    `"nanotype commit --uninstall-hook" takes it away.`
  );
}

/** Takes our hook away; answers with what was done, in words. @throws CliError, GitError */
export async function uninstallHook(git: Git): Promise<string> {
  const { path, shownPath } = await place(git);
  const present = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (present === undefined) return "There is no such hook here; nothing was changed.";
  if (!present.includes(mark)) throw new CliError(1, `${shownPath} belongs to something else and was left alone.`);
  rmSync(path);
  return `Removed: ${shownPath}.`;
}

/** Where git looks for the hook: one place for all worktrees, or where `core.hooksPath` says. @throws CliError where others share it */
async function place(git: Git): Promise<{ path: string; shownPath: string }> {
  const [folder, top, configured] = await Promise.all([
    line(git(["rev-parse", "--git-path", "hooks"])),
    line(git(["rev-parse", "--show-toplevel"])),
    line(git(["config", "--show-scope", "--get", "core.hooksPath"], { isOneAnAnswer: true })),
  ]);
  const hooks = resolve(folder);
  const shownPath = pathInside(process.cwd(), join(hooks, name)) ?? join(hooks, name);
  const [scope] = configured.split("\t");
  if (configured !== "" && scope !== "local" && scope !== "worktree")
    throw new CliError(
      1,
      `All your repositories share the hooks in ${hooks} (core.hooksPath), so nothing was changed. To draft messages in all of them, put this line into ${name} there:\n  ${callLine()}`,
    );
  // Husky keeps the hooks it generates in `_` and runs the user's from the folder above; what is put into `_` is lost.
  if (configured !== "" && existsSync(join(hooks, "h")) && hooks.endsWith("_")) {
    const own = relative(top, join(dirname(hooks), name));
    throw new CliError(
      1,
      `Husky manages the hooks of this repository, so nothing was changed. Add this line to ${own}:\n  ${callLine()}`,
    );
  }
  return { path: join(hooks, name), shownPath };
}

/** A line for a hook of somebody else's. */
function callLine(): string {
  return `[ -n "$2" ] || ${command()} commit --hook "$1" || true`;
}

/** A path that moved with an update is looked for by name. POSIX sh, which git brings along on Windows. */
function script(): string {
  return `#!/bin/sh
# Drafts the message of a plain "git commit". Made by "${mark}"; --uninstall-hook takes it away.
# Invariant: it never stops a commit. Whatever fails, the message stays as git made it.
# A second argument says that the message comes from -m, a template, a merge, a squash or an earlier commit.
[ -z "$2" ] || exit 0
if [ -f ${quoted(programPath())} ]; then
  ${command()} commit --hook "$1" </dev/null >/dev/null 2>&1
else
  nanotype commit --hook "$1" </dev/null >/dev/null 2>&1
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
