import { AutoModelForCausalLM, env, LogLevel } from "@huggingface/transformers";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { BackendError } from "../errors";
import type { FimLayout } from "../prompt/fim";
import { chooseFimLayout } from "../prompt/fim";
import type { BackendLimits } from "../backend";
import type { HealingIndex } from "./healing";
import { createHealingIndex } from "./healing";
import type { LoadOptions } from "./ipc";
import type { ModelFolder } from "./modelStore";
import { openModelFolder } from "./modelStore";
import { offerScoredRows } from "./offerScoredRows";
import { isOrtSession } from "./ortSession";
import { readAhead, type LoadProgress } from "./readAhead";
import { ReadingSpeed } from "./readingSpeed";
import type { ModelSession } from "./session";
import { createModelSession } from "./session";
import type { ModelTokenizer } from "./tokenizer";
import { createTokenizer } from "./tokenizer";
import type { Vocabulary } from "./vocabulary";
import { createVocabulary } from "./vocabulary";

/** A model ready to generate, with its tokenizer and limits. */
export interface LoadedModel {
  readonly id: string;
  readonly limits: BackendLimits;
  readonly session: ModelSession;
  readonly tokenizer: ModelTokenizer;
  readonly vocabulary: Vocabulary;
  readonly healing: HealingIndex;
  readonly layout: FimLayout;
  readonly speed: ReadingSpeed;
  /** Tokens computed at once before checking for more urgent work. */
  readonly prefillChunkTokens: number;
}

/** Context of models that do not state their trained length. More costs latency that a keystroke cannot afford. // guess */
const defaultContextTokens = 2048;
/** Size from which a graph counts as large, in bytes. */
const largeGraphBytes = 100e6;
/** Time in which a token of a prompt is read before it was measured, in ms. Source: bench/larger, 2 cores, 2026-12. */
const expectedReadMs = { large: 3, small: 0.4 };
/** Characters per token of code, for models without known figures. Measured: 3.66 for the embedded model. */
const charsPerToken = 3.7;

/**
 * Loads a model folder without fetching anything. `onProgress` receives the progress of a large one.
 * @throws BackendError modelMissing, modelCorrupt, outOfMemory
 */
export async function loadModel(
  options: LoadOptions,
  onProgress: (progress: LoadProgress) => void = () => undefined,
): Promise<LoadedModel> {
  const folder = await openModelFolder(options.modelFolder, options.quantization);
  if (folder.graphBytes > Math.min(options.memoryLimitBytes, process.availableMemory())) throw tooBig(folder);
  const isLarge = folder.graphBytes > largeGraphBytes;
  const loadWhole = async (): Promise<ModelSession> => {
    // A small model is loaded before anyone could read its progress.
    if (isLarge) await readAhead(folder.weightFiles, onProgress);
    return loadSession(folder, options.threadCount === 0 ? threadsFor(isLarge) : options.threadCount);
  };
  const [tokenizer, session] = await Promise.all([loadTokenizer(folder), loadWhole()]);
  checkVocabulary(folder, tokenizer, session.vocabularySize);

  const speed = new ReadingSpeed(expectedReadMs[isLarge ? "large" : "small"]);
  const { manifest } = folder;
  const contextTokens = Math.min(manifest?.contextTokens ?? defaultContextTokens, folder.maxPositions ?? Infinity);
  return {
    id: folder.id,
    limits: { contextTokens, suffixTokens: manifest?.suffixTokens ?? contextTokens >> 2, charsPerToken },
    session: speed.watch(session),
    speed,
    tokenizer,
    vocabulary: createVocabulary(tokenizer, session.vocabularySize),
    healing: createHealingIndex(tokenizer),
    layout: chooseFimLayout({
      declared: manifest?.fim && { family: manifest.family ?? folder.id, ...manifest.fim },
      specialTokens: tokenizer.specialTokens,
      startToken: tokenizer.startToken,
    }),
    prefillChunkTokens: isLarge ? 32 : 128,
  };
}

/** Threads inside one operator: a small model is slower with more than one. */
function threadsFor(isLarge: boolean): number {
  return isLarge ? Math.min(2, availableParallelism()) : 1;
}

async function loadTokenizer({ folder }: ModelFolder): Promise<ModelTokenizer> {
  try {
    const [tokenizer, config] = await Promise.all(
      ["tokenizer.json", "tokenizer_config.json"].map(async (file) => readFile(join(folder, file), "utf8")),
    );
    return createTokenizer(JSON.parse(tokenizer), JSON.parse(config));
  } catch (cause) {
    throw corrupt(`The tokenizer in ${folder} cannot be read.`, cause);
  }
}

async function loadSession(folder: ModelFolder, threadCount: number): Promise<ModelSession> {
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.localModelPath = dirname(folder.folder);
  // Errors of the runtime print token ids, that is, the user's code.
  env.logLevel = LogLevel.NONE;
  let withdraw: (() => void) | undefined;
  try {
    // WebAssembly's runtime refuses the changed graph.
    if (!isRuntimeReplaced()) withdraw = await offerScoredRows(folder);
    const model = await AutoModelForCausalLM.from_pretrained(basename(folder.folder), {
      dtype: folder.dtype,
      local_files_only: true,
      // Lets a runtime that `wasmRuntime.ts` has installed choose its own device.
      ...(isRuntimeReplaced() ? { device: "auto" as const } : {}),
      session_options: {
        intraOpNumThreads: threadCount,
        interOpNumThreads: 1,
        logSeverityLevel: 4,
        // Spinning threads waste a core and slow everything down when the machine is busy.
        extra: { session: { intra_op: { allow_spinning: "0" } } },
      },
    });
    const session: unknown = model.sessions["model"];
    if (!isOrtSession(session)) throw new TypeError("the folder holds no decoder-only model");
    return createModelSession(session);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "";
    if (/bad_alloc|bad allocation|out of memory|failed to allocate|array buffer allocation/i.test(message))
      throw tooBig(folder, cause);
    throw corrupt(`The model file ${folder.graphPath} cannot be loaded; it may be incomplete.`, cause);
  } finally {
    withdraw?.();
  }
}

function isRuntimeReplaced(): boolean {
  return Symbol.for("onnxruntime") in globalThis;
}

/** Detects a tokenizer that belongs to another model before it produces nonsense. */
function checkVocabulary({ folder, manifest }: ModelFolder, tokenizer: ModelTokenizer, vocabularySize: number): void {
  if (tokenizer.size > vocabularySize)
    throw corrupt(
      `The tokenizer in ${folder} knows ${tokenizer.size} tokens and the model only ${vocabularySize}: they do not belong together.`,
    );
  const wrong = Object.entries(manifest?.specialTokens ?? {}).find(([token, id]) => tokenizer.specialId(token) !== id);
  if (wrong) throw corrupt(`The tokenizer in ${folder} lacks ${wrong[0]}: it belongs to another model.`);
}

function tooBig({ id, graphBytes }: ModelFolder, cause?: unknown): BackendError {
  const message = `There is not enough memory for ${id} (${Math.ceil(graphBytes / 1e6)} MB). Choose a smaller model, raise the memory limit or close other programs; suggestions from the workspace memory continue.`;
  return new BackendError("outOfMemory", message, { cause });
}

function corrupt(what: string, cause?: unknown): BackendError {
  const advice = "Download the model again; suggestions from the workspace memory continue.";
  return new BackendError("modelCorrupt", `${what} ${advice}`, { cause });
}
