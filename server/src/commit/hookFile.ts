import { lstatSync, readFileSync, type Stats } from "node:fs";

/** Name of the hook that drafts messages. */
export const hookName = "prepare-commit-msg";

/** Mark that distinguishes our hook from others. */
const hookMark = "nanotype commit --install-hook";

/** Owner of the file at a hook's path: ours to the letter but for its paths, ours with changes by hand, or another's, which a link or a folder always is. */
type PresentHook = "none" | "ours" | "changed" | "foreign";

/** Determines whose hook is at a path. */
export function presentHook(path: string): PresentHook {
  const stats = linkStats(path);
  if (stats === undefined) return "none";
  if (!stats.isFile()) return "foreign";
  const text = readFileSync(path, "utf8");
  if (!text.startsWith(`#!/bin/sh\n# Drafts the message of a plain "git commit". Made by "${hookMark}"`))
    return "foreign";
  return withoutPaths(text) === withoutPaths(hookScript({ command: "'' ''", program: "''" })) ? "ours" : "changed";
}

/** Lists the absolute paths that a hook's text starts or looks for. */
export function pathsInHook(text: string): string[] {
  return [...text.matchAll(/'((?:[^'\n]|'\\'')+)'/g)].flatMap(([, path = ""]) => {
    const plain = path.replaceAll("'\\''", "'");
    return /^(\/|[A-Za-z]:\/)/.test(plain) ? [plain] : [];
  });
}

/** Makes the hook's script. A path that moved with an update is looked up by name. POSIX sh, which git brings along on Windows. */
export function hookScript({ command, program }: { command: string; program: string }): string {
  return `#!/bin/sh
# Drafts the message of a plain "git commit". Made by "${hookMark}"; --uninstall-hook takes it away.
# Invariant: it never stops a commit. Whatever fails, the message stays as git made it.
# A second argument says that the message comes from -m, a template, a merge, a squash or an earlier commit.
[ -z "$2" ] || exit 0
if [ -f ${program} ]; then
  ${command} commit --hook "$1" </dev/null >/dev/null
else
  nanotype commit --hook "$1" </dev/null >/dev/null
fi
exit 0
`;
}

/** Removes the paths of node and nanotype from a hook; the rest is the same in each version so far. */
function withoutPaths(text: string): string {
  return text.replace(/(?:ELECTRON_RUN_AS_NODE=1 )?'(?:[^'\n]|'\\'')*'/g, "PATH").replace(/ 2>&1$/gm, "");
}

function linkStats(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined; // not there, or behind something that isn't a folder
  }
}
