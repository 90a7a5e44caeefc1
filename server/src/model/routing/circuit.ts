import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  type CircuitBreakerPolicy,
  type FailureReason,
  type IBackoff,
} from "cockatiel";
import type { Clock } from "../../base/clock";
import { BackendError, type BackendErrorKind } from "../errors";
import { lengthened } from "./lengthened";

/** State of an endpoint's circuit: ready, or closed to requests for a reason until a time. */
export type CircuitStatus =
  { readonly kind: "closed" } | { readonly kind: "open"; readonly retryAtMs: number; readonly error: BackendError };

/** Failures that say nothing about the endpoint's health: it answered, but not to this request or not now. */
const harmless: readonly BackendErrorKind[] = ["rateLimited", "contentFiltered", "tooLong"];

/** Failures that only the user can repair; a quick retry doesn't help. */
const lasting: readonly BackendErrorKind[] = ["unauthorized", "notFound", "badRequest"];

/** First and longest delay before an endpoint is tried again, in ms; between them it doubles, with jitter. Source: bench/team, back within 5 s of a fault. */
const backoff = { initialDelay: 1_000, maxDelay: 4_000 };

/** Delay after a failure that only the user can repair, in ms; a changed setting or key starts afresh at once. // guess */
const lastingMs = 60_000;

/** Time without requests after which an endpoint isn't probed until the next request, in ms: only editors in use probe. // guess */
const unusedMs = 90_000;

/**
 * Keeps requests away from an endpoint that has failed, and probes it until it is back: no keystroke is
 * spent on trying. One failure opens the circuit, since the local model can always answer instead.
 */
export class Circuit {
  readonly #policy: CircuitBreakerPolicy;
  readonly #clock: Clock;
  readonly #probe: (signal: AbortSignal) => Promise<void>;
  readonly #onChange: () => void;
  readonly #random: () => number;
  readonly #abort = new AbortController();
  #status: CircuitStatus = { kind: "closed" };
  #delayMs = 0;
  #lastUseMs: number;
  #isProbeDue = false;

  constructor(params: {
    clock: Clock;
    probe: (signal: AbortSignal) => Promise<void>;
    onChange: () => void;
    random?: () => number;
  }) {
    this.#random = params.random ?? Math.random;
    this.#clock = params.clock;
    this.#probe = params.probe;
    this.#onChange = params.onChange;
    this.#lastUseMs = params.clock.nowMs();
    this.#policy = circuitBreaker(handleWhen(isUnhealthy), {
      halfOpenAfter: { next: (context) => this.#pace(new ExponentialBackoff(backoff).next(), context.result) },
      breaker: new ConsecutiveBreaker(1),
    });
    this.#policy.onBreak((reason) => this.#opened(reason));
    this.#policy.onReset(() => {
      this.#status = { kind: "closed" };
      this.#onChange();
    });
  }

  get status(): CircuitStatus {
    return this.#status;
  }

  /** Reports whether a request may use the endpoint, and records that one wants to. */
  admits(): boolean {
    this.#lastUseMs = this.#clock.nowMs();
    if (this.#isProbeDue) this.#tryAgain();
    return this.#policy.state === CircuitState.Closed;
  }

  /** Records how a request ended. */
  report(outcome: { kind: "ok" } | { kind: "failed"; error: unknown }): void {
    const run = (): Promise<void> =>
      outcome.kind === "ok" ? Promise.resolve() : Promise.reject(toError(outcome.error));
    // The rejection is the request's own and has been handled by its caller.
    if (this.#policy.state === CircuitState.Closed) this.#policy.execute(run).catch(() => undefined);
  }

  dispose(): void {
    this.#abort.abort();
  }

  #opened(reason: FailureReason<unknown> | { isolated: true }): void {
    const error = "error" in reason && reason.error instanceof BackendError ? reason.error : unexpected();
    this.#status = { kind: "open", retryAtMs: this.#clock.nowMs() + this.#delayMs, error };
    this.#schedule(this.#delayMs);
    this.#onChange();
  }

  #schedule(delayMs: number): void {
    this.#clock.after(delayMs, () => {
      if (this.#clock.nowMs() - this.#lastUseMs > unusedMs) this.#isProbeDue = true;
      else this.#tryAgain();
    });
  }

  #tryAgain(): void {
    this.#isProbeDue = false;
    if (this.#abort.signal.aborted) return;
    this.#policy
      .execute(() => this.#probe(this.#abort.signal))
      .catch((error: unknown) => {
        // The timer and the policy's own clock may differ by a millisecond. Other failures have opened the circuit again.
        if (error instanceof BrokenCircuitError) this.#schedule(50);
      });
  }

  /** Computes the delay that the endpoint asks for, else the library's, lengthened if only the user can help; kept for the probe's timer. */
  #pace(
    library: IBackoff<unknown>,
    reason: FailureReason<unknown>,
  ): IBackoff<{ readonly result: FailureReason<unknown> }> {
    const error = "error" in reason ? reason.error : undefined;
    const isLasting = error instanceof BackendError && lasting.includes(error.kind);
    const askedMs = error instanceof BackendError ? error.retryAfterMs : undefined;
    // The library's own delays differ by chance.
    const duration =
      askedMs === undefined
        ? Math.max(library.duration, isLasting ? lastingMs : 0)
        : lengthened(Math.max(backoff.initialDelay, askedMs), this.#random);
    this.#delayMs = duration;
    return { duration, next: (context) => this.#pace(library.next(undefined), context.result) };
  }
}

function isUnhealthy(error: Error): boolean {
  return !(error instanceof BackendError && harmless.includes(error.kind));
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : unexpected();
}

function unexpected(): BackendError {
  return new BackendError("server", "The endpoint failed unexpectedly; the log has more.");
}
