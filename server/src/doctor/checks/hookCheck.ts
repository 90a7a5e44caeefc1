import { constants, existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { findProgram, pathOf } from "../../base/findProgram";
import { readRegularFile } from "../../base/regularFile";
import { GitError, type Git } from "../../commit/change/git";
import { hookName, pathsInHook, presentHook } from "../../commit/hookFile";
import type { Check, Fault } from "../check";
import { shellWord } from "../shellWord";

const installHere = "nanotype commit --install-hook";

/** Reports a hook of ours that git doesn't run, or that can't draft. Only reads files; git is asked for its folders. */
export const hookCheck: Check = {
  name: "the git hook",
  why: "A plain “git commit” opens without a draft.",
  async run({ git, folder, environment, askVersion }) {
    const places = git && folder !== undefined ? await hookFolders(git, folder) : undefined;
    if (places === undefined || folder === undefined) return [];
    const install = folder === process.cwd() ? installHere : `cd ${shellWord(folder)} && ${installHere}`;
    const active = join(places.used, hookName);
    const present = presentHook(active);
    const fault = (id: string, what: string, shell: string, title = "Install the hook again"): Fault => ({
      id: `hook:${id}`,
      what,
      mend: { title, kind: "shell", shell },
    });
    if (present === "none" || present === "foreign") {
      const ours = [...new Set([places.used, places.own])].flatMap(hooksOfOurs).find((path) => path !== active);
      if (ours !== undefined)
        return [
          fault(
            "unused",
            `git does not run Nanotype's hook ${ours}: ${present === "none" ? `it looks in ${places.used}` : `another program's hook has taken its place`}.`,
            install,
          ),
        ];
      // VS Code's users have a button for drafts instead.
      if (askVersion === undefined) return [];
      if (present === "none")
        return [
          `This repository has no hook of Nanotype's; "${install}" makes a plain “git commit” open with a draft.`,
        ];
      if (!(await readHook(active)).includes("commit --hook"))
        return [
          `${active} belongs to another program, so a plain “git commit” opens without a draft. "${install}" says which line adds one.`,
        ];
    }
    if (present === "changed")
      return [
        fault("old", `The hook ${active} is not as this version writes it.`, `rm ${shellWord(active)} && ${install}`),
      ];
    if (!isExecutable(active))
      return [
        fault(
          "rights",
          `git does not run the hook ${active}: it may not be executed.`,
          `chmod +x ${shellWord(active)}`,
          "Make it executable",
        ),
      ];
    const missing = pathsInHook(await readHook(active)).find((path) => !existsSync(path));
    const hasProgram = findProgram("nanotype", { path: pathOf(environment), folder }) !== undefined;
    const isFound = missing === undefined || (/nanotype\.js$/.test(missing) && present === "ours" && hasProgram);
    return isFound ? [] : [fault("moved", `The hook ${active} starts ${missing}, which is not there.`, install)];
  },
};

/** The folder in which git looks for hooks, and the repository's own; `undefined` outside a repository, and where hooks are turned off. */
async function hookFolders(git: Git, folder: string): Promise<{ used: string; own: string } | undefined> {
  const line = async (...args: string[]): Promise<string> =>
    resolve(folder, (await git(args)).toString("utf8").replace(/\r?\n$/, ""));
  try {
    const [used, common] = await Promise.all([
      line("rev-parse", "--git-path", "hooks"),
      line("rev-parse", "--git-common-dir"),
    ]);
    return basename(used) === "null" && dirname(used) === "/dev" ? undefined : { used, own: join(common, "hooks") };
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** Lists files in a folder of hooks that are ours, also under the name that another program's installer gave them. */
function hooksOfOurs(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.startsWith(hookName));
    return names.map((name) => join(folder, name)).filter((path) => ["ours", "changed"].includes(presentHook(path)));
  } catch {
    return []; // no such folder
  }
}

/** Reads a hook; an absent one, a pipe or a huge file is empty. */
async function readHook(path: string): Promise<string> {
  return (await readRegularFile(path, maxHookBytes)) ?? "";
}

/** Largest hook that is read, in bytes. // guess */
const maxHookBytes = 256 * 1024;

function isExecutable(path: string): boolean {
  if (process.platform === "win32") return true;
  return (statSync(path).mode & (constants.S_IXUSR | constants.S_IXGRP | constants.S_IXOTH)) !== 0;
}
