/** Latency assumed until an endpoint has answered, in ms. // guess */
const firstGuessMs = 400;

/** Number of requests remembered. */
const rememberedCount = 9;

/** Learns an endpoint's time to its first token: the median of its recent requests. */
export class RecentLatency {
  readonly #recentMs: number[] = [];

  record(elapsedMs: number): void {
    this.#recentMs.push(elapsedMs);
    if (this.#recentMs.length > rememberedCount) this.#recentMs.shift();
  }

  /** Returns the median, in ms. */
  expectedMs(): number {
    const sorted = [...this.#recentMs].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? firstGuessMs;
  }
}
