import type { WriteStream } from "node:tty";
import { printable } from "./printable";

const dim = "\u001b[2m";
const plain = "\u001b[22m";
const clearBelow = "\u001b[J";

/** Shows a text on a terminal, dimmed, while it grows; `close` leaves no trace of it. */
export class Draft {
  readonly #out: WriteStream;
  #rowCount = 0;
  #isClosed = false;

  constructor(out: WriteStream) {
    this.#out = out;
  }

  /** Replaces the shown text. Of more than a screenful, the end is shown. */
  show(text: string): void {
    if (this.#isClosed) return;
    const lines = printable(text)
      .replace(/\t/g, "        ")
      .split("\n")
      .slice(2 - this.#out.rows);
    this.#clear();
    this.#out.write(dim + lines.join("\n") + plain);
    const { columns } = this.#out;
    this.#rowCount = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), -1);
  }

  /** Removes the shown text; further output of the model is ignored. */
  close(): void {
    this.#clear();
    this.#isClosed = true;
  }

  #clear(): void {
    const up = this.#rowCount > 0 ? `\u001b[${this.#rowCount}A` : "";
    this.#out.write(`${up}\r${clearBelow}`);
    this.#rowCount = 0;
  }
}
