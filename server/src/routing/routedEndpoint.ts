import type { Backend, CompletionChunk, CompletionRequest } from "../backend/backend";
import { mostTokens } from "../backend/cloud/wire";
import type { Clock } from "../clock";
import { BackendError } from "../errors";
import { Circuit, type CircuitStatus } from "./circuit";
import type { Pacing } from "./pacing";

/** A backend that can be tried without a user's text. */
export interface ProbedBackend extends Backend {
  /** @throws BackendError if the endpoint does not work. */
  probe(signal: AbortSignal): Promise<void>;
}

/** A cancelled request that had waited this long without a token counts as a failure, in ms: users rarely wait for the real limit. // guess */
const patienceMs = 3_000;

/** One endpoint as the router sees it: whether it may be asked, and at most one request in flight a document. */
export class RoutedEndpoint {
  readonly backend: ProbedBackend;
  readonly pacing: Pacing;
  readonly #clock: Clock;
  readonly #circuit: Circuit;
  readonly #mayBeUsed: () => boolean;
  readonly #inFlight = new Map<string, AbortController>();

  /** `mayBeUsed` tells whether there is money left for it. */
  constructor(params: {
    backend: ProbedBackend;
    clock: Clock;
    pacing: Pacing;
    onChange: () => void;
    mayBeUsed: () => boolean;
  }) {
    const { backend, clock, pacing, onChange } = params;
    this.#mayBeUsed = params.mayBeUsed;
    this.backend = backend;
    this.#clock = clock;
    this.pacing = pacing;
    this.#circuit = new Circuit({ clock, onChange, probe: (signal) => backend.probe(signal) });
  }

  get status(): CircuitStatus {
    return this.#circuit.status;
  }

  /** Whether a request would be sent now rather than refused here. */
  admits(): boolean {
    return this.#mayBeUsed() && this.#circuit.admits();
  }

  /**
   * Streams a completion, waiting for its turn first. A newer request of the same document hangs up on the older one.
   * @throws BackendError of any kind.
   */
  async *stream(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const { backend, pacing } = this;
    const uri = request.documentUri;
    const overtaken = new AbortController();
    this.#inFlight.get(uri)?.abort();
    this.#inFlight.set(uri, overtaken);
    const ended = AbortSignal.any([signal, overtaken.signal]);
    let startMs = this.#clock.nowMs();
    let hasText = false;
    try {
      const tokenCount = estimateTokens(request, backend.limits.charsPerToken);
      if (!(await pacing.acquire({ tokenCount, priority: request.priority, signal: ended }))) {
        if (ended.aborted) return;
        throw new BackendError("rateLimited", `${backend.name} is at its rate limit.`);
      }
      startMs = this.#clock.nowMs();
      for await (const chunk of backend.stream(request, ended)) {
        hasText = true;
        yield chunk;
      }
      if (ended.aborted) return;
      pacing.noteSuccess();
      this.#circuit.report({ kind: "ok" });
    } catch (error) {
      this.#failed(error);
      throw error;
    } finally {
      if (!hasText && ended.aborted && this.#clock.nowMs() - startMs > patienceMs)
        this.#failed(new BackendError("timeout", `${backend.name} took too long to answer.`));
      if (this.#inFlight.get(uri) === overtaken) this.#inFlight.delete(uri);
    }
  }

  dispose(): void {
    this.#circuit.dispose();
    for (const request of this.#inFlight.values()) request.abort();
  }

  #failed(error: unknown): void {
    if (error instanceof BackendError && error.kind === "rateLimited") this.pacing.noteRefusal(error.retryAfterMs);
    else this.#circuit.report({ kind: "failed", error });
  }
}

/** Tokens as an endpoint's limiter counts them before it has computed any: all of the prompt and all that may come. */
function estimateTokens({ prompt, maxTokens }: CompletionRequest, charsPerToken: number): number {
  const chars = prompt.prefix.length + prompt.suffix.length + prompt.path.length;
  return Math.ceil(chars / charsPerToken) + instructionTokens + Math.min(maxTokens, mostTokens);
}

/** Tokens of the chat instructions and examples. Source: the stand-in's count of an empty prompt, o200k. */
const instructionTokens = 550;
