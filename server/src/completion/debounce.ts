import type { Clock } from "../base/clock";

/** Latency below which a model is asked at every key, in ms. Source: bench/pauses.ts, 93 % of a typist's gaps are longer. */
const instantLatencyMs = 60;

/** Longest gap that counts as rhythm, in ms; longer ones are pauses. */
const longestGapMs = 1_000;

/** Number of gaps remembered. */
const gapCount = 24;

/**
 * Number of the user's own gaps that a pause must last before a slow model is asked. Source: bench/pauses.ts: 21 % of the keys ask
 * and 80 % of the rests that are long enough are served; with 1 it is 50 and 88 %, with 2 it is 12 and 75 %.
 */
const pauseFactor = 1.6;

/** Shortest and longest wait for a slow model, in ms. */
const shortestWaitMs = 80; // guess

/** Learns the user's rhythm and computes how long to wait before a model is asked. */
export class Debounce {
  readonly #gapsMs: number[] = [];
  #lastKeyMs: number | undefined;

  constructor(readonly clock: Clock) {}

  /** Records a change by typing. */
  noteKey(): void {
    const nowMs = this.clock.nowMs();
    if (this.#lastKeyMs !== undefined && nowMs - this.#lastKeyMs <= longestGapMs) {
      this.#gapsMs.push(nowMs - this.#lastKeyMs);
      if (this.#gapsMs.length > gapCount) this.#gapsMs.shift();
    }
    this.#lastKeyMs = nowMs;
  }

  /** Returns the user's median gap between keys in ms; 150 until known (the median of published typing traces). */
  medianGapMs(): number {
    if (this.#gapsMs.length < 4) return 150;
    const sorted = [...this.#gapsMs].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 150;
  }

  /**
   * Returns how long to wait from now, in ms. The wait is 0 for a model that answers at once or on an explicit request; else it lasts until the
   * user has paused for longer than their own rhythm. The client's and the user's wait since the last key counts.
   */
  delayMs(params: { expectedLatencyMs: number; isInvoked: boolean; maxMs: number; hostDelayMs: number }): number {
    if (params.isInvoked || params.expectedLatencyMs <= instantLatencyMs) return 0;
    const wantedMs = Math.min(params.maxMs, Math.max(shortestWaitMs, this.medianGapMs() * pauseFactor));
    const waitedMs = this.#lastKeyMs === undefined ? 0 : this.clock.nowMs() - this.#lastKeyMs;
    return Math.max(0, wantedMs - Math.max(params.hostDelayMs, waitedMs));
  }
}
