// Trains the judgement whether a suggestion is worth showing: NANOTYPE_BENCH_REPOSITORIES=CLONES node scripts/run.mjs
// bench/control/main.ts [--count N] [--rows FILE] [--typed FILE] [--write]. It learns from places where a caret was put, and
// from excerpts typed key by key, all of repositories for tuning. Every
// figure is of a repository that the trees had not seen; with --write they are then trained on all and replace
// server/src/completion/control/forest.json. --rows and --typed keep the answers in files, for another
// run; --picture draws the curve.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { controlFeatures, type Features } from "../../server/src/completion/control/features";
import { certaintyOf } from "../../server/src/model/certainty";
import { chanceOf } from "../../server/src/completion/control/chance";
import { cutCases } from "../quality/cutCases";
import { howToGet, pinnedRepositories, repositoriesVariable } from "../quality/repositories";
import { thresholds } from "../../server/src/completion/control/control";
import { drawCurves, type Curve } from "./picture";
import { collect, featuresOf, type Judgement } from "./collect";
import { interruptionsPer100, keysSaved, replay } from "./replay";
import { trainForest } from "./trees";
import { drawExcerpts } from "./typedFiles";
import { typeExcerpts, type TypedExcerpt, type TypedRow } from "./typeExcerpts";

const params = { treeCount: 100, depth: 2, rate: 0.16, leastInLeaf: 30 };
/** Shares of the places at which the curve is printed. */
const shownShares = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75];

/** Thresholds at which typing is replayed: of the chance, and of the certainty. */
const typedThresholds = [0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.93];
const certainties = [-1, -0.8, -0.6, -0.5, -0.45, -0.4, -0.35, -0.3, -0.25, -0.2];
/** Number of parts of which each is judged by trees that have learnt the others. */
const foldCount = 5;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "6000" },
      rows: { type: "string" },
      typed: { type: "string" },
      picture: { type: "string" },
      write: { type: "boolean" },
    },
  });
  const places = await placesOf(Number(values.count), values.rows);
  const rows = places.flatMap((row) => (row === null ? [] : [{ ...row, features: featuresOf(row) }]));
  const excerpts = await typedOf(values.typed);
  const examples = [
    ...rows.map((row) => ({ ...row, repository: row.testCase.repository, source: row })),
    ...excerpts.flatMap(({ repository, typed, rows: keys }) =>
      keys.flatMap((key) =>
        key.features === undefined
          ? []
          : [
              {
                repository,
                features: key.features,
                isRight: typed.startsWith(key.text.charAt(0), key.position),
                source: key,
              },
            ],
      ),
    ),
  ];
  const chances = new Map<object, number>();
  for (const folds of foldsOf(examples.map(({ repository }) => repository))) {
    const forest = trainForest(
      controlFeatures,
      examples.filter(({ repository }) => !folds.has(repository)),
      params,
    );
    for (const { repository, source, features } of examples)
      if (folds.has(repository)) chances.set(source, chanceOf(features, forest));
  }
  console.log(
    `${places.length} places, ${rows.length} with a candidate, ${rows.filter(({ isRight }) => isRight).length} right`,
  );
  const byChance = curveOf(rows, places.length, (row) => chances.get(row) ?? 0);
  const byCertainty = curveOf(rows, places.length, ({ features }) => certaintyOf(features));
  console.log("shown %   wrong at once of shown %, threshold, characters saved %   the same by certainty alone");
  for (const [index, share] of shownShares.entries())
    console.log(
      `${(100 * share).toFixed(0).padStart(5)}     ${lineOf(byChance[index])}     ${lineOf(byCertainty[index])}`,
    );
  console.log("\nwhile typing: threshold, interruptions of 100 keys, keys saved %   the same by certainty alone");
  const typedLine = (least: number, judge: (row: TypedRow) => number): string => {
    const replayed = replay(excerpts, (row) => judge(row) >= least);
    return `${least.toFixed(2).padStart(5)}  ${interruptionsPer100(replayed).toFixed(2).padStart(5)}  ${(100 * keysSaved(replayed)).toFixed(1)}`;
  };
  for (const [index, least] of typedThresholds.entries()) {
    const byTrees = typedLine(least, (row) => chances.get(row) ?? 1);
    const byMean = typedLine(certainties[index] ?? 0, ({ features }) => (features ? certaintyOf(features) : 0));
    console.log(`${byTrees}     ${byMean}`);
  }
  if (values.picture !== undefined) {
    const curve = (points: readonly Point[]): Curve["points"] =>
      points.map((point) => ({ shown: point.shown, wrong: point.wrong }));
    const marks = Object.entries(thresholds.arrived).map(([name, least]) => {
      const shown = rows.filter((row) => (chances.get(row) ?? 0) >= least);
      return {
        name,
        shown: shown.length / places.length,
        wrong: shown.filter(({ isRight }) => !isRight).length / shown.length,
      };
    });
    const curves = [
      { name: "all that is known about it", colour: "#2b7de9", points: curve(byChance) },
      { name: "the model's certainty alone", colour: "#999999", points: curve(byCertainty) },
    ];
    writeFileSync(values.picture, drawCurves(curves, marks));
  }
  if (values.write !== true) return;
  const forest = trainForest(controlFeatures, examples, params);
  writeFileSync("server/src/completion/control/forest.json", `${JSON.stringify(forest)}\n`);
}

type Row = Judgement & { readonly features: Features };

interface Point {
  /** Share of the places. */
  readonly shown: number;
  readonly threshold: number;
  readonly wrong: number;
  readonly saved: number;
}

/** Computes what is shown if only the best candidates are, by `judge`. */
function curveOf(rows: readonly Row[], placeCount: number, judge: (row: Row) => number): Point[] {
  const sorted = [...rows].sort((a, b) => judge(b) - judge(a));
  const chars = rows.reduce((sum, { truthCharCount }) => sum + truthCharCount, 0);
  return shownShares.map((share) => {
    const shown = sorted.slice(0, Math.round(share * placeCount));
    const last = shown.at(-1);
    return {
      shown: share,
      threshold: last === undefined ? 0 : judge(last),
      wrong: shown.filter(({ isRight }) => !isRight).length / shown.length,
      saved: shown.reduce((sum, { savedCharCount }) => sum + savedCharCount, 0) / chars,
    };
  });
}

function lineOf({ threshold, wrong, saved }: Point): string {
  return `${(100 * wrong).toFixed(1).padStart(5)}  ${threshold.toFixed(3).padStart(6)}  ${(100 * saved).toFixed(1)}`;
}

/** Parts the repositories. */
function foldsOf(repositories: readonly string[]): ReadonlySet<string>[] {
  const names = [...new Set(repositories)];
  return Array.from(
    { length: foldCount },
    (_, fold) => new Set(names.filter((_name, index) => index % foldCount === fold)),
  );
}

async function typedOf(file: string | undefined): Promise<TypedExcerpt[]> {
  if (file !== undefined && existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as TypedExcerpt[];
  const excerpts = drawExcerpts(process.env[repositoriesVariable] ?? "");
  const startMs = performance.now();
  const typed = await typeExcerpts(excerpts, (done) => {
    console.error(`${done} of ${excerpts.length} typed after ${Math.round((performance.now() - startMs) / 1000)} s`);
  });
  if (file !== undefined) writeFileSync(file, JSON.stringify(typed));
  return typed;
}

async function placesOf(count: number, file: string | undefined): Promise<(Judgement | null)[]> {
  if (file !== undefined && existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as (Judgement | null)[];
  const clonesFolder = process.env[repositoriesVariable];
  if (clonesFolder === undefined) throw new Error(howToGet(pinnedRepositories.dev));
  const cases = cutCases({ pins: pinnedRepositories.dev, clonesFolder, count, seed: "control" });
  const startMs = performance.now();
  const rows = await collect(
    cases.filter(({ prefix }) => !prefix.includes("\r")),
    (done) => {
      if (done % 200 !== 0) return;
      console.error(`${done} of ${cases.length} after ${Math.round((performance.now() - startMs) / 1000)} s`);
    },
  );
  const kept = rows.map((row) => row ?? null);
  if (file !== undefined) writeFileSync(file, JSON.stringify(kept));
  return kept;
}

void main();
