import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { stdioClient } from "../../test/support/lspServers";
import { childrenOf } from "../../test/support/processes";
import { percentile, type Figure } from "./figures";

const completionCount = 1_000;
/**
 * Completions before the measured ones, until caches are full and code is compiled: growth after that would be a leak.
 */
const warmUpCount = 500;
/** Time for which idleness is observed, in ms. */
const idleMs = 10_000;

/**
 * Measures starting: process to `initialize`, and `initialized` to the first completion. The first run, which may read
 * from disk, counts like the others.
 */
export async function measureStart(runCount = 7): Promise<Figure[]> {
  const readyMs: number[] = [];
  const firstMs: number[] = [];
  const loop = "  let sum = 0;\n  for (const price of prices) {\n    sum += ";
  // The loop occurs twice, so that the answer is certain enough to be shown.
  const text = `function total(prices: number[]): number {\n${loop}price;\n  }\n  return sum;\n}\nfunction mean(prices: number[]): number {\n${loop}`;
  for (let run = 0; run < runCount; run++) {
    const startMs = performance.now();
    const client = stdioClient();
    await client.start();
    const initializedMs = performance.now();
    readyMs.push(initializedMs - startMs);
    client.open("file:///work/total.ts", text);
    const items = await client.complete("file:///work/total.ts", text.length);
    firstMs.push(performance.now() - initializedMs);
    if (items.length === 0) throw new Error("The first completion was empty; the figure would mean nothing.");
    await client.stop();
  }
  const note = (all: number[]): string => `median of ${runCount}; longest ${Math.max(...all).toFixed(0)} ms`;
  return [
    { name: "ready after the start", value: percentile(readyMs, 0.5), unit: "ms", goal: 400, note: note(readyMs) },
    {
      name: "first completion after `initialized`",
      value: percentile(firstMs, 0.5),
      unit: "ms",
      goal: 1_500,
      note: note(firstMs),
    },
  ];
}

/**
 * Measures resident memory of server and model process over 1,000 completions, then processor time while idle. Linux
 * only: reads /proc.
 */
export async function measureFootprint(): Promise<Figure[]> {
  const client = stdioClient();
  await client.start();
  await client.ready();
  const serverId = client.process!.pid!;
  const [modelId] = childrenOf(serverId);
  const ids = [serverId, modelId];
  const documents = sources().map((text, index) => ({ uri: `file:///work/source${index}.ts`, text }));
  for (const { uri, text } of documents) client.open(uri, text);

  const sizes: number[] = [];
  let random = 1;
  let answeredCount = 0;
  for (let count = 0; count < warmUpCount + completionCount; count++) {
    const { uri, text } = documents[count % documents.length];
    random = (random * 48_271) % 2_147_483_647;
    const offset = text.indexOf("\n", random % text.length);
    if (offset < 0) continue;
    await client.change(uri, offset, offset, " = ");
    answeredCount += (await client.complete(uri, offset + 3)).length;
    await client.change(uri, offset, offset + 3, "");
    sizes.push(ids.map(residentBytes).reduce((sum, bytes) => sum + bytes, 0) / 1e6);
  }
  const half = sizes.slice(-completionCount / 2);
  const growth = mean(half.slice(-50)) - mean(half.slice(0, 50));
  // Both processes map the same node binary; here its pages count once.
  const shared = ids.map(proportionalBytes).reduce((sum, bytes) => sum + bytes, 0) / 1e6;
  const each = ids.map((id) => `${(residentBytes(id) / 1e6).toFixed(0)} MB`).join(" + ");

  await sleep(2_000);
  const beforeMs = ids.map(processorMs);
  await sleep(idleMs);
  const idle = ids.map((id, index) => processorMs(id) - beforeMs[index]).reduce((sum, ms) => sum + ms, 0);
  await client.stop();
  return [
    {
      name: "resident memory after 1,000 completions",
      value: mean(sizes.slice(-50)),
      unit: "MB",
      goal: 300,
      note: `server + model process: ${each}; shared pages once: ${shared.toFixed(0)} MB; most ${Math.max(...sizes).toFixed(0)} MB; ${answeredCount} offers`,
    },
    {
      name: "its growth over the last 500",
      value: growth,
      unit: "MB",
      // A garbage collector's sawtooth; less than 1 % of the whole.
      goal: 3,
      note: `mean of the last 50 less mean of the first 50 of them; ${warmUpCount} went before the 1,000`,
    },
    {
      name: "processor while idle",
      value: (100 * idle) / idleMs,
      unit: "%",
      goal: 1,
      note: `of one core, over ${idleMs / 1000} s`,
    },
  ];
}

/** Reads twenty source files of this project. */
function sources(): string[] {
  const files = readdirSync("server/src", { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  return files
    .sort()
    .map((path) => readFileSync(`server/src/${path}`, "utf8"))
    .filter((text) => text.length > 2_000)
    .slice(0, 20);
}

/** Returns the resident memory of a process, in bytes. Linux only. */
export function residentBytes(processId: number): number {
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${processId}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

function proportionalBytes(processId: number): number {
  const [, kilobytes = "0"] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${processId}/smaps_rollup`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

/** Returns the processor time that a process's threads have taken, in ms; those of threads that have ended are not counted. Linux only. */
export function processorMs(processId: number): number {
  const tasks = `/proc/${processId}/task`;
  return readdirSync(tasks)
    .map((task) => Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]) / 1e6)
    .reduce((sum, ms) => sum + ms, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
