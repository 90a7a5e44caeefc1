// npm run bench: the cost of a keystroke, in time and memory, beside an echo server and a kept quiet run. `-- --only
// start|share|engine|footprint|cloud|trust|kept|typist` measures one part; `-- --save` keeps the figures in
// bench/baseline.json. The whole takes about ten minutes.
import { spawnSync } from "node:child_process";
import { measureCloud } from "./cloud/measureCloud";
import { measureKept } from "./cloud/measureKept";
import { measureEngine } from "./engine/measureEngine";
import { describeMachine, report, saveBaseline, type Figure } from "./latency/figures";
import { measureFootprint, measureStart } from "./latency/footprint";
import { measureOwnShare } from "./latency/ownShare";
import { measureTrust } from "./trust/measureTrust";

const parts: Readonly<Record<string, () => Promise<Figure[]>>> = {
  start: () => measureStart(),
  share: () => measureOwnShare(),
  engine: () => measureEngine(),
  footprint: () => measureFootprint(),
  cloud: () => measureCloud(),
  trust: () => measureTrust(),
  kept: () => measureKept(),
};

async function main(): Promise<void> {
  const only = process.argv[process.argv.indexOf("--only") + 1];
  const isPartial = process.argv.includes("--only");
  console.log(`${describeMachine()}; nanotype-6m, default settings\n`);
  const figures: Figure[] = [];
  let isMet = true;
  for (const [name, measure] of Object.entries(parts)) {
    if (isPartial && name !== only) continue;
    const measured = await measure();
    isMet = report(measured) && isMet;
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
  if (process.argv.includes("--save") && !isPartial) saveBaseline(figures);
}

void main();
