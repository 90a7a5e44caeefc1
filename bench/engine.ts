// Measures the engine alone: node scripts/run.mjs bench/engine.ts, after npm run build.
import { measureEngine } from "./engine/measureEngine";
import { describeMachine, report } from "./latency/figures";

async function main(): Promise<void> {
  console.log(`${describeMachine()}; nanotype-6m q8, one thread, memory off\n`);
  process.exitCode = report(await measureEngine()) ? 0 : 1;
}

void main();
