// Trains the weights of the mixture again: NANOTYPE_BENCH_REPOSITORIES=CLONES node scripts/run.mjs
// bench/mixture/main.ts [--count N] [--write] Lines come from the repositories for tuning only. Every sixth line is
// held out for judging; with --write the network is then trained on all lines and replaces
// server/src/model/memory/mixtureWeights.json. docs/memory.md describes the origin of the frozen weights.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadModel } from "../../server/src/model/local/loadModel";
import { cutCases } from "../quality/cutCases";
import { createRandom, shuffled } from "../quality/random";
import { howToGet, pinnedRepositories, repositoriesVariable } from "../quality/repositories";
import { collectRows, type Row } from "./collectRows";
import { evaluateNetwork, namedWeights, trainNetwork } from "./trainNetwork";

const hidden = 24;
const passCount = 6;
/** Seed that differs from the default seed of `bench:quality`'s cuts. */
const seed = "mixture";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "6000" }, write: { type: "boolean", default: false } },
  });
  const clonesFolder = process.env[repositoriesVariable];
  if (clonesFolder === undefined) throw new Error(howToGet(pinnedRepositories.dev));
  const cases = cutCases({ pins: pinnedRepositories.dev, clonesFolder, count: Number(values.count), seed });
  const model = await loadModel({
    modelFolder: "server/models/nanotype-6m",
    quantization: "auto",
    threadCount: 1,
    memoryLimitBytes: 2 ** 30,
  });

  const training: Row[] = [];
  const heldOut: Row[] = [];
  for (const [index, testCase] of shuffled(cases, createRandom(seed)).entries()) {
    (index % 6 === 0 ? heldOut : training).push(...(await collectRows(model, testCase)));
  }
  console.log(`${cases.length} lines, ${training.length} tokens to train on, ${heldOut.length} held out`);
  const train = (rows: readonly Row[]) => trainNetwork(rows, { hidden, passCount, random: createRandom(seed) });
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
