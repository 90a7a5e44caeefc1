// Trains the weights of the mixture again: NANOTYPE_BENCH_REPOSITORIES=CLONES node scripts/run.mjs
// bench/mixture/main.ts [--count N] [--only PATTERN] [--write] With --only, the weights of the features whose names match are
// trained, and all others stay as they are (for files that aren't open: --only "elsewhere|sibling"). Lines come from the repositories for tuning only. Every sixth line is
// held out for judging; with --write the network is then trained on all lines and replaces
// server/src/model/memory/mixtureWeights.json. docs/memory.md describes the origin of the frozen weights.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadModel } from "../../server/src/model/local/loadModel";
import frozen from "../../server/src/model/memory/mixtureWeights.json";
import { cutCases } from "../quality/cutCases";
import { createRandom, shuffled } from "../../server/src/base/random";
import { howToGet, pinnedRepositories, repositoriesVariable } from "../quality/repositories";
import { collectRows, type Row } from "./collectRows";
import { indexRepository } from "./repositoryIndex";
import { evaluateNetwork, namedWeights, networkOf, trainNetwork } from "./trainNetwork";

const hidden = 24;
const passCount = 6;
/** Seed that differs from the default seed of `bench:quality`'s cuts. */
const seed = "mixture";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "6000" },
      only: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const clonesFolder = process.env[repositoriesVariable];
  if (clonesFolder === undefined) throw new Error(howToGet(pinnedRepositories.dev));
  const pins = pinnedRepositories.dev;
  const count = Math.ceil(Number(values.count) / 2);
  // Half of the lines are cut by `bench:quality`'s rule, the others anywhere, in tests too: people type both.
  const cases = [false, true].flatMap((includesAll) => cutCases({ pins, clonesFolder, count, seed, includesAll }));
  const indexes = new Map(pins.map((pin) => [pin.repository, indexRepository(clonesFolder, pin)]));
  const model = await loadModel({
    modelFolder: "server/models/nanotype-6m",
    quantization: "auto",
    threadCount: 1,
    memoryLimitBytes: 2 ** 30,
  });

  const training: Row[] = [];
  const heldOut: Row[] = [];
  for (const [index, testCase] of shuffled(cases, createRandom(seed)).entries()) {
    const { repository, path, prefix, truth, suffix } = testCase;
    const rest = indexes.get(repository);
    if (rest === undefined) throw new Error(`There is no index of ${repository}.`);
    const copies = rest.copiesOf(path, prefix + truth + suffix);
    const rows = await collectRows(model, testCase, { index: rest.index, isCopy: (address) => copies.has(address) });
    (index % 6 === 0 ? heldOut : training).push(...rows);
  }
  console.log(`${cases.length} lines, ${training.length} tokens to train on, ${heldOut.length} held out`);
  const only = values.only === undefined ? undefined : new RegExp(values.only, "i");
  const start = only && { network: networkOf(frozen), isTrained: (feature: string) => only.test(feature) };
  const train = (rows: readonly Row[]) =>
    trainNetwork(rows, { hidden, passCount, random: createRandom(seed), ...(start === undefined ? {} : { start }) });
  const { nats, right } = evaluateNetwork(heldOut, train(training));
  console.log(
    `held out: ${nats.toFixed(3)} nats where the true token is a candidate, ${(100 * right).toFixed(1)} % of all right`,
  );
  if (!values.write) return;
  const trained = namedWeights(train([...training, ...heldOut]));
  writeFileSync("server/src/model/memory/mixtureWeights.json", `${JSON.stringify(trained)}\n`);
  console.log("Wrote server/src/model/memory/mixtureWeights.json; format it with prettier.");
}

void main();
