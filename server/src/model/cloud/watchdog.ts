import type { Clock } from "../../base/clock";

/** Time limits of a request, in ms. The `openai` package's own timeout ends at the response's headers. */
export interface TimeLimits {
  /** For a connection, TLS included. */
  readonly connectMs: number;
  /** From sending to the first piece of text. */
  readonly firstTokenMs: number;
  /** Between two events of the stream. */
  readonly idleMs: number;
}

/** Default limits. Source: a keystroke's answer is worthless after seconds; // guess */
export const defaultTimeLimits: TimeLimits = { connectMs: 3_000, firstTokenMs: 8_000, idleMs: 4_000 };

/** Ends a request that stalls. Its signal aborts when the caller's does or when a limit has passed. */
export class Watchdog {
  readonly #abort = new AbortController();
  readonly #clock: Clock;
  readonly #limits: TimeLimits;
  readonly #caller: AbortSignal;
  #expired: "firstToken" | "idle" | undefined;
  #cancel: () => void;

  constructor(params: { clock: Clock; limits: TimeLimits; signal: AbortSignal }) {
    this.#clock = params.clock;
    this.#limits = params.limits;
    this.#caller = params.signal;
    this.#cancel = this.#clock.after(this.#limits.firstTokenMs, () => this.#expire("firstToken"));
    if (params.signal.aborted) this.stop();
    else params.signal.addEventListener("abort", this.stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The limit that has passed, if any. */
  get expired(): "firstToken" | "idle" | undefined {
    return this.#expired;
  }

  /** Notes that text has arrived: from now on the limit between events applies. */
  noteProgress(): void {
    this.#cancel();
    if (!this.#abort.signal.aborted) this.#cancel = this.#clock.after(this.#limits.idleMs, () => this.#expire("idle"));
  }

  /** Ends the request unless it has already ended. */
  readonly stop = (): void => {
    this.#cancel();
    this.#caller.removeEventListener("abort", this.stop);
    this.#abort.abort();
  };

  #expire(limit: "firstToken" | "idle"): void {
    this.#expired = limit;
    this.stop();
  }
}
