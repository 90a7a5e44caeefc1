import { promptText } from "../../safety/promptText";
import type { CompletionRequest } from "../backend";
import { BackendError } from "../errors";
import { benchText } from "./benchText";
import type { LocalModel } from "./localModel";

/** Speed of a model on this machine. Medians. */
export interface ModelSpeed {
  readonly loadMs: number;
  /** Tokens of a new prompt read in a second. */
  readonly prefillTokensPerS: number;
  /** Tokens written in a second. */
  readonly tokensPerS: number;
  /** Time from a key in a known prompt to a line of at most twelve tokens, in ms. */
  readonly answerMs: number;
  readonly memoryMb: number;
  /** Says whether it will feel good while typing. */
  readonly verdict: string;
}

/** Longest measurement, in ms, the start of the model included. */
const usualLimitMs = 20_000;
/** Times after which no more prompts, keys and texts are measured, in ms. // guess: a small model needs less than a second of each */
const untilMs = { prompts: 8_000, keys: 14_000, texts: 18_000 };
const counts = { prompts: 4, keys: 12, texts: 3 };
/** Tokens of a line, and of a longer text. */
const lineTokens = 12;
const textTokens = 48;
/** Text that is typed behind the last prompt. */
const typedText = "const result = orders";

/**
 * Measures a model that isn't started yet, in at most 20 s; `undefined` if that isn't enough for one answer of each kind.
 * @throws BackendError if it can't be loaded, or not in that time, and the signal's reason once it aborts
 */
export async function benchModel(
  model: LocalModel,
  signal: AbortSignal,
  limitMs = usualLimitMs,
): Promise<ModelSpeed | undefined> {
  const startMs = performance.now();
  const spentMs = (): number => performance.now() - startMs;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  if (!(await startsBefore(model, limited))) {
    signal.throwIfAborted();
    throw new BackendError("timeout", `It was not loaded within ${limitMs / 1_000} s; use a smaller model.`);
  }
  const loadMs = spentMs();
  /** Measures one kind of request until it was measured often enough, or its time is over. */
  const series = async (
    kind: keyof typeof counts,
    make: (index: number) => CompletionRequest,
    valueOf: (run: Run) => number,
  ): Promise<number | undefined> => {
    const values: number[] = [];
    for (let index = 0; index < counts[kind] && (index < 2 || spentMs() < untilMs[kind]); index++) {
      const run = await timed(model, make(index), limited);
      if (run === undefined) break;
      values.push(valueOf(run));
    }
    return median(values);
  };
  const last = counts.prompts - 1;
  const prefillTokensPerS = await series(
    "prompts",
    (seed) => requestFor(model, { seed, typed: "", maxTokens: 1 }),
    ({ promptTokens, firstMs }) => (1_000 * promptTokens) / firstMs,
  );
  // Reads the prompt behind which the keys are typed.
  await timed(model, requestFor(model, { seed: last, typed: "", maxTokens: 1 }), limited);
  const answerMs = await series(
    "keys",
    (index) => ({
      ...requestFor(model, { seed: last, typed: typedText.slice(0, index + 1), maxTokens: lineTokens }),
      stop: ["\n"],
    }),
    ({ totalMs }) => totalMs,
  );
  const tokensPerS = await series(
    "texts",
    (index) => requestFor(model, { seed: last, typed: typedText.slice(0, index), maxTokens: textTokens }),
    ({ tokens, firstMs, totalMs }) => (1_000 * Math.max(0, tokens - 1)) / Math.max(1, totalMs - firstMs),
  );
  signal.throwIfAborted();
  if (prefillTokensPerS === undefined || answerMs === undefined || tokensPerS === undefined) return undefined;
  const memoryMb = model.usage().rssBytes / 1e6;
  return { loadMs, prefillTokensPerS, tokensPerS, answerMs, memoryMb, verdict: verdictOf(answerMs) };
}

/**
 * Loads a model, unless `signal` aborts before; returns whether it is loaded.
 * @throws BackendError if it can't be loaded
 */
async function startsBefore(model: LocalModel, signal: AbortSignal): Promise<boolean> {
  let giveUp = (): void => undefined;
  const given = new Promise<false>((resolve) => (giveUp = () => resolve(false)));
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await Promise.race([model.ensureStarted().then(() => true), given]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** Builds a request whose prompt nearly fills the model's context. Another seed gives another text. */
function requestFor(
  model: LocalModel,
  { seed, typed, maxTokens }: { seed: number; typed: string; maxTokens: number },
): CompletionRequest {
  const { contextTokens, charsPerToken } = model.limits;
  // No longer than a prompt that a keystroke brings.
  const chars = Math.floor(charsPerToken * Math.min(contextTokens, 1_024) * 0.8);
  return {
    prompt: {
      path: promptText(`src/orders${seed}.ts`, []),
      languageId: "typescript",
      prefix: promptText(`${benchText(seed, chars)}\n  ${typed}`, []),
      suffix: promptText("\n}\n", []),
    },
    ...{ candidateCount: 1, maxTokens, stop: [], priority: "keystroke", memory: "off" },
    documentUri: `file:///bench/orders${seed}.ts`,
  };
}

interface Run {
  readonly firstMs: number;
  readonly totalMs: number;
  /** Tokens that had to be read anew. */
  readonly promptTokens: number;
  readonly tokens: number;
}

/** Runs a request to its end; `undefined` if it was stopped. */
async function timed(model: LocalModel, request: CompletionRequest, signal: AbortSignal): Promise<Run | undefined> {
  const before = model.usage();
  const startMs = performance.now();
  let firstMs: number | undefined;
  const chunks = model.stream(request, signal)[Symbol.asyncIterator]();
  while ((await chunks.next()).done !== true) firstMs ??= performance.now() - startMs;
  const totalMs = performance.now() - startMs;
  if (signal.aborted) return undefined;
  const after = model.usage();
  return {
    firstMs: firstMs ?? totalMs,
    totalMs,
    promptTokens: after.promptTokenCount - before.promptTokenCount - (after.reusedTokenCount - before.reusedTokenCount),
    tokens: after.generatedTokenCount - before.generatedTokenCount,
  };
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b).at(values.length >> 1);
}

/** Longest times to a line, in ms, and how they feel. 60 ms is the time up to which the pipeline waits for no pause. // guess: the others */
const feelings = [
  { upToMs: 60, text: "It will feel good while you type: suggestions keep up with every key" },
  { upToMs: 250, text: "It will feel good: suggestions come in the short pauses of typing" },
  { upToMs: 1_000, text: "It will feel slow: suggestions come when you stop typing for a moment" },
  { upToMs: Infinity, text: "It is too slow while you type; use it for requests by key, or a smaller one" },
] as const;

/** Says in a sentence whether a model will feel good while typing. */
function verdictOf(answerMs: number): string {
  const feeling = feelings.find(({ upToMs }) => answerMs <= upToMs)?.text ?? "";
  return `${feeling} (${Math.round(answerMs)} ms from a key to a line).`;
}
