import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { AutoModelForCausalLM, AutoTokenizer, env } from "@huggingface/transformers";
import type { CompletionPrompt } from "../../server/src/model/backend";
import { ChildModel } from "../../server/src/model/local/childModel";
import type { LoadOptions } from "../../server/src/model/local/ipc";
import { createTokenizer } from "../../server/src/model/local/tokenizer";
import { systemClock } from "../../server/src/base/clock";
import { promptText } from "../../server/src/safety/promptText";
import type { Figure } from "../latency/figures";
import { percentile } from "../latency/figures";
import { ask, cancelLast, type Measured } from "./askModel";
import { withPresentOutputs } from "./presentOutputs";

/** The embedded model as it is installed. */
const modelFolder = "server/models/nanotype-6m";
const options: LoadOptions = { modelFolder, quantization: "q8", threadCount: 1, memoryLimitBytes: 1e9 };
const source = readFileSync("server/src/model/local/localModel.ts", "utf8");
/** Caret in the middle of the file, so that prefix and suffix fill the model's window. */
const caret = source.indexOf("const supervisor =");

/** Tokens of the line whose time is compared with that of `generate()`. */
const lineTokenCount = 12;

/** Measures the engine in its own process, over its own messages. */
export async function measureEngine(): Promise<Figure[]> {
  const started = performance.now();
  const child = startModel();
  await child.loaded;
  const loadMs = performance.now() - started;
  try {
    return [
      { name: "engine: fork to model loaded", value: loadMs, unit: "ms" },
      ...firstTokenFigures(await timeFirstTokens(child, 8)),
      ...(await measureLine(child)),
      ...(await measureCancel(child)),
      ...measureEncode(),
    ];
  } finally {
    child.kill();
  }
}

/** The first token after a keystroke over the first one of a prompt never seen, medians of `rounds` prompts. */
export async function warmOverCold(rounds: number): Promise<number> {
  const child = startModel();
  await child.loaded;
  try {
    const { cold, warm } = await timeFirstTokens(child, rounds);
    return medianFirstMs(warm) / medianFirstMs(cold);
  } finally {
    child.kill();
  }
}

function startModel(): ChildModel {
  return new ChildModel({
    bundlePath: "dist/modelProcess.js",
    options,
    clock: systemClock,
    onEnd: () => undefined,
  });
}

interface FirstTokens {
  readonly cold: readonly Measured[];
  readonly warm: readonly Measured[];
}

/** Asks for prompts never seen, each at a full window, and for ten keystrokes behind each. */
async function timeFirstTokens(child: ChildModel, rounds: number): Promise<FirstTokens> {
  const cold: Measured[] = [];
  const warm: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    const path = `round${round}/x.ts`;
    cold.push(await ask(child, { ...promptAt(0), path: promptText(path, []) }, { maxTokens: 1 }));
    for (let typed = 1; typed <= 10; typed++)
      warm.push(await ask(child, { ...promptAt(typed), path: promptText(path, []) }, { maxTokens: 1 }));
  }
  return { cold, warm };
}

function medianFirstMs(all: readonly Measured[]): number {
  return percentile(
    all.map(({ firstMs }) => firstMs),
    0.5,
  );
}

/** First token after a keystroke against the first one of a prompt never seen. */
function firstTokenFigures({ cold, warm }: FirstTokens): Figure[] {
  const [coldMs, warmMs] = [medianFirstMs(cold), medianFirstMs(warm)];
  const tokenCount = cold[0].usage.promptTokenCount;
  return [
    { name: `engine: first token, cold, ${tokenCount} tokens, p50`, value: coldMs, unit: "ms" },
    { name: "engine: first token after a keystroke, p50", value: warmMs, unit: "ms" },
    {
      name: "engine: first token, keystroke ÷ cold",
      value: warmMs / coldMs,
      unit: "×",
      goal: 1 / 8,
      note: `p95 of a keystroke ${percentile(
        warm.map(({ firstMs }) => firstMs),
        0.95,
      ).toFixed(1)} ms`,
    },
  ];
}

/** Measures a line after a keystroke against transformers.js's `generate()` with the same weights and prompt. */
async function measureLine(child: ChildModel): Promise<Figure[]> {
  const [warm, cold]: [number[], number[]] = [[], []];
  for (let round = 0; round < 12; round++) {
    const path = promptText(`line${round}/x.ts`, []);
    const params = { maxTokens: lineTokenCount, stop: [] };
    cold.push((await ask(child, { ...promptAt(0), path }, params)).totalMs);
    warm.push((await ask(child, { ...promptAt(1), path }, params)).totalMs);
  }
  const generateMs = percentile(await timeGenerate(12), 0.5);
  const [warmMs, coldMs] = [warm, cold].map((all) => percentile(all, 0.5));
  return [
    { name: `engine: ${lineTokenCount} tokens after a keystroke, p50`, value: warmMs, unit: "ms" },
    { name: `engine: ${lineTokenCount} tokens by generate(), p50`, value: generateMs, unit: "ms" },
    {
      name: `engine: ${lineTokenCount} tokens, keystroke ÷ generate()`,
      value: warmMs / generateMs,
      unit: "×",
      goal: 0.333,
      note: `cold ${(coldMs / generateMs).toFixed(2)}`,
    },
  ];
}

/** Times `generate()` on a prompt as long as ours; it computes each prompt from scratch. */
async function timeGenerate(count: number): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-bench-"));
  try {
    cpSync(modelFolder, folder, { recursive: true });
    const graph = join(folder, "onnx/model_quantized.onnx");
    writeFileSync(graph, withPresentOutputs(readFileSync(graph), { layerCount: 6, headCount: 2, headSize: 64 }));
    Object.assign(env, { allowRemoteModels: false, localModelPath: dirname(folder) });
    const tokenizer = await AutoTokenizer.from_pretrained(basename(folder));
    const model = await AutoModelForCausalLM.from_pretrained(basename(folder), {
      dtype: "q8",
      session_options: { intraOpNumThreads: 1, extra: { session: { intra_op: { allow_spinning: "0" } } } },
    });
    const times: number[] = [];
    for (let round = 0; round < count + 2; round++) {
      const started = performance.now();
      const inputs = tokenizer(source.slice(caret - 1600, caret + round), { add_special_tokens: false });
      await model.generate({
        ...inputs,
        max_new_tokens: lineTokenCount,
        min_new_tokens: lineTokenCount,
        do_sample: false,
      });
      // The first two warm up the runtime.
      if (round >= 2) times.push(performance.now() - started);
    }
    await model.dispose();
    return times;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Measures from a cancellation at any moment of a long request until the model is free. */
async function measureCancel(child: ChildModel): Promise<Figure[]> {
  const times: number[] = [];
  for (let round = 0; round < 60; round++) {
    const prompt = { ...promptAt(0), path: promptText(`cancel${round}/x.ts`, []) };
    const started = performance.now();
    const asked = ask(child, prompt, { maxTokens: 200, stop: [] });
    // Between the start of the prompt's computation and the middle of the answer.
    await new Promise((resolve) => setTimeout(resolve, (round * 2) % 90));
    const cancelled = performance.now();
    cancelLast(child);
    const { totalMs, usage } = await asked;
    if (usage.promptTokenCount === 0) times.push(started + totalMs - cancelled);
  }
  return [
    {
      name: "engine: cancel to model idle, p95",
      value: percentile(times, 0.95),
      unit: "ms",
      goal: 20,
      note: `p50 ${percentile(times, 0.5).toFixed(1)} ms, ${times.length} cancelled`,
    },
  ];
}

/** Measures tokenizing the text before the caret at each keystroke, against tokenizing all of it. */
function measureEncode(): Figure[] {
  const [json, config] = ["tokenizer.json", "tokenizer_config.json"].map((file): unknown =>
    JSON.parse(readFileSync(join(modelFolder, file), "utf8")),
  );
  const tokenizer = createTokenizer(json, config);
  const typed = (count: number): string => source.slice(caret - 3000, caret + count);
  const time = (action: () => void): number => {
    const started = performance.now();
    action();
    return performance.now() - started;
  };
  tokenizer.encode(typed(0));
  const incremental = Array.from({ length: 400 }, (_, index) => time(() => void tokenizer.encode(typed(index + 1))));
  const whole = Array.from({ length: 40 }, (_, index) => {
    const fresh = createTokenizer(json, config);
    // Its first text compiles its patterns.
    fresh.encode("x = 1\n");
    return time(() => void fresh.encode(typed(index)));
  });
  return [
    {
      name: "engine: tokenizing 3,000 characters after a keystroke, p95",
      value: percentile(incremental, 0.95),
      unit: "ms",
      note: `p50 ${percentile(incremental, 0.5).toFixed(3)} ms; all of it anew ${percentile(whole, 0.5).toFixed(2)} ms`,
    },
  ];
}

function promptAt(typedCount: number): CompletionPrompt {
  return {
    path: promptText("local/x.ts", []),
    languageId: "typescript",
    prefix: promptText(source.slice(0, caret + typedCount), []),
    suffix: promptText(source.slice(caret + 40), []),
  };
}
