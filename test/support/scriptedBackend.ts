import type { Backend, BackendLimits, CompletionChunk, CompletionRequest } from "../../server/src/model/backend";

/**
 * A backend whose every chunk the test hands out; for order and cancellation only. Requests are kept in `requests`; each has
 * `send()`, `end()`, `fail()`, and `cancelled`, which resolves when its consumer leaves or aborts.
 */
export class ScriptedBackend implements Backend {
  readonly name = "scripted";
  readonly model = "scripted";
  readonly limits: BackendLimits = { contextTokens: 512, suffixTokens: 110, charsPerToken: 3.7 };
  readonly requests: ScriptedRequest[] = [];
  latencyMs = 10;
  /** True if an answer is at hand. */
  hasKept = false;
  /** Text that every request is answered with at once; without it the test hands the answers out. */
  answers: string | undefined;
  #arrived: (() => void)[] = [];

  expectedLatencyMs(): number {
    return this.latencyMs;
  }

  isAtHand(): boolean {
    return this.hasKept;
  }

  stream(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const scripted = new ScriptedRequest(request, signal);
    this.requests.push(scripted);
    for (const arrived of this.#arrived.splice(0)) arrived();
    if (this.answers !== undefined) {
      scripted.send(this.answers);
      scripted.end();
    }
    return scripted.chunks();
  }

  /** The request with index `index`, once it has come. */
  async request(index: number): Promise<ScriptedRequest> {
    for (;;) {
      const request = this.requests.at(index);
      if (request !== undefined) return request;
      await new Promise<void>((resolve) => this.#arrived.push(resolve));
    }
  }
}

type Event = CompletionChunk | { readonly error: Error } | "end";

export class ScriptedRequest {
  isCancelled = false;
  readonly cancelled: Promise<void>;
  readonly #events: Event[] = [];
  #wake: () => void = () => undefined;
  #cancel: () => void = () => undefined;

  constructor(
    readonly request: CompletionRequest,
    signal: AbortSignal,
  ) {
    this.cancelled = new Promise((resolve) => {
      this.#cancel = () => {
        this.isCancelled = true;
        resolve();
        this.#wake();
      };
    });
    signal.addEventListener("abort", () => this.#cancel(), { once: true });
  }

  /** Hands out a piece of text, one token of log-probability −0.1 unless told. */
  send(text: string, chunk: Partial<CompletionChunk> = {}): void {
    this.#push({ candidate: 0, text, tokenCount: 1, logProb: -0.1, ...chunk });
  }

  end(): void {
    this.#push({ candidate: 0, text: "", tokenCount: 0, finish: "end" });
    this.#push("end");
  }

  fail(error: Error): void {
    this.#push({ error });
  }

  async *chunks(): AsyncIterable<CompletionChunk> {
    try {
      for (;;) {
        if (this.isCancelled) return;
        const event = this.#events.shift();
        if (event === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
        else if (event === "end") return;
        else if ("error" in event) throw event.error;
        else yield event;
      }
    } finally {
      this.#cancel();
    }
  }

  #push(event: Event): void {
    this.#events.push(event);
    this.#wake();
  }
}
