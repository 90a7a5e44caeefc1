/** Assumed until an endpoint has answered, in ms. // guess */
const firstGuessMs = 400;

/** Requests remembered. */
const rememberedCount = 9;

/** Learns how long an endpoint takes to its first token: the median of its recent requests. */
export class RecentLatency {
  readonly #recentMs: number[] = [];

  record(elapsedMs: number): void {
    this.#recentMs.push(elapsedMs);
    if (this.#recentMs.length > rememberedCount) this.#recentMs.shift();
  }

  /** The median in ms. */
  expectedMs(): number {
    const sorted = [...this.#recentMs].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? firstGuessMs;
  }
}
