// node scripts/run.mjs bench/recordLatencies.ts: types the lines of two of this project's files into the built server with its real
// model, and keeps the times from key to answer, in ms, for test/server/metrics/metrics.test.ts. Takes about a minute.
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { stdioClient } from "../test/support/lspServers";

const target = "test/server/metrics/recordedLatencies.json";
const files = ["server/src/completion/cache.ts", "server/src/metrics/takenTexts.ts"];
/** Keys typed of each file. */
const keyCount = 400;
/** Time between two keys in ms. */
const gapMs = 40;

async function main(): Promise<void> {
  const client = stdioClient();
  await client.start();
  await client.ready();
  const latencies: number[] = [];
  for (const [index, file] of files.entries()) {
    const uri = `file:///work/src/typed${index}.ts`;
    const text = readFileSync(file, "utf8").slice(0, 2_000 + keyCount);
    let offset = 2_000;
    client.open(uri, text.slice(0, offset));
    for (const key of text.slice(offset)) {
      await sleep(gapMs);
      const startMs = performance.now();
      void client.change(uri, offset, offset, key);
      await client.complete(uri, ++offset);
      latencies.push(Math.round((performance.now() - startMs) * 1000) / 1000);
    }
  }
  await client.stop();
  writeFileSync(target, `${JSON.stringify(latencies)}\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
