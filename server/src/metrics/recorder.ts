import type { Clock } from "../base/clock";
import { inBackground } from "../base/inBackground";
import type { History } from "./history";
import type { Metrics } from "./metrics";
import type { Spent } from "./spent";

/** Time for which figures are gathered before they are written, in ms; a crash loses at most these. // guess */
const gatherMs = 60_000;

/** Rest after the last event for which a write waits, in ms, and how often it waits. // guess: a typist's pause */
const rest = { pauseMs: 1_000, mostWaits: 30 };

/** Writes the metrics into the history: a minute after the first event or, to find a pause between requests, up to 30 s later, and at the end. */
export class Recorder {
  readonly #metrics: Metrics;
  readonly #history: History;
  readonly #clock: Clock;
  readonly #spent: () => Spent;
  readonly #isWanted: () => boolean;
  #cancel: (() => void) | undefined;
  #isOver = false;

  /** `isWanted` reports whether figures are kept, by the settings in force. */
  constructor(params: {
    metrics: Metrics;
    history: History;
    clock: Clock;
    spent: () => Spent;
    isWanted: () => boolean;
  }) {
    this.#metrics = params.metrics;
    this.#history = params.history;
    this.#clock = params.clock;
    this.#spent = params.spent;
    this.#isWanted = params.isWanted;
    this.#metrics.onRecent(() => this.#wait(gatherMs, rest.mostWaits));
  }

  /** Writes the figures since the last write, if there was an event: processor time alone isn't worth a write. Never rejects. */
  save(): Promise<void> {
    return this.#metrics.hasRecent ? this.#write() : Promise.resolve();
  }

  /** Writes the last figures. */
  close(): Promise<void> {
    this.#isOver = true;
    return this.#write();
  }

  #write(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const figures = this.#metrics.take(this.#spent());
    return this.#isWanted() ? this.#history.add(figures) : Promise.resolve();
  }

  #wait(delayMs: number, waitCount: number): void {
    if (this.#isOver || this.#cancel !== undefined) return;
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#cancel = undefined;
      const isResting = this.#clock.nowMs() - this.#metrics.lastMs >= rest.pauseMs;
      if (isResting || waitCount === 0) inBackground("keeping figures", this.save());
      else this.#wait(rest.pauseMs, waitCount - 1);
    });
  }
}
