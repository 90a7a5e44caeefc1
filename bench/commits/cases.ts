import { execFileSync } from "node:child_process";
import { emptyTree } from "../../server/src/commit/change/changes";
import { takeApart } from "../../server/src/commit/style/history";
import type { Pin } from "../quality/repositories";
import { sample } from "../../server/src/base/random";

/** A commit whose message a person wrote. */
export interface CommitCase {
  readonly repository: string;
  readonly gitDir: string;
  readonly commit: string;
  readonly parent: string;
  readonly author: { readonly name: string; readonly email: string };
  /** The author's first line, without the number of a pull request, which the merge adds. */
  readonly subject: string;
}

/** Commits considered, counted back from the pin. Older ones often follow other rules. */
const reach = 1_500;

/** Draws commits of people (no merges, no bots, not the first) from a pinned repository, the same for the same seed. */
export function drawCommits(params: { gitDir: string; pin: Pin; count: number; seed: string }): CommitCase[] {
  const { gitDir, pin, count, seed } = params;
  const log = runGit(gitDir, [
    "log",
    "--no-merges",
    `--max-count=${reach}`,
    "--format=%H%x02%P%x02%an%x02%ae%x02%s",
    pin.commit,
  ]);
  const all = log.split("\n").flatMap((row): CommitCase[] => {
    const [commit = "", parents = "", name = "", email = "", line = ""] = row.split("\x02");
    const { subject } = takeApart(line);
    if (
      /\[bot\]|^(renovate|dependabot|greenkeeper|pre-commit)/i.test(name + email) ||
      /^(Merge |Revert |fixup!)/.test(subject)
    )
      return [];
    const parent = parents.split(" ")[0] || emptyTree;
    return subject === ""
      ? []
      : [{ repository: pin.repository, gitDir, commit, parent, author: { name, email }, subject }];
  });
  return sample(all, count, `${seed}/${pin.repository}`);
}

/** Returns the change as text: the patch with whole functions around it, and every path. Names are looked up in it. */
export function diffText({ gitDir, parent, commit }: CommitCase, params: { hasContext: boolean }): string {
  return runGit(gitDir, ["diff", "-M", ...(params.hasContext ? ["-W"] : ["-U0"]), parent, commit]);
}

function runGit(gitDir: string, args: readonly string[]): string {
  return execFileSync("git", ["--git-dir", gitDir, "-c", "core.quotePath=false", ...args], {
    maxBuffer: 1 << 29,
    stdio: ["ignore", "pipe", "ignore"],
  }).toString("utf8");
}
