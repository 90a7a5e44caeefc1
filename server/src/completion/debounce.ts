import type { Clock } from "../base/clock";

/** A model that answers faster than this is asked at every key, in ms. */
const instantLatencyMs = 60; // guess

/** Gaps above this are pauses, not rhythm, in ms. */
const longestGapMs = 1_000;

/** Gaps remembered. */
const gapCount = 24;

/** How many of the user's own gaps a pause must last before a slow model is asked. Source: bench/typist. */
const pauseFactor = 1.6; // guess

/** The wait is never shorter or longer than this for a slow model, in ms. */
const shortestWaitMs = 80; // guess

/** Learns the user's rhythm and says how long to wait before a model is asked. */
export class Debounce {
  readonly #gapsMs: number[] = [];
  #lastKeyMs: number | undefined;

  constructor(readonly clock: Clock) {}

  /** Notes a change by typing. */
  noteKey(): void {
    const nowMs = this.clock.nowMs();
    if (this.#lastKeyMs !== undefined && nowMs - this.#lastKeyMs <= longestGapMs) {
      this.#gapsMs.push(nowMs - this.#lastKeyMs);
      if (this.#gapsMs.length > gapCount) this.#gapsMs.shift();
    }
    this.#lastKeyMs = nowMs;
  }

  /** The user's median gap between keys in ms; 150 until known (the median of published typing traces). */
  medianGapMs(): number {
    if (this.#gapsMs.length < 4) return 150;
    const sorted = [...this.#gapsMs].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 150;
  }

  /**
   * How long to wait from now, in ms: nothing for a model that answers at once or on an explicit request; else until the
   * user has paused for longer than their own rhythm. What the client and the user have waited since the last key counts.
   */
  delayMs(params: { expectedLatencyMs: number; isInvoked: boolean; maxMs: number; hostDelayMs: number }): number {
    if (params.isInvoked || params.expectedLatencyMs <= instantLatencyMs) return 0;
    const wantedMs = Math.min(params.maxMs, Math.max(shortestWaitMs, this.medianGapMs() * pauseFactor));
    const waitedMs = this.#lastKeyMs === undefined ? 0 : this.clock.nowMs() - this.#lastKeyMs;
    return Math.max(0, wantedMs - Math.max(params.hostDelayMs, waitedMs));
  }
}
