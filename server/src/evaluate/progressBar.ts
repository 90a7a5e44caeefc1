/** Shortest time between two lines if there is no terminal, in ms. */
const plainMs = 10_000;
/** Width of the bar, in characters. */
const barWidth = 24;

/** A place that shows progress. */
interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows how far a long run is, and how long it still takes: a bar on a terminal, now and then a line elsewhere. */
export class ProgressBar {
  readonly #screen: Screen;
  readonly #nowMs: () => number;
  readonly #total: number;
  readonly #startMs: number;
  #done = 0;
  /** Steps of this run; others were known from the one before and took no time. */
  #own = 0;
  #shownMs = -Infinity;

  constructor(params: { screen: Screen; total: number; nowMs?: () => number }) {
    this.#screen = params.screen;
    this.#total = params.total;
    this.#nowMs = params.nowMs ?? (() => performance.now());
    this.#startMs = this.#nowMs();
  }

  /** Counts a step; `isNew` if it took time. */
  step(label: string, isNew: boolean): void {
    this.#done++;
    if (isNew) this.#own++;
    const nowMs = this.#nowMs();
    const isTerminal = this.#screen.isTTY === true;
    const isDue = nowMs - this.#shownMs >= (isTerminal ? 100 : plainMs);
    if (!isDue && this.#done < this.#total) return;
    this.#shownMs = nowMs;
    const said = `${this.#done} of ${this.#total}, ${label}${this.#left(nowMs)}`;
    if (!isTerminal) {
      this.#screen.write(`${said}\n`);
      return;
    }
    const filled = Math.round((barWidth * this.#done) / Math.max(1, this.#total));
    this.#screen.write(`\r\u001b[K${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${said}`);
  }

  /** Removes the bar from a terminal. */
  end(): void {
    if (this.#screen.isTTY === true) this.#screen.write("\r\u001b[K");
  }

  #left(nowMs: number): string {
    const leftCount = this.#total - this.#done;
    if (leftCount === 0 || this.#own < 3) return "";
    const leftS = Math.ceil(((nowMs - this.#startMs) / this.#own) * (leftCount / 1_000));
    return leftS < 90 ? `, ${leftS} s left` : `, ${Math.ceil(leftS / 60)} min left`;
  }
}
