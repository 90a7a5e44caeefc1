import type { CompletionChunk, CompletionRequest } from "../../server/src/model/backend";
import type { LocalModel, LocalModelState } from "../../server/src/model/local/localModel";

/** A model in this process with scripted answers after a given time; for tests of order, time and requests. */
export class EchoModel implements LocalModel {
  readonly name = "local";
  readonly model = "echo";
  readonly limits = { contextTokens: 2048, suffixTokens: 512, charsPerToken: 3.7 };
  readonly state: LocalModelState = { kind: "ready", model: this.model, limits: this.limits, runtime: "native" };
  readonly processId = undefined;
  readonly requests: CompletionRequest[] = [];
  /** Requests whose prompts it was to read in advance. */
  readonly prepared: CompletionRequest[] = [];
  readonly memorized = new Map<string, string>();
  isDisposed = false;

  /** `answer` makes each request's text; `latencyMs` is the time until it comes, whole. */
  constructor(
    private readonly answer: (request: CompletionRequest) => string,
    private readonly latencyMs = 0,
  ) {}

  async *stream(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    this.requests.push(request);
    if (this.latencyMs > 0)
      await new Promise<void>((resolve) => {
        setTimeout(resolve, this.latencyMs);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    if (signal.aborted) return;
    const text = this.answer(request);
    yield { candidate: 0, text, tokenCount: Math.ceil(text.length / 4), logProb: -0.1, finish: "end" };
  }

  prepare(request: CompletionRequest): void {
    this.prepared.push(request);
  }

  expectedLatencyMs(): number {
    return this.latencyMs;
  }

  onStateChange(): () => void {
    return () => undefined;
  }

  ensureStarted(): Promise<void> {
    return Promise.resolve();
  }

  memorize(uri: string, text: string): void {
    this.memorized.set(uri, text);
  }

  forget(uri: string): void {
    this.memorized.delete(uri);
  }

  tellWorkspace(): void {
    // It answers without a memory.
  }

  searchWorkspace(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  usage() {
    return { promptTokenCount: 0, reusedTokenCount: 0, generatedTokenCount: 0, rssBytes: 0 };
  }

  dispose(): void {
    this.isDisposed = true;
  }
}
