// Trains the judgement whether a suggestion is worth showing: NANOTYPE_BENCH_REPOSITORIES=CLONES node scripts/run.mjs
// bench/control/main.ts [--count N] [--rows FILE] [--write]. Lines come from the repositories for tuning only. Every
// figure is of lines of a repository that the trees had not seen; with --write they are then trained on all and replace
// server/src/completion/control/forest.json. --rows keeps the answers in a file, for another
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
import { trainForest } from "./trees";

const params = { treeCount: 100, depth: 2, rate: 0.16, leastInLeaf: 30 };
/** Shares of the places at which the curve is printed. */
const shownShares = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "6000" },
      rows: { type: "string" },
      picture: { type: "string" },
      write: { type: "boolean" },
    },
  });
  const places = await placesOf(Number(values.count), values.rows);
  const rows = places.flatMap((row) => (row === null ? [] : [{ ...row, features: featuresOf(row) }]));
  const repositories = [...new Set(rows.map(({ testCase }) => testCase.repository))];
  const chances = new Map<Row, number>();
  for (const repository of repositories) {
    const forest = trainForest(
      controlFeatures,
      rows.filter((row) => row.testCase.repository !== repository),
      params,
    );
    for (const row of rows)
      if (row.testCase.repository === repository) chances.set(row, chanceOf(row.features, forest));
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
  if (values.picture !== undefined) {
    const curve = (points: readonly Point[]): Curve["points"] =>
      points.map((point) => ({ shown: point.shown, wrong: point.wrong }));
    const marks = Object.entries(thresholds).map(([name, least]) => {
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
  const forest = trainForest(controlFeatures, rows, params);
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
