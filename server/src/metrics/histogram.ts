import { createHistogram } from "node:perf_hooks";

/** What a histogram knows, in ms. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Longest latency told apart, in µs: ten minutes. */
const highestUs = 600_000_000;

/** Counts latencies at a precision of two digits, from 1 µs to ten minutes. Of fixed size however many are recorded. */
export class Histogram {
  readonly #histogram = createHistogram({ lowest: 1, highest: highestUs, figures: 2 });

  /** Adds a latency in ms. */
  record(elapsedMs: number): void {
    this.#histogram.record(Math.min(highestUs, Math.max(1, Math.round(elapsedMs * 1000))));
  }

  /** The percentiles so far, all 0 while nothing was recorded. */
  percentiles(): Percentiles {
    const { count } = this.#histogram;
    const at = (share: number): number => (count === 0 ? 0 : this.#histogram.percentile(share) / 1000);
    return { count, p50: at(50), p95: at(95), p99: at(99) };
  }
}
