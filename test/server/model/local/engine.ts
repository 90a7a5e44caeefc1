import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { CompletionChunk, CompletionPrompt, CompletionRequest } from "../../../../server/src/model/backend";
import { generate } from "../../../../server/src/model/local/generate";
import type { LoadOptions, GenerationUsage } from "../../../../server/src/model/local/ipc";
import type { KvCache } from "../../../../server/src/model/local/kvCache";
import type { LoadedModel } from "../../../../server/src/model/local/loadModel";
import { loadModel } from "../../../../server/src/model/local/loadModel";
import type { LocalModel, LocalModelParams } from "../../../../server/src/model/local/localModel";
import { createLocalModel } from "../../../../server/src/model/local/localModel";
import { createTokenizer } from "../../../../server/src/model/local/tokenizer";
import { systemClock } from "../../../../server/src/base/clock";
import { promptText } from "../../../../server/src/safety/promptText";

/** The embedded model. */
export const embeddedFolder = "server/models/nanotype-6m";

/** Real code of about 500 tokens around a caret; kept unchanged, since figures depend on it. */
export const realCode = (() => {
  const text = readFileSync("test/server/model/local/realCode.txt", "utf8");
  const caret = text.indexOf("this.#setState({ kind: ");
  return { prefix: text.slice(0, caret), suffix: text.slice(caret + 24) };
})();

const defaultOptions: LoadOptions = {
  modelFolder: embeddedFolder,
  quantization: "q8",
  threadCount: 1,
  memoryLimitBytes: 500e6,
};

/** Loads a model into this process. */
export function load(options: Partial<LoadOptions> = {}): Promise<LoadedModel> {
  return loadModel({ ...defaultOptions, ...options });
}

/** The embedded model's tokenizer alone. */
export function embeddedTokenizer(): ReturnType<typeof createTokenizer> {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(embeddedFolder, file), "utf8"));
  return createTokenizer(read("tokenizer.json"), read("tokenizer_config.json"));
}

/** A prompt from text with the caret as `█`. */
export function promptAt(fixture: string, path = "src/example.ts"): CompletionPrompt {
  const [prefix = "", suffix = ""] = fixture.split("█");
  return {
    path: promptText(path, []),
    languageId: "typescript",
    prefix: promptText(prefix, []),
    suffix: promptText(suffix, []),
  };
}

/** A request for the rest of the line at `█`, model alone. */
export function requestAt(fixture: string, change: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    prompt: promptAt(fixture),
    candidateCount: 1,
    maxTokens: 24,
    stop: ["\n"],
    priority: "keystroke",
    documentUri: "file:///example.ts",
    memory: "off",
    ...change,
  };
}

/** Results by candidate. */
export interface Outcome {
  readonly texts: readonly string[];
  readonly finishes: readonly (string | undefined)[];
  readonly logProbs: readonly number[];
  readonly chunks: readonly CompletionChunk[];
}

/** Collects a stream of chunks. */
export async function collect(chunks: AsyncIterable<CompletionChunk | undefined>): Promise<Outcome> {
  const all: CompletionChunk[] = [];
  for await (const chunk of chunks) if (chunk) all.push(chunk);
  return summary(all);
}

function summary(all: readonly CompletionChunk[]): Outcome {
  const candidates = [...new Set(all.map(({ candidate }) => candidate))];
  const of = (candidate: number): CompletionChunk[] => all.filter((chunk) => chunk.candidate === candidate);
  return {
    texts: candidates.map((candidate) =>
      of(candidate)
        .map(({ text }) => text)
        .join(""),
    ),
    finishes: candidates.map((candidate) => of(candidate).at(-1)?.finish),
    logProbs: candidates.map((candidate) => of(candidate).reduce((sum, { logProb }) => sum + (logProb ?? 0), 0)),
    chunks: all,
  };
}

/** Runs a request in this process on `cache`. */
export async function complete(
  model: LoadedModel,
  cache: KvCache,
  request: CompletionRequest,
): Promise<Outcome & { readonly usage: GenerationUsage }> {
  const steps = generate({ model, cache, request, mix: undefined });
  const chunks: CompletionChunk[] = [];
  for (;;) {
    const step = await steps.next();
    if (step.done) {
      return { ...summary(chunks), usage: step.value };
    }
    if (step.value) chunks.push(step.value);
  }
}

/** Starts the real model process; it ends with the test. */
export function startModel(change: Partial<LocalModelParams> = {}): LocalModel {
  const model = createLocalModel({
    bundlePath: "dist/modelProcess.js",
    modelFolder: embeddedFolder,
    quantization: "q8",
    threadCount: 1,
    idleLimitMs: 60_000,
    memoryLimitBytes: 500e6,
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined },
    ...change,
  });
  onTestFinished(() => model.dispose());
  return model;
}

/** A copy of a model folder that the test may damage; it is removed with the test. */
export function copyOfModel(folder = embeddedFolder): string {
  const copy = mkdtempSync(join(tmpdir(), "nanotype-model-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** A signal that never aborts. */
export const noSignal = new AbortController().signal;
