import { mulberry32 } from "../../../server/src/base/mulberry32";

/** Repeatable choices for a fuzzer. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = mulberry32(seed);
  }

  /** A whole number from 0 up to `end`, without it. */
  below(end: number): number {
    return Math.floor(this.#next() * end);
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  /** Text that parsers stumble over: halves of surrogate pairs, line ends of all kinds, controls, long lines, markers. */
  text(maxPieces: number): string {
    let text = "";
    for (let count = this.below(maxPieces + 1); count > 0; count--) text += this.#piece();
    return text;
  }

  #piece(): string {
    const piece = this.pick(pieces);
    return this.chance(0.02) ? piece.repeat(this.below(2_000)) : piece;
  }

  /** A value of any JSON type, at most `depth` deep. */
  json(depth = 3): unknown {
    switch (this.below(depth > 0 ? 9 : 6)) {
      case 0:
        return null;
      case 1:
        return this.chance(0.5);
      case 2:
        return this.pick([0, -1, 1, 0.5, 1e9, -1e9, 2 ** 31, 2 ** 53, 1e308]);
      case 3:
      case 4:
        return this.text(3);
      case 5:
        return this.pick(["file:///work/a.ts", "untitled:x", "", "%", "file:///%zz", "__proto__"]);
      case 6:
        return Array.from({ length: this.below(4) }, () => this.json(depth - 1));
      default:
        return Object.fromEntries(Array.from({ length: this.below(4) }, () => [this.text(2), this.json(depth - 1)]));
    }
  }

  /** Bytes with some changed, cut out, doubled or put in. */
  damage(bytes: Buffer, dictionary: readonly string[]): Buffer {
    let damaged = bytes;
    for (let count = 1 + this.below(6); count > 0; count--) {
      const at = this.below(damaged.length + 1);
      const end = Math.min(damaged.length, at + this.below(40));
      const insert = this.pick([
        Buffer.alloc(0),
        Buffer.from([this.below(256), this.below(256)]),
        Buffer.from(this.pick(dictionary)),
        damaged.subarray(at, end),
        Buffer.from(this.text(2)),
      ]);
      damaged = Buffer.concat([damaged.subarray(0, at), insert, damaged.subarray(this.chance(0.5) ? at : end)]);
    }
    return damaged;
  }
}

const pieces = [
  ...Array.from("abc (){}[]<>\"'`;:,.=+-*/\\#@$%^&|~?!"),
  ...["\n", "\r\n", "\r", "\t", "\u2028", "\0", "\u001b[2J", "\u202e", "\u200b", "\ufeff", "\ufffd"],
  ...["\ud83d", "\udc4b", "👋🏽", "é", "e\u0301", "日本", "ﷺ"],
  ...["function f() {\n  return ", "/** ", "*/", "// ", '"""', "<!--", "${", "if x:\n", "    "],
];
