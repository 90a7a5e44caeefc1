import { durationMs } from "../../base/duration";
import type { Priority } from "../backend";
import { wait, type Clock } from "../../base/clock";
import { lengthened } from "./lengthened";

/** Longest a request waits for its turn, by priority, in ms; a keystroke is better served elsewhere. // guess */
const patienceMs: Readonly<Record<Priority, number>> = { keystroke: 150, command: 3_000, background: 10_000 };

/** Most requests that may wait at once; the oldest of the lowest priority makes room. // guess */
const mostWaiting = 8;

/** Pause after a 429 without a time, in ms; doubles with each further one, up to the longest: an editor is back soon after a storm. Source: bench/team, back within 5 s. */
const pauseMs = { first: 2_000, longest: 4_000 };

/** Share of a limit that is kept for requests by key. // guess */
const reservedShare = 0.1;

/** Time after which a limit without a known reset time is taken to start afresh, in ms. Source: Azure counts requests over 1 and 10 s, tokens over a minute. */
const windowMs = { requests: 10_000, tokens: 60_000 };

/** Longest and shortest pause that an endpoint may ask for, in ms: whatever its headers say, every pause ends. */
const askedMs = { longest: 3_600_000, shortest: 500 };

/** Headers with the rest of a limit: `x-ratelimit-remaining-tokens`, LiteLLM's `x-ratelimit-api_key-remaining-requests`. Near miss: `x-ratelimit-limit-tokens`. */
const remainingHeader = /^x-ratelimit-((?:[a-z_]+-)?)remaining-(requests|tokens)$/;

/** The rest of a rate limit, and when it starts afresh. */
interface Allowance {
  remaining: number;
  /** Part of it that automatic requests leave alone. */
  readonly reserved: number;
  resetAtMs: number;
  /** True if the endpoint itself gave the time. */
  isTold: boolean;
}

const ranks: Readonly<Record<Priority, number>> = { keystroke: 2, command: 1, background: 0 };

/** Keeps within an endpoint's rate limits as its headers give them, so that requests are held back here instead of refused there. */
export class Pacing {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #waiting: { readonly rank: number; readonly drop: AbortController }[] = [];
  #blockedUntilMs = 0;
  #refusedCount = 0;
  #requests: Allowance | undefined;
  #tokens: Allowance | undefined;

  constructor(clock: Clock, random: () => number = Math.random) {
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * Waits for a turn and takes it. `false` if it would not come in time, if `signal` aborts, or if more important requests
   * crowd this one out. `tokenCount` is the estimate that the endpoint's limiter makes: prompt plus `max_tokens`.
   */
  async acquire(params: { tokenCount: number; priority: Priority; signal: AbortSignal }): Promise<boolean> {
    const { tokenCount, priority, signal } = params;
    const untilMs = this.#clock.nowMs() + patienceMs[priority];
    for (;;) {
      const delayMs = this.delayMs(tokenCount, priority);
      if (delayMs === 0) break;
      if (this.#clock.nowMs() + delayMs > untilMs || !(await this.#queue(delayMs, priority, signal))) return false;
    }
    if (this.#requests !== undefined) this.#requests.remaining--;
    if (this.#tokens !== undefined) this.#tokens.remaining -= tokenCount;
    return true;
  }

  /** Returns how long a request of `tokenCount` tokens would have to wait now, in ms. */
  delayMs(tokenCount: number, priority: Priority = "command"): number {
    const nowMs = this.#clock.nowMs();
    const lackedUntilMs = (allowance: Allowance | undefined, wanted: number): number => {
      const reserved = priority === "command" ? 0 : (allowance?.reserved ?? 0);
      return allowance !== undefined && allowance.remaining < wanted + reserved ? allowance.resetAtMs : 0;
    };
    const until = [this.#blockedUntilMs, lackedUntilMs(this.#requests, 1), lackedUntilMs(this.#tokens, tokenCount)];
    return Math.max(0, Math.max(...until) - nowMs);
  }

  /** Reads `x-ratelimit-*` of an answer, also in LiteLLM's forms for a key, a user or a team: of several limits the scarcest counts. */
  noteHeaders(headers: Iterable<readonly [name: string, value: string]>): void {
    const nowMs = this.#clock.nowMs();
    const given = new Map<string, string>();
    for (const [name, value] of headers) given.set(name.toLowerCase(), value.trim());
    const read = (what: "requests" | "tokens"): Allowance | undefined => {
      const found = [...given].flatMap(([name, value]) => {
        const [, scope = "", named] = remainingHeader.exec(name) ?? [];
        if (named !== what || !/^-?\d+$/.test(value)) return [];
        const limit = Number(given.get(`x-ratelimit-${scope}limit-${what}`));
        return [{ scope, remaining: Number(value), reserved: Math.floor(limit * reservedShare) || 0 }];
      });
      const scarcest = found.sort((one, other) => one.remaining - other.remaining).at(0);
      if (scarcest === undefined) return undefined;
      const { scope, ...allowance } = scarcest;
      const reset = [`x-ratelimit-${scope}reset-${what}`, `x-ratelimit-reset-${what}`, "x-ratelimit-reset"];
      const told = durationMs(reset.map((name) => given.get(name)).find((value) => value !== undefined) ?? null);
      const resetMs = lengthened(Math.min(told ?? windowMs[what], askedMs.longest), this.#random);
      return { ...allowance, resetAtMs: nowMs + resetMs, isTold: told !== undefined };
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
    this.#blockedUntilMs = nowMs + lengthened(durationMs, this.#random);
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
