/** Restarts allowed within `windowMs`; at one more, the extension stops trying. */
const maxRestartCount = 5;
const windowMs = 3 * 60_000;

/** Decides whether a server that ended is started again: often enough for accidents, never in an endless loop. */
export class RestartPolicy {
  #restartTimesMs: number[] = [];

  /** Notes that the server ended at `nowMs` and decides what to do. */
  serverEnded(nowMs: number): "restart" | "giveUp" {
    this.#restartTimesMs = this.#restartTimesMs.filter((timeMs) => nowMs - timeMs < windowMs);
    if (this.#restartTimesMs.length >= maxRestartCount) return "giveUp";
    this.#restartTimesMs.push(nowMs);
    return "restart";
  }

  /** Forgets past restarts, because the user asked for one. */
  reset(): void {
    this.#restartTimesMs = [];
  }
}
