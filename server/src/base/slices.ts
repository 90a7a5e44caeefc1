/** Longest time that one slice of work may hold the event loop, in ms: completions continue beside it. */
const sliceMs = 5;

/** Cuts long work into slices, so that everything else in the process gets its turn. */
export class Slices {
  readonly #nowMs: () => number;
  #startMs: number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
  }

  /** Lets all waiting work run first if the slice is used up. */
  async pause(): Promise<void> {
    if (this.#nowMs() - this.#startMs < sliceMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#startMs = this.#nowMs();
  }

  /** Runs a generator to its end; other work may run at each of its yields. */
  async run<T>(work: Generator<undefined, T>): Promise<T> {
    for (;;) {
      const turn = work.next();
      if (turn.done === true) return turn.value;
      await this.pause();
    }
  }
}
