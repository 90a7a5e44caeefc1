/** Fuzzes the server's borders with new seeds for the given time: `npm run fuzz -- --seconds 300 --seed 7`. */
import { parseArgs } from "node:util";
import { fuzzDiff } from "../test/support/fuzz/fuzzDiff";
import { fuzzFrames } from "../test/support/fuzz/fuzzFrames";
import { fuzzLsp } from "../test/support/fuzz/fuzzLsp";
import { fuzzSecrets } from "../test/support/fuzz/fuzzSecrets";
import { fuzzStream } from "../test/support/fuzz/fuzzStream";
import { fuzzTyping } from "../test/support/fuzz/fuzzTyping";

const fuzzers: readonly [name: string, run: (seed: number) => unknown][] = [
  ["messages", (seed) => fuzzLsp(seed, 1_000)],
  ["typing", (seed) => fuzzTyping(seed, 300)],
  ["frames", (seed) => fuzzFrames(seed, 5)],
  ["streams", (seed) => fuzzStream(seed, 300)],
  ["diffs", (seed) => fuzzDiff(seed, 3_000)],
  ["secrets", (seed) => fuzzSecrets(seed, 300)],
];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { type: "string" }, seed: { type: "string" } } });
  const seconds = Number(values.seconds ?? 60);
  const endMs = Date.now() + seconds * 1_000;
  let seed = Number(values.seed ?? Date.now() % 1_000_000);
  console.log(`${seconds} s from seed ${seed} on; a failure names its seed`);
  for (; Date.now() < endMs; seed++)
    for (const [name, run] of fuzzers) await settled(`${name}, seed ${seed}`, run(seed));
  const heapMb = Math.round(process.memoryUsage().heapUsed / 1e6);
  console.log(`nothing found up to seed ${seed - 1} in ${fuzzers.map(([name]) => name).join(", ")}; heap ${heapMb} MB`);
}

/** Waits for a fuzzer. Its timer keeps Node running, since the server's own timers don't. @throws Error after two minutes without an end */
async function settled(what: string, work: unknown): Promise<void> {
  const limitMs = 120_000;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} has not ended within ${limitMs} ms`)), limitMs);
  });
  await Promise.race([work, tooLate]);
  clearTimeout(timer);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
