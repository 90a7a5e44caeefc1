import { buildSync } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { LspClient } from "../../test/support/lspClient";
import { stdioClient } from "../../test/support/lspServers";
import { percentile, type Figure } from "./figures";

/** Keys typed in each part. */
const keyCount = 300;
/** Time between two keys in ms: shorter than anyone types, long enough for the work between keys to finish. */
const gapMs = 40;
const uri = "file:///work/src/long.ts";

/**
 * Measures the server's own cost of a keystroke: everything but the model, which answers at once here. An echo server
 * over the same pipe runs beside it.
 */
export async function measureOwnShare(): Promise<Figure[]> {
  const bundle = buildBenchServer();
  const echo = await typeAlong(stdioClient([bundle, "--stdio", "--echo"]), typeAtRandom(keyCount));
  const own = await typeAlong(stdioClient([bundle, "--stdio"]), typeAtRandom(keyCount));
  const through = await typeAlong(stdioClient([bundle, "--stdio"]), typeThrough);
  const cached = await typeAlong(stdioClient([bundle, "--stdio"]), typeAndTakeBack);
  const figure = (name: string, typed: Typed, by: string, goal: number): Figure => ({
    name: `${name}, p95`,
    value: Math.max(0, percentile(typed.timesMs, 0.95) - percentile(echo.timesMs, 0.95)),
    unit: "ms",
    goal,
    note:
      `whole ${times(typed.timesMs)}; echo ${times(echo.timesMs)}; the handler alone ${typed.handler}; ` +
      `${typed.answeredBy[by] ?? 0} of ${typed.askedCount} answered by ${by}`,
  });
  return [
    figure("server's own share of a key, 2,000 lines, 20 documents", own, "model", 5),
    figure("own share of a type-through answer", through, "typeThrough", 2),
    figure("own share of a cache answer", cached, "cache", 2),
  ];
}

/** A key through the server over a key through an echo server on the same pipe: medians of `keyCount` keys, one server after the other. */
export async function keyOverEcho(keyCount: number): Promise<number> {
  const bundle = buildBenchServer();
  const medianMs = async (args: readonly string[]): Promise<number> =>
    percentile((await typeAlong(stdioClient([bundle, "--stdio", ...args]), typeAtRandom(keyCount))).timesMs, 0.5);
  const echoMs = await medianMs(["--echo"]);
  return (await medianMs([])) / echoMs;
}

function buildBenchServer(): string {
  const bundle = "node_modules/.cache/bench/benchServer.cjs";
  buildSync({
    entryPoints: ["bench/latency/benchServer.ts"],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "cjs",
    packages: "external",
    logLevel: "warning",
  });
  return bundle;
}

interface Typed {
  /** From the key's change to the answer, as the client sees it. */
  readonly timesMs: readonly number[];
  readonly askedCount: number;
  readonly answeredBy: Record<string, number>;
  /** The server's own figures for all its answers. */
  readonly handler: string;
}

type Manner = (
  ask: (start: number, end: number, text: string) => Promise<string | undefined>,
  offset: number,
) => Promise<number[]>;

/** Opens 20 documents, types in the given manner in the middle of the long one, and stops the server. */
async function typeAlong(client: LspClient, manner: Manner): Promise<Typed> {
  await client.start();
  const text = longText(2_000);
  client.open(uri, text);
  for (let index = 1; index < 20; index++) client.open(`file:///work/src/other${index}.ts`, longText(300 + index));
  await sleep(2_000);
  // Behind a top-level block, where code continues.
  const offset = text.indexOf("\n}\n", text.length / 2) + 3;
  const timesMs: number[] = [];
  const ask = async (start: number, end: number, inserted: string): Promise<string | undefined> => {
    await sleep(gapMs);
    const startMs = performance.now();
    void client.change(uri, start, end, inserted);
    const item = (await client.complete(uri, start + inserted.length)).at(0);
    timesMs.push(performance.now() - startMs);
    return item?.insertText;
  };
  const kept = await manner(ask, offset);
  // The echo server keeps none.
  const stats = await client.stats().catch(() => undefined);
  const request = stats?.stages.request;
  await client.stop();
  return {
    timesMs: kept.flatMap((index) => timesMs[index] ?? []),
    askedCount: timesMs.length,
    answeredBy: stats?.answeredBy ?? {},
    handler: request === undefined ? "" : `${request.p50.toFixed(2)}/${request.p95.toFixed(2)} ms`,
  };
}

/** Types words that no answer predicts: each key goes through the whole pipeline. */
const typeAtRandom =
  (keyCount: number): Manner =>
  async (ask, offset) => {
    const keys = "const wq = zv(kj, yx) + hg.pu(ob) * ";
    for (let count = 0; count < keyCount; count++) {
      await ask(offset + count, offset + count, keys.charAt(count % keys.length));
    }
    return range(keyCount);
  };

/** Types the offered text, key by key, line after line; only the keys after each offer are kept. */
const typeThrough: Manner = async (ask, offset) => {
  const kept: number[] = [];
  let askedCount = 0;
  for (let at = offset, line = 0; line < keyCount / 10; line++) {
    const start = `const total${line} = `;
    const offered = await ask(at, at, start);
    askedCount++;
    at += start.length;
    for (const key of (offered ?? "").slice(0, 12)) {
      await ask(at, at, key);
      kept.push(askedCount++);
      at++;
    }
    await ask(at, at, "\n");
    askedCount++;
    at++;
  }
  return kept;
};

/** Types a key and takes it back: the second answer is already known. */
const typeAndTakeBack: Manner = async (ask, offset) => {
  await ask(offset, offset, "const total = ");
  const at = offset + 14;
  for (let count = 0; count < keyCount; count++) {
    await ask(at, at, "q");
    await ask(at, at + 1, "");
  }
  return range(keyCount).map((index) => 2 + 2 * index);
};

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function times(timesMs: readonly number[]): string {
  return `${percentile(timesMs, 0.5).toFixed(2)}/${percentile(timesMs, 0.95).toFixed(2)} ms (p50/p95)`;
}

/** Returns `lineCount` lines of this project's TypeScript. */
function longText(lineCount: number): string {
  const files = readdirSync("server/src", { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  const lines = files.sort().flatMap((path) => readFileSync(`server/src/${path}`, "utf8").split("\n"));
  return lines.slice(0, lineCount).join("\n");
}
