import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../server/src/base/clock";
import type { CompletionPrompt } from "../../server/src/model/backend";
import { ChildModel } from "../../server/src/model/local/childModel";
import { createTokenizer } from "../../server/src/model/local/tokenizer";
import { serverNodeArguments } from "../../server/src/protocol";
import { stdioClient } from "../../test/support/lspServers";
import { childrenOf } from "../../test/support/processes";
import { ask } from "../engine/askModel";
import { percentile, type Figure } from "../latency/figures";
import { processorMs, residentBytes } from "../latency/footprint";
import { measureLlamaCpp } from "./llamaCpp";
import { measureDrafts } from "./measureDrafts";
import { places, promptAt } from "./places";
import { smolModelFolder } from "../../test/support/smolModel";

/** Folder of the bundles; another one compares another build. */
const dist = process.env.DIST ?? "dist";
/** Time between an answer and the next key, in ms. */
const gapMs = 120;
/** Time between two looks whether the processes rest, and the processor time in it that counts as rest, in ms. */
const idleMs = 200;
const idleShareMs = 20;
const lineTokenCount = 12;

/** Measures the embedded model and a larger one through the server and alone, beside llama.cpp with the same weights. */
export async function measureLarger(): Promise<Figure[]> {
  const only = process.env.MODEL;
  const embedded = "server/models/nanotype-6m";
  const smol = smolModelFolder();
  return [
    ...(only === "smol"
      ? []
      : await measureModel({ name: "embedded", modelFolder: embedded, threadCount: 1, explicitMs: [150, 150] })),
    ...(smol === undefined || only === "embedded"
      ? []
      : await measureModel({
          name: "SmolLM2",
          modelFolder: smol,
          threadCount: 2,
          explicitMs: [1_200, 400],
          keyMs: 150,
        })),
  ];
}

interface ModelParams {
  readonly name: string;
  readonly modelFolder: string;
  readonly threadCount: number;
  /** Goals for the first candidate of a request by key, of a prompt never seen and of a known one. */
  readonly explicitMs: readonly [number, number];
  readonly keyMs?: number;
}

async function measureModel(params: ModelParams): Promise<Figure[]> {
  return [...(await measureServer(params)), ...(await measureAlone(params))];
}

interface Answered {
  readonly ms: number;
  /** Processor time of both processes until the answer. */
  readonly processorMs: number;
  readonly text: string;
}

/** Measures requests as an editor sends them. */
async function measureServer({ name, modelFolder, explicitMs, keyMs }: ModelParams): Promise<Figure[]> {
  const client = stdioClient([...serverNodeArguments, `${dist}/server.js`, "--stdio"]);
  await client.start({ initializationOptions: { settings: { "local.model": modelFolder } } });
  await client.ready();
  const serverId = client.process!.pid!;
  const ids = [serverId, ...childrenOf(serverId)];
  const processor = (): number => ids.map(processorMs).reduce((sum, ms) => sum + ms, 0);
  const times: Record<"cold" | "rested" | "warm" | "key", number[]> = { cold: [], rested: [], warm: [], key: [] };
  const work: Record<"cold" | "rested" | "warm", number[]> = { cold: [], rested: [], warm: [] };
  /** Waits until both processes have nothing left to do. */
  const idle = async (): Promise<void> => {
    for (let before = processor(), now = Infinity; now - before > idleShareMs;) {
      await sleep(idleMs);
      [before, now] = [now === Infinity ? before : now, processor()];
    }
  };
  const counts = { offered: 0, lines: 0, keysOffered: 0 };
  const keysMs = [0, 0];
  let countedKeys = 0;
  const timed = async (uri: string, offset: number, isInvoked: boolean): Promise<Answered> => {
    const [started, before] = [performance.now(), processor()];
    const items = await client.complete(uri, offset, { isInvoked });
    const ms = performance.now() - started;
    return { ms, processorMs: processor() - before, text: items.at(0)?.insertText ?? "" };
  };
  for (const [index, { prefix, suffix, typed }] of places().entries()) {
    const uri = `file:///work/larger${index}.ts`;
    client.open(uri, prefix + suffix);
    await sleep(400); // longer than the memory waits for a document's rest
    await idle();
    let at = prefix.length;
    const cold = await timed(uri, at, true);
    times.cold.push(cold.ms);
    work.cold.push(cold.processorMs);
    if (cold.text !== "") counts.offered++;
    counts.lines += cold.text.split("\n").length;
    await idle();
    void client.change(uri, at, at, typed.charAt(0));
    const warm = await timed(uri, ++at, true);
    times.warm.push(warm.ms);
    work.warm.push(warm.processorMs);
    await idle();
    const rested = `file:///work/rested${index}.ts`;
    client.open(rested, prefix + suffix);
    const [textDocument, position] = [{ uri: rested }, positionOf(prefix)];
    await client.connection.sendNotification("nanotype/caretRested", { textDocument, position });
    await sleep(400);
    await idle();
    const prepared = await timed(rested, prefix.length, true);
    times.rested.push(prepared.ms);
    work.rested.push(prepared.processorMs);
    client.close(rested);
    await idle();
    const before = ids.map(processorMs);
    for (const key of typed.slice(1)) {
      void client.change(uri, at, at, key);
      const answer = await timed(uri, ++at, false);
      times.key.push(answer.ms);
      if (answer.text !== "") counts.keysOffered++;
      await sleep(gapMs);
    }
    await idle();
    // The first document's keys also compile the code.
    if (index > 0) {
      for (const [of, id] of ids.entries()) keysMs[of] += processorMs(id) - before[of];
      countedKeys += typed.length - 1;
    }
    client.close(uri);
  }
  const stats = await client.stats();
  const residentMb = ids.map((id) => residentBytes(id) / 1e6);
  await client.stop();
  const [coldMs, warmMs] = [times.cold, times.warm].map((all) => percentile(all, 0.5));
  return [
    {
      ...{ name: `${name}: first candidate by key, never seen, p50`, value: coldMs, unit: "ms", goal: explicitMs[0] },
      note: `${list(times.cold)}; processor ${list(work.cold)} ms; ${counts.offered} offers of ${counts.lines} lines`,
    },
    {
      ...{
        name: `${name}: first candidate by key, one key later, p50`,
        value: warmMs,
        unit: "ms",
        goal: explicitMs[1],
      },
      note: `${list(times.warm)}; processor ${list(work.warm)} ms`,
    },
    {
      ...{ name: `${name}: first candidate by key, where the caret has rested, p50`, unit: "ms" as const },
      ...{ value: percentile(times.rested, 0.5), goal: explicitMs[1] },
      note: `${list(times.rested)}; processor ${list(work.rested)} ms`,
    },
    {
      ...{ name: `${name}: automatic, a key, p50`, value: percentile(times.key, 0.5), unit: "ms" },
      ...(keyMs === undefined ? {} : { goal: keyMs }),
      note: `p90 ${percentile(times.key, 0.9).toFixed(0)} ms; ${counts.keysOffered} of ${times.key.length} offered; ${stats.model.generatedTokenCount} tokens generated in all; by ${JSON.stringify(stats.answeredBy)}`,
    },
    {
      ...{ name: `${name}: processor time of a key`, value: (keysMs[0] + keysMs[1]) / countedKeys, unit: "ms" },
      note: `server ${(keysMs[0] / countedKeys).toFixed(1)}, model process ${(keysMs[1] / countedKeys).toFixed(1)} ms; resident ${residentMb.map((mb) => mb.toFixed(0)).join(" + ")} MB`,
    },
  ];
}

/** Measures the model process alone, and llama.cpp. */
async function measureAlone({ name, modelFolder, threadCount }: ModelParams): Promise<Figure[]> {
  const child = new ChildModel({
    bundlePath: `${dist}/modelProcess.js`,
    options: { modelFolder, quantization: "auto", threadCount: 0, memoryLimitBytes: 1e9 },
    clock: systemClock,
    onEnd: () => undefined,
  });
  await child.loaded;
  try {
    const cold: number[] = [];
    const line: number[] = [];
    let promptTokenCount = 0;
    const all = places();
    for (const [index, place] of all.entries()) {
      const at = (typedCount: number): CompletionPrompt => promptAt(`larger${index}.ts`, place, typedCount);
      const first = await ask(child, at(0), { maxTokens: 1 });
      promptTokenCount = Math.max(promptTokenCount, first.usage.promptTokenCount);
      cold.push(first.firstMs);
      for (let typed = 1; typed <= 3; typed++)
        line.push((await ask(child, at(typed), { maxTokens: lineTokenCount })).totalMs);
    }
    child.kill();
    const drafted = await measureDrafts({ name, modelFolder });
    const ids = tokenizerOf(modelFolder).encode(all[0].prefix).slice(-promptTokenCount);
    const llama = await measureLlamaCpp({ modelFolder, threadCount, ids, lineTokenCount });
    const beside = (ms: number | undefined): string =>
      ms === undefined ? "llama.cpp isn't installed" : `llama.cpp, ${threadCount} threads: ${ms.toFixed(0)} ms`;
    return [
      {
        ...{ name: `${name}: first token, ${promptTokenCount} tokens, p50`, value: percentile(cold, 0.5), unit: "ms" },
        note: beside(llama?.coldMs),
      },
      {
        ...{ name: `${name}: ${lineTokenCount} tokens after a key, p50`, value: percentile(line, 0.5), unit: "ms" },
        note: beside(llama?.lineMs),
      },
      ...drafted,
    ];
  } finally {
    child.kill();
  }
}

function tokenizerOf(folder: string): ReturnType<typeof createTokenizer> {
  const [json, config] = ["tokenizer.json", "tokenizer_config.json"].map((file): unknown =>
    JSON.parse(readFileSync(join(folder, file), "utf8")),
  );
  return createTokenizer(json, config);
}

function positionOf(prefix: string): { line: number; character: number } {
  const lines = prefix.split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

function list(all: readonly number[]): string {
  return all.map((ms) => ms.toFixed(0)).join(", ");
}
