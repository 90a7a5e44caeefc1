// node scripts/run.mjs bench/soak/main.ts [--minutes 20] [--speed 5] [--seed 1]: types at the real server over stdio,
// in a realistic workspace, while its model process is stopped, its disk is full and its endpoint can't be reached.
// Needs `npm run build` first (`npm run soak` does it), Linux and a C compiler. Prints a table; exits 1 if a row misses
// its bound.
import { describeMachine } from "../latency/figures";
import { judge, printRows } from "./judge";
import { soak } from "./soak";

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? otherwise : Number(process.argv[at + 1]);
  if (!(value > 0)) throw new Error(`--${name} needs a number above 0.`);
  return value;
}

async function main(): Promise<void> {
  const params = { minutes: option("minutes", 20), speed: option("speed", 5), seed: option("seed", 1) };
  console.log(`${params.minutes} minutes at ${params.speed}× speed on ${describeMachine()}`);
  process.exitCode = printRows(judge(await soak(params))) ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
