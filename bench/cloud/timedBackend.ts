import type { Backend, CompletionChunk, CompletionRequest } from "../../server/src/model/backend";

/** A local model that answers with one line after a given time. */
export class TimedBackend implements Backend {
  readonly name = "local";
  readonly model = "timed";
  readonly limits = { contextTokens: 2048, suffixTokens: 512, charsPerToken: 3.7 };

  constructor(public latencyMs = 30) {}

  expectedLatencyMs(): number {
    return this.latencyMs;
  }

  async *stream(_request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    if (!signal.aborted) yield { candidate: 0, text: "local();\n", tokenCount: 4, logProb: -0.1, finish: "end" };
  }
}
