import type { Clock } from "../../server/src/base/clock";

/** A clock that moves only when told. */
export class ManualClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<{ readonly atMs: number; readonly action: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves on without anything happening, as when the machine sleeps; what fell due meanwhile comes with the next `advance`. */
  sleep(durationMs: number): void {
    this.#nowMs += durationMs;
  }

  /** Moves on by `durationMs`, firing what falls due in order. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    for (;;) {
      const due = [...this.#timers]
        .filter(({ atMs }) => atMs <= untilMs)
        .sort((a, b) => a.atMs - b.atMs)
        .at(0);
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.action();
      await new Promise(setImmediate);
    }
    this.#nowMs = untilMs;
    await new Promise(setImmediate);
  }
}
