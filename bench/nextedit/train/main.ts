// Trains the judgement of next edits: node scripts/run.mjs bench/nextedit/train/main.ts ROWS… [--write]. ROWS come from
// bench/nextedit/main.ts --set dev --rows, and --set train --rows. Every figure is of places of a repository that the trees had not seen; with
// --write they are then trained on all and replace server/src/nextEdit/forest.json.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chanceBy } from "../../../server/src/base/forest";
import { evidenceNames, type PlaceEvidence } from "../../../server/src/nextEdit/evidence";
import { trainForest } from "../../control/trees";
import type { PlaceRow } from "../main";

/** Most places of one request that count: a name with hundreds of places teaches no more than one with some. */
const maxPlaces = 30;
/** Groups of repositories of which each is judged by trees that the others trained. */
const foldCount = 4;

/** Weight of a place of a commit without like changes: there an offer disturbs, elsewhere a missed one only doesn't help. */
const unlikeWeight = 2;

const params = { treeCount: 110, depth: 4, rate: 0.1, leastInLeaf: 20 };

function main(): void {
  const { values, positionals } = parseArgs({ options: { write: { type: "boolean" } }, allowPositionals: true });
  const files = positionals.map((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as PlaceRow),
  );
  const unlikeCount = files.reduce((sum, rows) => sum + (rows.at(0)?.unlikeCount ?? 0), 0);
  const counts = new Map<string, number>();
  const requestOf = ({ commit, step, isChosen }: PlaceRow): string => `${commit} ${step} ${isChosen}`;
  const kept = files.flat().filter((row) => {
    const count = (counts.get(requestOf(row)) ?? 0) + 1;
    if (count <= maxPlaces) counts.set(requestOf(row), count);
    return count <= maxPlaces;
  });
  const rows = kept.map((row) => ({
    ...row,
    features: Object.fromEntries(evidenceNames.map((name, index) => [name, row.evidence[index]])) as PlaceEvidence,
    // The places of one request teach much the same.
    weight: (row.kind === "unlike" ? unlikeWeight : 1) / Math.sqrt(counts.get(requestOf(row)) ?? 1),
  }));
  const repositories = [...new Set(rows.map(({ repository }) => repository))];
  const judged = Array.from({ length: foldCount }).flatMap((_, fold) => {
    const isIn = (row: { repository: string }): boolean => repositories.indexOf(row.repository) % foldCount === fold;
    const forest = trainForest(
      evidenceNames,
      rows.filter((row) => !isIn(row)),
      params,
    );
    return rows.filter(isIn).map((row) => ({ ...row, chance: chanceBy(row.features, forest) }));
  });
  const right = rows.filter(({ isRight }) => isRight).length;
  console.log(`${rows.length} places, ${right} right, ${repositories.length} repositories`);
  const first = judged.filter(({ step }) => step === 0);
  const unlike = new Map<string, number>();
  for (const { kind, commit, chance } of first)
    if (kind === "unlike") unlike.set(commit, Math.max(unlike.get(commit) ?? 0, chance));
  for (const at of [
    0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.72, 0.74, 0.76, 0.78, 0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.95,
  ]) {
    const like = judged.filter(({ kind }) => kind === "like");
    const shares = [0, 1, 2].map((step) => {
      const of = like.filter((row) => row.step === step && row.isChosen === step > 0);
      const offered = of.filter(({ chance }) => chance >= at);
      const hits = offered.filter(({ isRight }) => isRight).length;
      const all = of.filter(({ isRight }) => isRight).length;
      return `${((100 * hits) / Math.max(1, offered.length)).toFixed(0)} % right, ${((100 * hits) / Math.max(1, all)).toFixed(0)} % found`;
    });
    const loud = [...unlike.values()].filter((chance) => chance >= at).length;
    console.log(`${at}: ${shares.join("; ")}; loud ${loud} of ${unlikeCount} (${unlike.size} with places)`);
  }
  const loudest = [...unlike].sort((a, b) => b[1] - a[1]).slice(0, 25);
  for (const [commit, chance] of loudest) console.log(`  ${chance.toFixed(2)} ${commit}`);
  if (values.write !== true) return;
  const forest = trainForest(evidenceNames, rows, params);
  writeFileSync("server/src/nextEdit/forest.json", `${JSON.stringify(forest)}\n`);
}

main();
