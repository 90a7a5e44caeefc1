import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../server/src/base/clock";
import type { AnswerStore } from "../../server/src/completion/stored/answerStore";
import { AnswerVault } from "../../server/src/completion/stored/answerVault";
import { DiskCache } from "../../server/src/completion/stored/diskCache";
import { parseRedisUrl } from "../../server/src/settings/redisAddress";
import { RedisCache } from "../../server/src/completion/stored/redisCache";
import { StoredAnswers } from "../../server/src/completion/stored/storedAnswers";
import { silentLog } from "../../server/src/base/log";
import { HostileRedis } from "../../test/support/redisServers";
import { mulberry32 } from "../../server/src/base/mulberry32";
import { completionRequest, textOf } from "../../test/support/standIn/cloudFixture";
import { percentile, type Figure } from "../latency/figures";
import { bootstrap, type Estimate } from "../../server/src/evaluate/bootstrap";
import { measureRestart } from "./session";
import { TimedBackend } from "./timedBackend";

/** Requests of each comparison. */
const requestCount = 200;

/** Delay of the slow server's replies, in ms: later than the model's, so that each comes too late. */
const slowMs = 60;

/** Time of the model, in ms. */
const modelMs = 20;

/**
 * Rounds of the comparison with a team's cache, and its model's time in ms. Many, since p95 depends on a 20th of them.
 */
const [roundCount, redisModelMs] = [800, 10];

const never = new AbortController().signal;
const vault = new AnswerVault(Buffer.alloc(32, 1));

/** Makes a question as large as an endpoint's prompt, different at each call. */
const question = (index: number) =>
  completionRequest(`${"const value = compute(1, 2, 3);\n".repeat(300)}// ${index}\nreturn █;\n`);

/** Measures the cost of kept answers, and their savings. */
export async function measureKept(): Promise<Figure[]> {
  return [...(await measureRedis()), ...(await measureDisk()), ...(await measureRestart())];
}

/**
 * Measures the same model without a team's cache, beside one with a slow server, and one with a silent server. Each
 * round asks one of each in random order, so that the machine's other work affects all alike.
 */
async function measureRedis(): Promise<Figure[]> {
  const slow = await HostileRedis.start(([command], socket) => {
    const reply = command === "GET" ? "$-1\r\n" : "+OK\r\n";
    if (command === "PING") socket.write("+PONG\r\n");
    else setTimeout(() => socket.write(reply), slowMs);
  });
  const silent = await HostileRedis.start(([command], socket) => {
    if (command === "PING") socket.write("+PONG\r\n");
  });
  const stores = [redisAt(slow), redisAt(silent)];
  await sleep(500); // both are connected
  const model = new TimedBackend(redisModelMs);
  const arms = [[], ...stores.map((store) => [store])].map((used) => ({
    answers: beside(model, used),
    timesMs: [] as number[],
  }));
  const random = mulberry32(1);
  for (let round = 0; round < roundCount; round++)
    for (const { answers, timesMs } of shuffled(arms, random)) {
      const request = question(round);
      timesMs.push(await timed(() => textOf(answers.stream(request, never))));
    }
  for (const store of stores) store.dispose();
  await Promise.all([slow.stop(), silent.stop()]);
  const [off, ...besides] = arms.map(({ timesMs }) => timesMs);
  return ["slow", "silent"].map((name, index) => added(name, besides[index], off));
}

/** Computes how much later the 95th of 100 answers comes beside a team's cache than without one. */
function added(name: string, besideMs: readonly number[], offMs: readonly number[]): Figure {
  const at = (cases: Int32Array, timesMs: readonly number[], share: number): number =>
    percentile(
      Array.from(cases, (index) => timesMs[index]),
      share,
    );
  const of = (share: number): Estimate =>
    bootstrap(offMs.length, (cases) => at(cases, besideMs, share) - at(cases, offMs, share));
  const [middle, late] = [of(0.5), of(0.95)];
  const interval = ({ low, high }: Estimate): string => `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
  return {
    name: `team's cache ${name}, p95 over none's p95`,
    value: late.value,
    unit: "ms",
    goal: 5,
    note: `95 % interval ${interval(late)}; p50 ${middle.value.toFixed(2)} ${interval(middle)}; without p50 ${percentile(offMs, 0.5).toFixed(1)}, p95 ${percentile(offMs, 0.95).toFixed(1)}; ${offMs.length} of each`,
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Times an answer from a full, newly opened disk cache, beside the model that gave it first. */
async function measureDisk(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-bench-"));
  const before = diskAt(folder);
  await before.settled();
  const model = new TimedBackend(modelMs);
  const answers = beside(model, [before]);
  const modelTimesMs: number[] = [];
  for (let index = 0; index < requestCount; index++)
    modelTimesMs.push(await timed(() => textOf(answers.stream(question(index), never))));
  for (let index = 0; index < 5_000 - requestCount; index++)
    before.keep(
      `other ${index}`,
      [{ text: "const value = compute(1, 2, 3);\n".repeat(8), tokenCount: 64 }],
      "file:///work/a.ts",
    );
  before.dispose();

  const after = diskAt(folder);
  const openMs = await timed(() => after.settled());
  const again = beside(model, [after]);
  const keptMs: number[] = [];
  for (let index = 0; index < requestCount; index++)
    keptMs.push(await timed(() => textOf(again.stream(question(index), never))));
  const sizeBytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  after.dispose();
  rmSync(folder, { recursive: true });
  return [
    {
      name: "kept answer from disk after a restart, p95",
      value: percentile(keptMs, 0.95),
      unit: "ms",
      goal: 5,
      note: `p50 ${percentile(keptMs, 0.5).toFixed(2)}; the model p95 ${percentile(modelTimesMs, 0.95).toFixed(1)}; ${(sizeBytes / 1e6).toFixed(1)} MB opened in ${openMs.toFixed(0)} ms beside everything else`,
    },
  ];
}

function beside(backend: TimedBackend, stores: readonly AnswerStore[]): StoredAnswers {
  const answers = new StoredAnswers({ backend, clock: systemClock, mode: () => "local" });
  answers.use({ stores, origin: "bench" });
  return answers;
}

function diskAt(folder: string): DiskCache {
  return new DiskCache({ folder, vault, clock: systemClock, log: silentLog });
}

function redisAt({ port }: { port: number }): RedisCache {
  const address = parseRedisUrl(`redis://127.0.0.1:${port}`);
  if (typeof address === "string") throw new Error(address);
  return new RedisCache({
    access: { address },
    vault,
    clock: systemClock,
    log: silentLog,
    mayLeave: () => true,
    onChange: () => undefined,
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
