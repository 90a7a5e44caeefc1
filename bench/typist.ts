// node scripts/run.mjs bench/typist.ts [--keys N] [--seed N] [--only embedded|slow]: a simulated typist at the real
// server, in real time, over stdio. Needs `npm run build` first. Takes about four minutes.
import { buildSync } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describeMachine, percentile } from "./latency/figures";
import { stdioClient } from "../test/support/lspServers";
import { hostDelayMs, type, type KeySight, type Passage } from "./typist/typist";
import { wordErrorRate, type ModelCounts } from "./typist/truthModel";

/** Real sources of which a part is typed; each is open with all the others, without the part to be typed. */
const sources = [
  "server/src/completion/debounce.ts",
  "server/src/model/prompt/prefixSuffix.ts",
  "server/src/metrics/histogram.ts",
  "server/src/safety/promptText.ts",
];
/** Answer time of the slow model, in ms. */
const slowMs = 400;
const folder = "node_modules/.cache/bench";

/** Goals of a run; figures without a goal are only shown. */
interface Goals {
  readonly upShare: number;
  readonly requestsPer100?: number;
  readonly p50Ms: number;
  /** Not for a slow model: its new suggestions, one in ten, cannot come before its answer. */
  readonly p95Ms?: number;
}

async function measure(name: string, serverArguments: readonly string[], goals: Goals): Promise<boolean> {
  const keyCount = option("keys", 400);
  const client = stdioClient([`${folder}/typistServer.cjs`, "--stdio", ...serverArguments]);
  await client.start({ initializationOptions: { hostDelayMs } });
  await client.ready();
  const passages = sources.map(passageOf);
  const sights: KeySight[] = [];
  for (const [index, passage] of passages.entries()) {
    for (const other of passages) if (other !== passage) client.open(other.uri, other.before + other.after);
    const maxKeys = Math.ceil(keyCount / passages.length);
    sights.push(...(await type(client, passage, { seed: option("seed", 1) + index, maxKeys })));
    for (const other of passages) if (other !== passage) client.close(other.uri);
  }
  const counts: ModelCounts = await client.connection.sendRequest("bench/modelCounts");
  const stats = await client.stats();
  const { summary } = await client.explain();
  const { message } = client.statuses.at(-1) ?? {};
  await client.stop();
  // A failing model would otherwise look like a silent one.
  if (message) console.log(`${name}: ${message} Last key: ${summary}`);
  return report({ name, sights, counts, goals, answeredBy: stats.answeredBy });
}

function report(run: {
  name: string;
  sights: readonly KeySight[];
  counts: ModelCounts;
  goals: Goals;
  answeredBy: Readonly<Record<string, number>>;
}): boolean {
  const { name, sights, counts, goals, answeredBy } = run;
  const count = (suggestion: KeySight["suggestion"]): number =>
    sights.filter((sight) => sight.suggestion === suggestion).length;
  const up = sights.filter(({ suggestion }) => suggestion !== "none");
  const share = up.length / sights.length;
  const answeredMs = sights.flatMap((sight) => sight.answeredMs ?? []);
  const freshMs = sights.flatMap((sight) => (sight.suggestion === "fresh" ? (sight.answeredMs ?? []) : []));
  const [p50, p95] = [percentile(answeredMs, 0.5), percentile(answeredMs, 0.95)];
  const per100 = (value: number): number => (100 * value) / sights.length;
  let isMet = true;
  /** Notes and prints whether a figure meets its goal. */
  const verdict = (isWithin: boolean, goal: string | undefined): string => {
    if (goal === undefined) return "";
    isMet &&= isWithin;
    return ` (${goal} ${isWithin ? "ok" : "MISSED"})`;
  };
  const atMost = (value: number, goal: number | undefined): string =>
    verdict(value <= (goal ?? 0), goal === undefined ? undefined : `≤ ${goal}`);
  const right = up.filter(({ isRight }) => isRight).length;
  const requests = per100(counts.requests);
  console.log(
    `${name}: ${sights.length} keys\n` +
      `  a suggestion is up at ${percent(share)} of the keys${verdict(share >= goals.upShare, `≥ ${percent(goals.upShare)}`)}` +
      `: ${count("kept")} kept while typing along, ${count("fresh")} new; the next key is its at ${percent(right / up.length)}\n` +
      `  last key → answer with a suggestion p50 ${p50.toFixed(0)} ms${atMost(p50, goals.p50Ms)}, p95 ${p95.toFixed(0)} ms${atMost(p95, goals.p95Ms)}` +
      `; ${hostDelayMs} ms of it are the editor's own wait; new ones alone p50 ${percentile(freshMs, 0.5).toFixed(0)}, p95 ${percentile(freshMs, 0.95).toFixed(0)}\n` +
      `  requests to the model ${requests.toFixed(0)} per 100 keys${atMost(requests, goals.requestsPer100)}` +
      `, hung up ${per100(counts.hangUps).toFixed(0)}; answered by ${JSON.stringify(answeredBy)}\n`,
  );
  return isMet;
}

/** Returns the middle of a source, from one line start to another. */
function passageOf(path: string): Passage {
  const text = readFileSync(path, "utf8");
  const lineAt = (share: number): number => text.indexOf("\n", Math.floor(text.length * share)) + 1;
  const [start, end] = [lineAt(0.4), lineAt(0.75) - 1];
  return {
    uri: `file:///work/${path}`,
    before: text.slice(0, start),
    toType: text.slice(start, end),
    after: text.slice(end),
  };
}

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  buildSync({
    entryPoints: ["bench/typist/typistServer.ts"],
    outfile: `${folder}/typistServer.cjs`,
    bundle: true,
    platform: "node",
    format: "cjs",
    packages: "external",
    logLevel: "warning",
  });
  const truthPath = `${folder}/truth.json`;
  writeFileSync(truthPath, JSON.stringify(sources.map((path) => readFileSync(path, "utf8"))));
  const at = process.argv.indexOf("--only");
  const only = at < 0 ? undefined : process.argv[at + 1];
  console.log(
    `${describeMachine()}; gaps log-normal, median 150 ms, with bursts and pauses; seed ${option("seed", 1)}\n`,
  );
  const isMet: boolean[] = [];
  if (only !== "slow") isMet.push(await measure("embedded model", [], { upShare: 0.6, p50Ms: 60, p95Ms: 120 }));
  if (only !== "embedded") {
    const name = `model of ${slowMs} ms that gets ${percent(wordErrorRate)} of the words wrong`;
    isMet.push(
      await measure(name, ["--slow", String(slowMs), truthPath], { upShare: 0.25, requestsPer100: 20, p50Ms: 60 }),
    );
  }
  if (!isMet.every(Boolean)) process.exitCode = 1;
}

void main();
