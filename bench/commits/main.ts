import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { join } from "node:path";
import { systemClock } from "../../server/src/base/clock";
import { emptyTree } from "../../server/src/commit/change/changes";
import { createGit } from "../../server/src/commit/change/git";
import { readHistory } from "../../server/src/commit/style/history";
import { writeSubjects } from "../../server/src/commit/writers/offlineWriter";
import { learnStyle } from "../../server/src/commit/style/style";
import { readSummary } from "../../server/src/commit/change/summary";
import { Grammars } from "../../server/src/code/grammars";
import { silentLog } from "../../server/src/base/log";
import { differenceOf, shareOf, type Estimate, type Share } from "../../server/src/evaluate/bootstrap";
import { editSimilarity } from "../quality/metrics";
import { findClone, howToGet, pinnedRepositories, repositoriesVariable } from "../quality/repositories";
import { measureBigDiff } from "./bigDiff";
import { diffText, drawCommits, type CommitCase } from "./cases";
import { inventedNames, isInStyle, rougeL } from "./judge";
import { nearestDiffMessages } from "./nearestDiff";

const help = `Measures drafts of commit messages against what the authors wrote.

npm run bench:commits -- [options]
  --set NAME         test (default; never tuned on) or dev
  --count N          commits of each repository; default 20
  --seed TEXT        which commits. Default: 1
  --repositories F   folder of bare clones; default: the variable ${repositoriesVariable}
  --show             prints every draft beside the real message
  --big              instead times, weighs and cancels drafts for a diff of 10,000 lines; needs no repositories
  --json FILE        writes each case's scores

Arms: the offline writer, "Update FILE" (the file with most changed lines), and the message of the nearest diff among the other repositories
(of both sets). Edit similarity: difflib's ratio; ROUGE-L: F1 over lower-case words. Intervals: 95 %, bootstrap over commits
(2,000 resamples), paired where two arms are compared. Exit status 1 where a goal is missed: offline leads both other arms in edit
similarity and ROUGE-L beyond the interval; at least 95 % of its drafts are in style, 99 % at most 72 characters long, and 99 % name only
files and symbols of the change.`;

interface Scored {
  readonly case: CommitCase;
  readonly drafts: Readonly<Record<string, string>>;
  readonly isInStyle: Readonly<Record<string, boolean>>;
  readonly invented: readonly string[];
  readonly elapsedMs: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      set: { type: "string", default: "test" },
      count: { type: "string", default: "20" },
      seed: { type: "string", default: "1" },
      repositories: { type: "string" },
      big: { type: "boolean", default: false },
      show: { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    console.log(help);
    return;
  }
  if (values.big) {
    if (!(await measureBigDiff())) process.exitCode = 1;
    return;
  }
  const folder = values.repositories ?? process.env[repositoriesVariable];
  const pins = values.set === "dev" ? pinnedRepositories.dev : pinnedRepositories.test;
  const all = [...pinnedRepositories.dev, ...pinnedRepositories.test].flatMap((pin) => {
    const gitDir = folder === undefined ? undefined : findClone(folder, pin);
    return gitDir === undefined ? [] : [{ pin, gitDir }];
  });
  const present = all.filter(({ pin }) => pins.includes(pin));
  if (present.length < 3) {
    console.log(howToGet(pins));
    process.exitCode = 1;
    return;
  }
  const draw = (from: typeof all): CommitCase[] =>
    from.flatMap((one) => drawCommits({ ...one, count: Number(values.count), seed: values.seed }));
  const cases = draw(present);
  const known = draw(all).map((one) => ({
    repository: one.repository,
    subject: one.subject,
    diff: diffText(one, { hasContext: false }),
  }));
  const nearest = nearestDiffMessages(
    cases.map((one) => ({ repository: one.repository, subject: "", diff: diffText(one, { hasContext: false }) })),
    known,
  );

  const grammars = new Grammars({ folder: join(process.cwd(), "dist", "grammars"), log: silentLog });
  const scored: Scored[] = [];
  for (const [index, one] of cases.entries())
    scored.push(await score(one, { grammars, nearest: nearest[index] ?? "" }));
  if (!report(scored, values.set)) process.exitCode = 1;
  if (values.show)
    for (const {
      case: { repository, commit, subject },
      drafts,
    } of scored)
      console.log(`${repository} ${commit.slice(0, 8)}\n   real: ${subject}\n  draft: ${drafts["offline"] ?? ""}`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(scored, null, 1));
}

async function score(one: CommitCase, { grammars, nearest }: { grammars: Grammars; nearest: string }): Promise<Scored> {
  const { signal } = new AbortController();
  const git = createGit({ folder: one.gitDir, environment: process.env, keepsPlace: false, signal });
  const startMs = performance.now();
  const range = { kind: "between", from: one.parent, to: one.commit } as const;
  const isFirst = one.parent === emptyTree;
  const [summary, history] = await Promise.all([
    readSummary(range, { git, filters: new Set(), folder: undefined, grammars, clock: systemClock, signal }),
    isFirst ? [] : readHistory(git, one.parent),
  ]);
  const style = learnStyle(history, one.author.email);
  const input = { folder: "", summary, style, history, branch: "main", author: one.author, instructions: "" };
  const [offline = ""] = writeSubjects(input, 1);
  const elapsedMs = performance.now() - startMs;
  const largest = [...summary.files]
    .sort((a, b) => b.addedCount + b.deletedCount - a.addedCount - a.deletedCount)
    .at(0);
  const drafts = { offline, updateFile: `Update ${largest?.path.split("/").at(-1) ?? ""}`, nearestDiff: nearest };
  const earlier = history
    .filter(({ isBot }) => !isBot)
    .map(({ subject }) => subject)
    .slice(0, 100);
  // Names are searched in the form that hides none: with backticks.
  const [named = ""] = writeSubjects({ ...input, style: { ...style, hasBackticks: true } }, 1);
  return {
    case: one,
    drafts,
    isInStyle: Object.fromEntries(Object.entries(drafts).map(([arm, draft]) => [arm, isInStyle(draft, earlier)])),
    invented: inventedNames(named, diffText(one, { hasContext: true })),
    elapsedMs,
  };
}

/** Least shares of the offline writer's drafts. */
const leastShares: Readonly<Partial<Record<string, number>>> = {
  "in the repository's style": 0.95,
  "at most 72 characters": 0.99,
};
/** Least share of the drafts that name only files and symbols of the change. */
const leastNamed = 0.99;

/** Prints the figures; says whether every goal is met. */
function report(scored: readonly Scored[], set: string): boolean {
  let areAllMet = true;
  const verdict = (isMet: boolean, goal: string): string => {
    areAllMet &&= isMet;
    return `  (${goal} ${isMet ? "ok" : "MISSED"})`;
  };
  const repositories = new Set(scored.map(({ case: { repository } }) => repository));
  console.log(
    `${scored.length} commits of ${repositories.size} repositories (${set}): ${[...repositories].join(", ")}`,
  );
  const arms = ["offline", "updateFile", "nearestDiff"];
  const shareFor = (arm: string, value: (one: Scored, draft: string) => number): Share => ({
    part: scored.map((one) => value(one, one.drafts[arm] ?? "")),
    whole: scored.map(() => 1),
  });
  const measures: Readonly<Record<string, (one: Scored, draft: string, arm: string) => number>> = {
    "edit similarity": (one, draft) => editSimilarity(draft, one.case.subject),
    "ROUGE-L": (one, draft) => rougeL(draft, one.case.subject),
    "in the repository's style": (one, _, arm) => Number(one.isInStyle[arm] ?? false),
    "at most 72 characters": (_, draft) => Number(draft !== "" && draft.length <= 72),
  };
  for (const [name, measure] of Object.entries(measures)) {
    const shares = arms.map((arm) => shareFor(arm, (one, draft) => measure(one, draft, arm)));
    const ours = shares.at(0);
    console.log(`\n${name}`);
    for (const [index, arm] of arms.entries()) {
      const theirs = shares.at(index);
      if (!ours || !theirs) continue;
      const least = leastShares[name];
      const difference = differenceOf(ours, theirs);
      const lead = index === 0 ? "" : `   offline leads by ${percent(difference)}`;
      const goal =
        index === 0
          ? least === undefined
            ? ""
            : verdict(shareOf(ours).value >= least, `≥ ${100 * least} %`)
          : least === undefined
            ? verdict(difference.low > 0, "> 0")
            : "";
      console.log(`  ${arm.padEnd(12)} ${percent(shareOf(theirs))}${lead}${goal}`);
    }
  }
  const right = scored.filter(({ invented }) => invented.length === 0).length;
  console.log(
    `\nnames only files and symbols of the change: ${((100 * right) / scored.length).toFixed(1)} % (${right} of ${scored.length})` +
      verdict(right >= leastNamed * scored.length, `≥ ${100 * leastNamed} %`),
  );
  for (const {
    case: { repository, commit },
    invented,
  } of scored)
    if (invented.length > 0) console.log(`  ${repository} ${commit.slice(0, 8)}: ${invented.join(", ")}`);
  const times = scored.map(({ elapsedMs }) => elapsedMs).sort((a, b) => a - b);
  console.log(
    `time for a draft: p50 ${(times[Math.floor(times.length * 0.5)] ?? 0).toFixed(0)} ms, p95 ${(times[Math.floor(times.length * 0.95)] ?? 0).toFixed(0)} ms, most ${(times.at(-1) ?? 0).toFixed(0)} ms`,
  );
  return areAllMet;
}

function percent({ value, low, high }: Estimate): string {
  return `${(100 * value).toFixed(1)} % [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
}

void main();
