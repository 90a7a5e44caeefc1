// npm run bench: the cost of a keystroke, in time and memory, beside an echo server and a kept run. Exit status 1: a goal was missed.
// `-- --only start|share|engine|footprint|cloud|trust|kept|workspace|snippets|larger|metrics|typist` measures one part; `-- --save` keeps the figures in bench/baseline.json,
// `-- --compare` prints their ratios to those kept; `-- --smoke` checks ratios that hold on a busy machine, in less than a minute.
// The whole takes about ten minutes.
import { spawnSync } from "node:child_process";
import { measureCloud } from "./cloud/measureCloud";
import { measureKept } from "./cloud/measureKept";
import { measureEngine } from "./engine/measureEngine";
import { describeBaseline, describeMachine, report, saveBaseline, type Figure } from "./latency/figures";
import { measureFootprint, measureStart } from "./latency/footprint";
import { measureLarger } from "./larger/measureLarger";
import { measureMetrics } from "./latency/metricsCost";
import { measureOwnShare } from "./latency/ownShare";
import { smoke } from "./smoke/smoke";
import { measureTrust } from "./trust/measureTrust";
import { measureSnippets } from "./workspace/measureSnippets";
import { measureWorkspace } from "./workspace/measureWorkspace";

const parts: Readonly<Record<string, () => Promise<Figure[]>>> = {
  start: () => measureStart(),
  share: () => measureOwnShare(),
  engine: () => measureEngine(),
  footprint: () => measureFootprint(),
  cloud: () => measureCloud(),
  trust: () => measureTrust(),
  kept: () => measureKept(),
  workspace: () => measureWorkspace(),
  snippets: () => measureSnippets(),
  larger: () => measureLarger(),
  metrics: () => measureMetrics(),
};

/** Runs the requested parts; returns whether every goal is met. */
async function main(): Promise<boolean> {
  const isPartial = process.argv.includes("--only");
  const only = isPartial ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
  if (only !== undefined && only !== "typist" && !Object.hasOwn(parts, only))
    throw new Error(`--only takes ${Object.keys(parts).join(", ")} or typist, not "${only}".`);
  console.log(`${describeMachine()}; nanotype-6m, default settings`);
  if (process.argv.includes("--smoke")) return smoke();
  const asRatio = process.argv.includes("--compare");
  if (asRatio) console.log(`against ${describeBaseline()}`);
  console.log();
  const figures: Figure[] = [];
  let isMet = true;
  for (const [name, measure] of Object.entries(parts)) {
    if (isPartial && name !== only) continue;
    const measured = await measure();
    isMet = report(measured, { asRatio }) && isMet;
    figures.push(...measured);
  }
  if (!isPartial || only === "typist") {
    console.log();
    const { status } = spawnSync(process.execPath, ["scripts/run.mjs", "bench/typist.ts"], { stdio: "inherit" });
    isMet = status === 0 && isMet;
  }
  console.log(
    isMet ? "\nEvery goal is met." : "\nA goal was missed; figures taken while the machine is busy mean little.",
  );
  if (process.argv.includes("--save")) saveBaseline(figures, { isPart: isPartial });
  return isMet;
}

main().then(
  (isMet) => {
    process.exitCode = isMet ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
