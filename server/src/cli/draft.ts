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

  /** Replaces what is shown. More than a screenful is shown from its end. */
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

  /** Takes away what is shown; the model may still be talking, but nobody listens any more. */
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
