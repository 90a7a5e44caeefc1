import { createHistogram } from "node:perf_hooks";

/** Percentiles of a histogram, in ms. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Longest latency that is distinguished, in µs: ten minutes. */
const highestUs = 600_000_000;

/** Counts latencies with two digits of precision, from 1 µs to ten minutes. Its size is fixed, however many are recorded. */
export class Histogram {
  readonly #histogram = createHistogram({ lowest: 1, highest: highestUs, figures: 2 });

  /** Adds a latency in ms. */
  record(elapsedMs: number): void {
    this.#histogram.record(Math.min(highestUs, Math.max(1, Math.round(elapsedMs * 1000))));
  }

  /** Returns the percentiles so far, all 0 while nothing was recorded. */
  percentiles(): Percentiles {
    const { count } = this.#histogram;
    const at = (share: number): number => (count === 0 ? 0 : this.#histogram.percentile(share) / 1000);
    return { count, p50: at(50), p95: at(95), p99: at(99) };
  }
}
