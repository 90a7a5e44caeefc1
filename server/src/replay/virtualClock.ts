import type { Clock } from "../base/clock";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

/** Turns of the event loop that work without a timer may take between two moments. // guess: a slice yields once */
const settlingTurns = 4;

/** A clock on which time passes only by `advanceTo`, so that a session comes out the same on every machine. It begins at any time. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #lastOrder = 0;
  readonly #timers = new Set<Timer>();

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: ++this.#lastOrder, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass: timers fire in their order, each once the work of the one before has come to rest. */
  async advanceTo(untilMs: number): Promise<void> {
    await settle();
    for (let next = this.#due(untilMs); next !== undefined; next = this.#due(untilMs)) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.action();
      await settle();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  #due(untilMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.atMs > untilMs) continue;
      if (first === undefined || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < settlingTurns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
