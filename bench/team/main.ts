// npm run bench:team [--typists 10,20] [--keys N] [--people 200] [--peopleKeys N] [--llama 1,3] [--faults N] [--prefix KEYS]: simulated typists at a team's stack.
// Each is a whole language server in this process, at the real LiteLLM (deploy/local): with stand-in model servers of given latency, then with
// the real llama.cpp. Typists never rest, people do. A part that is named with 0 is left out. All parts together take about 30 minutes on two cores.
import { setTimeout as sleep } from "node:timers/promises";
import { emptyPanels } from "../../test/deploy/dashboardPanels";
import { describeMachine } from "../latency/figures";
import { restMsAt } from "../typist/keyGaps";
import { measureCrowd, measureLone, startCrowdStack, type CrowdFigures, type CrowdPlace, type Pace } from "./crowd";
import { measureFaults } from "./crowdFaults";
import { ModelServer } from "./modelServer";
import { measurePrefixCache } from "./prefixCache";
import { teamPassages } from "./teamEditor";

/** Time to the first token of the stand-in model servers, in ms. // guess: a mid-sized code model on a card that isn't full */
const modelMs = 150;

/** Keys that a person types in the busiest hour. Source: deploy/plan.md. */
const keysPerHour = 1_600;

/** Goals of issue 18; a larger crowd than the machine holds meets none of them, so they count up to the largest one that holds. */
const goals = { requestsPer100: 20, upShareOfLone: 0.8, fairness: 2, missed: 1, recoveryMs: 5_000, cachedShare: 0.7 };

/** Keys that each types at the real llama.cpp. */
const llamaKeys = 60;

/** Two visits of Prometheus, five seconds apart, and a rule's turn after them, in ms. */
const visitsMs = 15_000;

let isMet = true;

/** Formats a figure with its goal, and remembers a missed one. */
function verdict(name: string, value: number, goal: { atMost: number } | { atLeast: number }, digits = 2): string {
  const isGood = "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
  isMet &&= isGood;
  const limit = "atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
  return `${name} ${value.toFixed(digits)} (${limit} ${isGood ? "met" : "MISSED"})`;
}

function describe(figures: CrowdFigures): string {
  const { typistCount, firstLineMs, upShare, requestCount, requestsPer100, mostRequestsPer100, fairness } = figures;
  const cores = Object.entries(figures.cores).map(([part, share]) => `${part} ${share.toFixed(2)}`);
  return (
    `${typistCount} typists: first line p50 ${firstLineMs.p50.toFixed(0)} ms, p95 ${firstLineMs.p95.toFixed(0)} ms; ` +
    `a suggestion at ${(100 * upShare).toFixed(0)} % of the first three users' keys; ${requestCount} requests, ${requestsPer100.toFixed(1)} per 100 keys, most ${mostRequestsPer100.toFixed(1)}; ` +
    `slowest user's p95 ${fairness.toFixed(2)} × the median's, of ${figures.judgedCount} with enough answers (by chance alone ${figures.chanceFairness.toFixed(2)}); most missed ${figures.mostMissed}; ` +
    `prefix cache ${(100 * figures.cachedShare).toFixed(0)} %; cores: ${cores.join(", ")}; LiteLLM ${figures.proxyMs.toFixed(0)} ms a request; load ${figures.load.toFixed(1)}`
  );
}

/** Reports whether a crowd is served about as well as lone users, of whose keys `loneShare` had a suggestion. */
function holds({ fairness, upShare, requestsPer100 }: CrowdFigures, loneShare: number): boolean {
  return (
    upShare >= goals.upShareOfLone * loneShare && fairness <= goals.fairness && requestsPer100 <= goals.requestsPer100
  );
}

/** Measures larger and larger crowds, until one isn't served well. */
async function benchPace(crowd: CrowdPlace, counts: readonly number[], pace: Pace): Promise<void> {
  const loneShare = await measureLone(crowd, pace);
  console.log(`  Alone, the first three users have a suggestion at ${(100 * loneShare).toFixed(0)} % of their keys.`);
  let held: CrowdFigures | undefined;
  for (const count of counts) {
    const figures = await measureCrowd(crowd, count, pace);
    console.log(`  ${describe(figures)}`);
    if (!holds(figures, loneShare)) break;
    held = figures;
  }
  isMet &&= held !== undefined;
  if (held === undefined) return;
  console.log(`  The largest crowd that this machine holds: ${held.typistCount} typists.`);
  console.log(`  ${verdict("requests per 100 keys", held.requestsPer100, { atMost: goals.requestsPer100 }, 1)}`);
  console.log(
    `  ${verdict("suggestions, of a lone user's", held.upShare / loneShare, { atLeast: goals.upShareOfLone })}`,
  );
  console.log(`  ${verdict("slowest user's p95 / median user's", held.fairness, { atMost: goals.fairness })}`);
}

async function benchCrowds(
  counts: { typists: readonly number[]; people: readonly number[]; faults: number },
  keyCounts: { typists: number; people: number },
): Promise<void> {
  const { typists, people, faults: faultCount } = counts;
  const { texts } = teamPassages();
  const servers = [new ModelServer(texts, modelMs), new ModelServer(texts, modelMs)];
  for (const server of servers) await server.start();
  const places = servers.flatMap(({ url }) => ["--stand-in", url]);
  const crowd = await startCrowdStack(Math.max(...typists, ...people, faultCount), "--servers", "0", ...places);
  try {
    const front = `LiteLLM in front of two stand-in model servers of ${modelMs} ms`;
    if (typists.length > 0) {
      console.log(`\n${front}; typists without a rest:`);
      await benchPace(crowd, typists, { keyCount: keyCounts.typists, restMs: 0 });
    }
    if (people.length > 0) {
      console.log(`\n${front}; people at the pace of the busiest hour, ${keysPerHour} keys:`);
      await benchPace(crowd, people, { keyCount: keyCounts.people, restMs: restMsAt(keysPerHour) });
    }
    if (faultCount > 0) {
      console.log(`\nFaults while ${faultCount} type:`);
      const { calmMs, faults, unrecordedCount } = await measureFaults(crowd, servers, faultCount);
      console.log(`  In calm an editor has its next answer after ${(calmMs / 1_000).toFixed(1)} s (median).`);
      console.log(`  ${verdict("requests that no editor's audit log has", unrecordedCount, { atMost: 0 }, 0)}`);
      for (const { name, recoveryMs, mostMissed, isOneServer, answeredCount } of faults) {
        const delayS = Math.max(0, recoveryMs - calmMs) / 1_000;
        const recovery = verdict("later than in calm by s", delayS, { atMost: goals.recoveryMs / 1_000 }, 1);
        const missed = isOneServer
          ? verdict("missed by an editor", mostMissed, { atMost: goals.missed }, 0)
          : `missed by an editor ${mostMissed}`;
        console.log(`  ${name}: ${recovery}; ${missed}; ${answeredCount} of ${faultCount} had an answer during it`);
      }
    }
  } finally {
    await crowd.stack.stop();
    for (const server of servers) await server.kill();
  }
}

async function benchLlama(counts: readonly number[], keyCount: number): Promise<void> {
  const crowd = await startCrowdStack(Math.max(...counts), "--servers", "1", "--slots", "4");
  try {
    console.log("\nLiteLLM in front of the real llama.cpp with the embedded model:");
    for (const count of counts) console.log(`  ${describe(await measureCrowd(crowd, count, { keyCount, restMs: 0 }))}`);
    await sleep(visitsMs);
    const empty = await emptyPanels(crowd.stack.places.prometheus);
    console.log(`  ${verdict("panels of the dashboard without data", empty.length, { atMost: 0 }, 0)}`);
    for (const { title, expression } of empty) console.log(`    ${title}: ${expression}`);
  } finally {
    await crowd.stack.stop();
  }
}

async function benchPrefix(keyCount: number): Promise<void> {
  console.log(
    "\nThe prefix cache of the real llama.cpp, by its own counters, in two users' recorded sessions in one file:",
  );
  for (const { name, requestCount, promptTokenCount, cachedTokenCount } of await measurePrefixCache(keyCount)) {
    const cached = verdict("cached share", cachedTokenCount / promptTokenCount, { atLeast: goals.cachedShare });
    const perRequest = (tokens: number): string => (tokens / requestCount).toFixed(0);
    console.log(
      `  ${name}: ${cached}; ${requestCount} requests of ${perRequest(promptTokenCount)} tokens, ${perRequest(promptTokenCount - cachedTokenCount)} not cached`,
    );
  }
}

/** Returns the numbers after an option, without those of 0. */
function numbers(name: string, otherwise: readonly number[]): readonly number[] {
  const at = process.argv.indexOf(`--${name}`);
  const given = at < 0 ? otherwise : process.argv[at + 1].split(",").map(Number);
  return given.filter((number) => number > 0);
}

async function main(): Promise<void> {
  console.log(describeMachine());
  const [keyCount = 0] = numbers("keys", [450]);
  const [peopleKeys = 0] = numbers("peopleKeys", [360]);
  const typists = numbers("typists", [10, 20, 30, 40]);
  const people = numbers("people", [200]);
  const [faultCount = 0] = numbers("faults", [5]);
  const llama = numbers("llama", [1, 3, 5]);
  const [prefixKeys = 0] = numbers("prefix", [200]);
  if (typists.length + people.length + faultCount > 0)
    await benchCrowds({ typists, people, faults: faultCount }, { typists: keyCount, people: peopleKeys });
  if (llama.length > 0) await benchLlama(llama, llamaKeys);
  if (prefixKeys > 0) await benchPrefix(prefixKeys);
  console.log(`\n${describeMachine()}`);
  if (!isMet) process.exitCode = 1;
}

void main().then(() => process.exit()); // editors' timers would keep it alive
