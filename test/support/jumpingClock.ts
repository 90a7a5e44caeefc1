import { systemClock, type Clock } from "../../server/src/base/clock";

interface Timer {
  readonly atMs: number;
  readonly action: () => void;
  cancel: () => void;
}

/** The machine's own clock, which also goes forward by leaps, so that no test waits for minutes. */
export class JumpingClock implements Clock {
  #skippedMs = 0;
  readonly #timers = new Set<Timer>();

  nowMs(): number {
    return systemClock.nowMs() + this.#skippedMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer: Timer = { atMs: this.nowMs() + delayMs, action, cancel: () => undefined };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => {
      timer.cancel();
      this.#timers.delete(timer);
    };
  }

  /** Moves on by `durationMs` at once; what has fallen due happens in its order. */
  jump(durationMs: number): void {
    this.#skippedMs += durationMs;
    for (const timer of [...this.#timers].sort((a, b) => a.atMs - b.atMs)) {
      timer.cancel();
      if (timer.atMs <= this.nowMs()) this.#fire(timer);
      else this.#arm(timer);
    }
  }

  #arm(timer: Timer): void {
    timer.cancel = systemClock.after(timer.atMs - this.nowMs(), () => this.#fire(timer));
  }

  #fire(timer: Timer): void {
    if (this.#timers.delete(timer)) timer.action();
  }
}
