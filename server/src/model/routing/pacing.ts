import { durationMs } from "../../base/duration";
import type { Priority } from "../backend";
import { wait, type Clock } from "../../base/clock";

/** Longest a request waits for its turn, by priority, in ms; a keystroke is better served elsewhere. // guess */
const patienceMs: Readonly<Record<Priority, number>> = { keystroke: 150, command: 3_000, background: 10_000 };

/** Most requests that may wait at once; the oldest of the lowest priority makes room. // guess */
const mostWaiting = 8;

/** Pause after a 429 without a time, in ms; doubles with each further one, up to the longest. // guess */
const pauseMs = { first: 2_000, longest: 60_000 };

/** Time after which a limit without a known reset time is taken to start afresh, in ms. Source: Azure counts requests over 1 and 10 s, tokens over a minute. */
const windowMs = { requests: 10_000, tokens: 60_000 };

/** Longest and shortest pause that an endpoint may ask for, in ms: whatever its headers say, every pause ends. */
const askedMs = { longest: 3_600_000, shortest: 500 };

/** The rest of a rate limit, and when it starts afresh. */
interface Allowance {
  remaining: number;
  resetAtMs: number;
  /** True if the endpoint itself gave the time. */
  isTold: boolean;
}

const ranks: Readonly<Record<Priority, number>> = { keystroke: 2, command: 1, background: 0 };

/** Keeps within an endpoint's rate limits as its headers give them, so that requests are held back here instead of refused there. */
export class Pacing {
  readonly #clock: Clock;
  readonly #waiting: { readonly rank: number; readonly drop: AbortController }[] = [];
  #blockedUntilMs = 0;
  #refusedCount = 0;
  #requests: Allowance | undefined;
  #tokens: Allowance | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Waits for a turn and takes it. `false` if it would not come in time, if `signal` aborts, or if more important requests
   * crowd this one out. `tokenCount` is the estimate that the endpoint's limiter makes: prompt plus `max_tokens`.
   */
  async acquire(params: { tokenCount: number; priority: Priority; signal: AbortSignal }): Promise<boolean> {
    const { tokenCount, priority, signal } = params;
    const untilMs = this.#clock.nowMs() + patienceMs[priority];
    for (;;) {
      const delayMs = this.delayMs(tokenCount);
      if (delayMs === 0) break;
      if (this.#clock.nowMs() + delayMs > untilMs || !(await this.#queue(delayMs, priority, signal))) return false;
    }
    if (this.#requests !== undefined) this.#requests.remaining--;
    if (this.#tokens !== undefined) this.#tokens.remaining -= tokenCount;
    return true;
  }

  /** Returns how long a request of `tokenCount` tokens would have to wait now, in ms. */
  delayMs(tokenCount: number): number {
    const nowMs = this.#clock.nowMs();
    const until = [
      this.#blockedUntilMs,
      lacks(this.#requests, 1) ? (this.#requests?.resetAtMs ?? 0) : 0,
      lacks(this.#tokens, tokenCount) ? (this.#tokens?.resetAtMs ?? 0) : 0,
    ];
    return Math.max(0, Math.max(...until) - nowMs);
  }

  /** Reads `x-ratelimit-*` of an answer. */
  noteHeaders(headers: { get(name: string): string | null }): void {
    const nowMs = this.#clock.nowMs();
    const read = (what: "requests" | "tokens"): Allowance | undefined => {
      const remaining = headers.get(`x-ratelimit-remaining-${what}`);
      if (remaining === null || !/^-?\d+$/.test(remaining.trim())) return undefined;
      const told = durationMs(headers.get(`x-ratelimit-reset-${what}`) ?? headers.get("x-ratelimit-reset"));
      const resetAtMs = nowMs + Math.min(told ?? windowMs[what], askedMs.longest);
      return { remaining: Number(remaining), resetAtMs, isTold: told !== undefined };
    };
    this.#requests = read("requests") ?? this.#requests;
    this.#tokens = read("tokens") ?? this.#tokens;
  }

  /** Records that a request got through. */
  noteSuccess(): void {
    this.#refusedCount = 0;
  }

  /** Records a 429: no request is sent for as long as the endpoint asks, or for a guess if it gives no time. */
  noteRefusal(retryAfterMs: number | undefined): void {
    const nowMs = this.#clock.nowMs();
    const ownMs = Math.min(pauseMs.longest, pauseMs.first * 2 ** Math.min(this.#refusedCount++, 10));
    const resetsMs = [this.#requests, this.#tokens].flatMap((allowance) =>
      allowance?.isTold === true && allowance.remaining <= 0 ? [allowance.resetAtMs - nowMs] : [],
    );
    const toldMs = retryAfterMs ?? (resetsMs.length > 0 ? Math.max(...resetsMs) : undefined);
    const durationMs = toldMs === undefined ? ownMs : Math.min(askedMs.longest, Math.max(askedMs.shortest, toldMs));
    this.#blockedUntilMs = nowMs + durationMs;
    // Guesses from its other headers no longer count.
    this.#requests = undefined;
    this.#tokens = undefined;
  }

  /** Waits in the queue; `false` if anything but time ended the wait. */
  async #queue(delayMs: number, priority: Priority, signal: AbortSignal): Promise<boolean> {
    const entry = { rank: ranks[priority], drop: new AbortController() };
    if (this.#waiting.length >= mostWaiting) {
      const least = this.#waiting.reduce((lowest, other) => (other.rank < lowest.rank ? other : lowest));
      if (least.rank > entry.rank) return false;
      least.drop.abort();
    }
    this.#waiting.push(entry);
    const ended = AbortSignal.any([signal, entry.drop.signal]);
    await wait(this.#clock, delayMs, ended);
    this.#waiting.splice(this.#waiting.indexOf(entry), 1);
    return !ended.aborted;
  }
}

function lacks(allowance: Allowance | undefined, wanted: number): boolean {
  return allowance !== undefined && allowance.remaining < wanted;
}
