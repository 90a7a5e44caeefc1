import type { LatencyPercentiles } from "../protocol";

/** Largest relative error of a percentile: half of what the project allows itself. */
const accuracy = 0.005;
/** Ratio between the bounds of neighbouring buckets. Source: DDSketch (VLDB 2019, section 2.1). */
const ratio = (1 + accuracy) / (1 - accuracy);
const bucketsPerLog = 1 / Math.log(ratio);

/** Longest latency that is distinguished, in µs: ten minutes. With 1 µs as the shortest that makes 2,024 buckets. */
const highestUs = 600_000_000;
const lastBucket = bucketOf(highestUs);

/**
 * Counts latencies in buckets whose bounds grow by 1 %, from 1 µs to ten minutes, so that each percentile is within 0.5 % of the exact
 * one. Its size is bounded, however many are recorded, and histograms of several days or servers add up without loss.
 */
export class Histogram {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #sumMs = 0;

  /** Number of latencies. */
  get count(): number {
    return this.#count;
  }

  get sumMs(): number {
    return this.#sumMs;
  }

  /** Adds a latency in ms. */
  record(elapsedMs: number): void {
    this.addTo(bucketOf(Math.min(highestUs, Math.max(1, elapsedMs * 1000))), 1);
    this.#sumMs += Math.max(0, elapsedMs);
  }

  /** Adds the latencies of another histogram. */
  add(other: Histogram): void {
    for (const [bucket, count] of other.#counts) this.addTo(bucket, count);
    this.#sumMs += other.#sumMs;
  }

  /** Adds to one bucket, as `buckets` gives them. */
  addTo(bucket: number, count: number): void {
    const known = Math.min(lastBucket, Math.max(0, bucket));
    this.#counts.set(known, (this.#counts.get(known) ?? 0) + count);
    this.#count += count;
  }

  /** Adds to the sum alone, for a histogram that is read from a file. */
  addSum(sumMs: number): void {
    this.#sumMs += sumMs;
  }

  /** Returns the buckets that hold something, in ascending order. */
  buckets(): [bucket: number, count: number][] {
    return [...this.#counts].sort(([one], [other]) => one - other);
  }

  /** Returns the percentiles so far, all 0 while nothing was recorded. */
  percentiles(): LatencyPercentiles {
    const buckets = this.buckets();
    const at = (share: number): number => {
      let left = Math.ceil(this.#count * share);
      for (const [bucket, count] of buckets) if ((left -= count) <= 0) return middleMs(bucket);
      return 0;
    };
    return { count: this.#count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }

  /** Counts the latencies up to each of the ascending limits, in ms; one within 1 % of a limit may be on either side. */
  countsUpTo(limitsMs: readonly number[]): number[] {
    const buckets = this.buckets();
    let [at, sum] = [0, 0];
    return limitsMs.map((limitMs) => {
      for (; at < buckets.length && middleMs(buckets[at][0]) <= limitMs; at++) sum += buckets[at][1];
      return sum;
    });
  }
}

/** Returns the bucket of a latency in µs; bucket 0 holds 1 µs. A small integer, since a map finds those without memory of their own. */
function bucketOf(us: number): number {
  return Math.ceil(Math.log(us) * bucketsPerLog) | 0;
}

/** Returns the latency in ms from which no latency of a bucket differs by more than `accuracy`. */
function middleMs(bucket: number): number {
  return bucket === 0 ? 0.001 : (2 * ratio ** bucket) / (ratio + 1) / 1000;
}
