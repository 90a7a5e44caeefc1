import type { Clock } from "../../base/clock";
import { megabytes } from "../../base/megabytes";

/** Progress of a download. */
export interface PullProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Absent in the first moment. */
  readonly bytesPerS?: number;
  readonly leftS?: number;
}

/** Time over which the speed is taken, in ms. // guess: steady enough to read, and quick to show a change */
const windowMs = 5_000;
/** Shortest time from which a speed is taken, in ms. // guess */
const leastMs = 300;
/** Time between two reports, in ms. */
const reportMs = 150;

/** Turns counts of bytes into reports with speed and time left. */
export class PullMeter {
  readonly #clock: Clock;
  readonly #totalBytes: number;
  readonly #report: (progress: PullProgress) => void;
  /** Counts within the window, oldest first. */
  readonly #seen: { readonly atMs: number; readonly doneBytes: number }[] = [];
  #reportedMs = -Infinity;

  constructor(params: { clock: Clock; totalBytes: number; report: (progress: PullProgress) => void }) {
    this.#clock = params.clock;
    this.#totalBytes = params.totalBytes;
    this.#report = params.report;
  }

  /** Notes that `doneBytes` are here. What was here before the first note doesn't count as speed. */
  note(doneBytes: number): void {
    const atMs = this.#clock.nowMs();
    this.#seen.push({ atMs, doneBytes });
    while (this.#seen.length > 2 && this.#seen[0].atMs < atMs - windowMs) this.#seen.shift();
    if (atMs - this.#reportedMs < reportMs && doneBytes < this.#totalBytes) return;
    this.#reportedMs = atMs;
    const [first] = this.#seen;
    const common = { doneBytes, totalBytes: this.#totalBytes };
    const elapsedMs = atMs - first.atMs;
    const bytesPerS = ((doneBytes - first.doneBytes) * 1_000) / elapsedMs;
    const hasSpeed = elapsedMs >= leastMs && bytesPerS > 0;
    this.#report(hasSpeed ? { ...common, bytesPerS, leftS: (this.#totalBytes - doneBytes) / bytesPerS } : common);
  }
}

/** Describes progress in a few words: `12 of 200 MB, 3.1 MB/s, 1 min left`. */
export function describeProgress({ doneBytes, totalBytes, bytesPerS, leftS }: PullProgress): string {
  const share = `${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB`;
  if (bytesPerS === undefined || leftS === undefined) return share;
  return `${share}, ${megabytes(bytesPerS)} MB/s, ${describeTime(leftS)} left`;
}

function describeTime(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
