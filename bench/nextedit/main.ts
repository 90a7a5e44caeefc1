import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { evidenceNames } from "../../server/src/nextEdit/evidence";
import { leastChance } from "../../server/src/nextEdit/confidence";
import { findClone, howToGet, repositoriesVariable } from "../quality/repositories";
import { runEngine, runSearch, type JudgedPlace, type Outcome } from "./author";
import { timeBigFile } from "./bigFile";
import { drawCases, type CommitCase, type HistoryPin } from "./cases";
import pins from "./repositories.json";

const help = `Measures next edits on commits of public repositories.

npm run bench:nextedit -- [options]
  --set NAME         test (default; never tuned on), dev, or train (only trained on)
  --count N          commits with like changes of each repository, and as many without; default 12
  --reach N          commits read back from the pin; default 2500
  --seed TEXT        which commits. Default: 1
  --repositories F   folder of clones with history; default: the variable ${repositoriesVariable}
  --show             prints every proposal
  --limit            offers exactly the right places: what the places that are found allow, whatever judges them
  --rows FILE        writes every judged place with its evidence, for bench/nextedit/train/main.ts (offers all of them)

The first change of a commit is typed key by key, and Tab is pressed as long as the offer is exactly what the author did there; a wrong one is
refused. Exit status 1 where a goal is missed: at least 85 % of the offers are right, at least 50 % of the expected changes are
reached, at least 97 % of the commits with nothing to propagate stay silent, and search-and-replace reaches less.`;

/** A judged place, as `train/main.ts` reads it. */
export interface PlaceRow {
  readonly repository: string;
  readonly kind: "like" | "unlike";
  readonly commit: string;
  /** Number of offers before. */
  readonly step: number;
  /** True if those were chosen to be right; else they are the first places that were found. */
  readonly isChosen: boolean;
  readonly evidence: readonly number[];
  readonly isRight: boolean;
  /** Commits without like changes in the whole run. */
  readonly unlikeCount: number;
}

/** Longest that 95 % of the answers in a large file may take, in ms. */
const maxBigMs = 20;

interface Totals {
  offered: number;
  right: number;
  done: number;
  all: number;
  hardDone: number;
  hardAll: number;
  silent: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      set: { type: "string", default: "test" },
      count: { type: "string", default: "12" },
      reach: { type: "string", default: "2500" },
      seed: { type: "string", default: "1" },
      repositories: { type: "string" },
      show: { type: "boolean", default: false },
      limit: { type: "boolean", default: false },
      rows: { type: "string" },
      only: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    console.log(help);
    return;
  }
  const sets: Readonly<Record<string, readonly HistoryPin[] | undefined>> = {
    dev: pins.dev,
    train: pins.train,
    test: pins.test,
  };
  const wanted = sets[values.set];
  if (wanted === undefined)
    throw new Error(`There is no set ${JSON.stringify(values.set)}: ${Object.keys(sets).join(", ")}.`);
  const folder = values.repositories ?? process.env[repositoriesVariable];
  const like: CommitCase[] = [];
  const unlike: CommitCase[] = [];
  for (const pin of wanted) {
    if (values.only !== undefined && !pin.repository.includes(values.only)) continue;
    const gitDir = folder === undefined ? undefined : findClone(folder, { ...pin, unseen: "" });
    if (gitDir === undefined) {
      console.log(howToGet(wanted.map((each) => ({ ...each, unseen: "" }))));
      process.exitCode = 1;
      return;
    }
    const drawn = drawCases({
      ...{ gitDir, pin, seed: values.seed },
      count: Number(values.count),
      reach: Number(values.reach),
    });
    like.push(...drawn.like);
    unlike.push(...drawn.unlike);
    console.error(`${pin.repository}: ${drawn.like.length} with like changes, ${drawn.unlike.length} without`);
  }
  const rows: PlaceRow[] = [];
  const times: number[] = [];
  const engine = totals();
  const search = totals();
  for (const [kind, cases] of [
    ["like", like],
    ["unlike", unlike],
  ] as const)
    for (const one of cases) {
      if (values.rows !== undefined) {
        rows.push(...(await judgedPlaces(one, kind, unlike.length)));
        continue;
      }
      const ours = await runEngine(one, { knowsAuthor: values.limit });
      const theirs = runSearch(one);
      times.push(...ours.times);
      add(engine, ours, kind);
      add(search, theirs, kind);
      if (values.show) {
        const { path, atoms } = one.files[one.first.file];
        const { old, now } = atoms[one.first.atom];
        console.log(
          `${kind} ${one.repository} ${one.commit.slice(0, 8)} ${path}: ${ours.reached.done} of ${ours.reached.all} reached, search ${theirs.reached.done}`,
        );
        for (const line of old) console.log(`  - ${line.trim().slice(0, 160)}`);
        for (const line of now) console.log(`  + ${line.trim().slice(0, 160)}`);
        for (const line of ours.log) console.log(line);
      }
    }
  if (values.rows !== undefined) {
    writeFileSync(values.rows, rows.map((row) => JSON.stringify(row)).join("\n"));
    console.log(`${rows.length} places written.`);
    return;
  }
  if (
    !report({
      engine,
      search,
      times,
      likeCount: like.length,
      unlikeCount: unlike.length,
      set: values.set,
      bigTimes: await timeBigFile(),
    })
  )
    process.exitCode = 1;
}

/** Judges the places of a commit at its first offers: if all are offered, and along the chain if only the right ones are. */
async function judgedPlaces(one: CommitCase, kind: PlaceRow["kind"], unlikeCount: number): Promise<PlaceRow[]> {
  const { repository, commit } = one;
  const rows: PlaceRow[] = [];
  const judged =
    (isChosen: boolean) =>
    ({ place, isRight, step }: JudgedPlace): void => {
      // Before the first offer both are the same.
      if (isChosen && step === 0) return;
      const evidence = evidenceNames.map((name) => Number(place.evidence[name].toFixed(3)));
      rows.push({ repository, kind, commit, step, isChosen, evidence, isRight, unlikeCount });
    };
  await runEngine(one, { confidence: () => 1, judged: judged(false) });
  if (kind === "like") await runEngine(one, { knowsAuthor: true, judged: judged(true) });
  return rows;
}

function totals(): Totals {
  return { offered: 0, right: 0, done: 0, all: 0, hardDone: 0, hardAll: 0, silent: 0 };
}

function add(sum: Totals, { offered, right, reached, hard }: Outcome, kind: "like" | "unlike"): void {
  if (kind === "unlike") {
    sum.silent += Number(offered === 0);
    return;
  }
  sum.offered += offered;
  sum.right += right;
  sum.done += reached.done;
  sum.all += reached.all;
  sum.hardDone += hard.done;
  sum.hardAll += hard.all;
}

/** Prints the figures; says whether every goal is met. */
function report(params: {
  engine: Totals;
  search: Totals;
  times: readonly number[];
  likeCount: number;
  unlikeCount: number;
  set: string;
  bigTimes: readonly number[];
}): boolean {
  const { engine, search, times, bigTimes, likeCount, unlikeCount, set } = params;
  console.log(
    `${likeCount} commits with like changes (${engine.all} expected, ${engine.hardAll} of them beyond exact search), ${unlikeCount} without (${set}); thresholds ${JSON.stringify(leastChance.on)}`,
  );
  const share = (part: number, whole: number): string =>
    `${((100 * part) / Math.max(1, whole)).toFixed(1).padStart(5)} %`;
  const row = (name: string, of: (sum: Totals) => [number, number], goal?: number): boolean => {
    const [part, whole] = of(engine);
    const [otherPart, otherWhole] = of(search);
    const isMet = goal === undefined || part >= goal * whole;
    const verdict = goal === undefined ? "" : `  (≥ ${100 * goal} % ${isMet ? "ok" : "MISSED"})`;
    console.log(
      `${name.padEnd(38)} ${share(part, whole)} (${part} of ${whole})   search and replace ${share(otherPart, otherWhole)} (${otherPart} of ${otherWhole})${verdict}`,
    );
    return isMet;
  };
  const met = [
    row("offers that are right", ({ right, offered }) => [right, offered], 0.85),
    row("expected changes reached by Tab", ({ done, all }) => [done, all], 0.5),
    row("  of those beyond exact search", ({ hardDone, hardAll }) => [hardDone, hardAll]),
    row("silent where nothing is to propagate", ({ silent }) => [silent, unlikeCount], 0.97),
  ];
  console.log(`time of an answer, in ms: ${percentiles(times)}`);
  const big = percentileOf(bigTimes, 0.95) <= maxBigMs;
  console.log(
    `in a file of 5,000 lines, with 20 open documents: ${percentiles(bigTimes)}  (p95 ≤ ${maxBigMs} ms ${big ? "ok" : "MISSED"})`,
  );
  return big && met.every(Boolean) && engine.done > search.done;
}

function percentileOf(times: readonly number[], part: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0;
}

function percentiles(times: readonly number[]): string {
  return [0.5, 0.95, 0.99].map((part) => `p${100 * part} ${percentileOf(times, part).toFixed(1)}`).join(", ");
}

void main();
