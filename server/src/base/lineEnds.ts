declare const lfBrand: unique symbol;

/**
 * Text whose only line end is `\n`. All code after `Documents` and after the command line's reading of files works on such
 * text; the document's own line end is restored when text goes to the editor. Only this file makes one.
 */
export type LfText = string & { readonly [lfBrand]: true };

/** Line ends of a document, as LSP counts lines. */
export type LineEnd = "\n" | "\r\n" | "\r";

/** Number of line ends on either side of a place that decide how a line inserted there should end. // guess */
const neighbourCount = 3;

/** Writes every line end as `\n`. */
export function lfText(text: string): LfText {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- a brand has no other constructor
  return (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text) as LfText;
}

/** Writes every line end of `text` as `end`. */
export function withLineEnd(text: LfText, end: LineEnd): string {
  return end === "\n" ? text : text.replaceAll("\n", end);
}

/** The line ends of one text, which its `LfText` no longer has. Costs nothing to keep while all of them are the same. */
export class LineEnds {
  /** One for each line but the last; a single one if they are all the same. */
  #ends: LineEnd | LineEnd[];

  constructor(text: string) {
    this.#ends = text.includes("\r") ? joined(endsOf(text)) : "\n";
  }

  /** Reports whether line `line` ends with `end`; meaningless for the last line, which has no end. */
  isAt(line: number, end: LineEnd): boolean {
    return (typeof this.#ends === "string" ? this.#ends : this.#ends[line]) === end;
  }

  /** Returns the most frequent line end around `line`; among equals that of the line above. */
  near(line: number): LineEnd {
    if (typeof this.#ends === "string") return this.#ends;
    const around = this.#ends.slice(Math.max(0, line - neighbourCount), line + neighbourCount);
    const countOf = (end: LineEnd): number => around.filter((each) => each === end).length;
    const nearest = this.#ends[Math.max(0, line - 1)] ?? "\n";
    return around.reduce((best, end) => (countOf(end) > countOf(best) ? end : best), nearest);
  }

  /** Records that the ends of the lines `first` to `last`, exclusive, were replaced by those in `text`; `lineCount` is the count before. */
  replace(range: { first: number; last: number; lineCount: number }, text: string): void {
    const { first, last, lineCount } = range;
    const added = endsOf(text);
    const only = this.#ends;
    if (first === last && added.length === 0) return;
    if (typeof only === "string" && added.every((end) => end === only)) return;
    const each = typeof only === "string" ? new Array<LineEnd>(lineCount - 1).fill(only) : only;
    each.splice(first, last - first, ...added);
    this.#ends = joined(each);
  }
}

function endsOf(text: string): LineEnd[] {
  return Array.from(text.matchAll(/\r\n|\n|\r/g), ([end]) => (end === "\n" || end === "\r" ? end : "\r\n"));
}

function joined(ends: LineEnd[]): LineEnd | LineEnd[] {
  const [first = "\n"] = ends;
  return ends.every((end) => end === first) ? first : ends;
}
