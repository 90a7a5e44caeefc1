import type { Frame } from "./lexer";
import { contextOfFrames, readChunk, type TokenChunk } from "./tokenChunk";

/** Lines that are read anew together after a change. // guess: a millisecond's work for a few of them */
const chunkLines = 100;

/** Every token of a text but blanks, as numbers: its place, its kind, its partner and the bracket around it. */
export class TokenTable {
  readonly text: string;
  readonly languageId: string;
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly kinds: Uint8Array;
  /** Index of the token that closes an opening one or opens a closing one; -1 without one. */
  readonly partners: Int32Array;
  /** Index of the innermost opening token around each token; -1 at the top. */
  readonly openers: Int32Array;
  #lineEnds: readonly number[] | undefined;

  readonly #chunks: readonly TokenChunk[];

  /** Reads a text; what it shares with `previous` at its start and end isn't read again. */
  constructor(languageId: string, text: string, previous?: TokenTable) {
    this.text = text;
    this.languageId = languageId;
    this.#chunks = chunksOf(languageId, text, previous?.languageId === languageId ? previous.#chunks : []);
    this.count = this.#chunks.reduce((sum, { starts }) => sum + starts.length, 0);
    this.starts = new Int32Array(this.count);
    this.ends = new Int32Array(this.count);
    this.kinds = new Uint8Array(this.count);
    this.partners = new Int32Array(this.count);
    this.openers = new Int32Array(this.count);
    this.#join();
  }

  /** Joins the chunks: indices that count within them become indices of the table. */
  #join(): void {
    let open: number[] = [];
    let [first, offset] = [0, 0];
    for (const chunk of this.#chunks) {
      const { starts, ends, kinds, partners, openers, openedBy, text } = chunk;
      const resolve = (index: number): number =>
        index >= 0 ? index + first : index === -1 ? -1 : (open[-2 - index] ?? -1);
      this.kinds.set(kinds, first);
      for (let at = 0; at < starts.length; at++) {
        this.starts[first + at] = starts[at] + offset;
        this.ends[first + at] = ends[at] + offset;
        this.openers[first + at] = resolve(openers[at]);
        const partner = resolve(partners[at]);
        if (partners[at] >= 0 || partner < 0) this.partners[first + at] = partner;
        else {
          this.partners[first + at] = partner;
          this.partners[partner] = first + at;
        }
      }
      open = openedBy.map(resolve);
      first += starts.length;
      offset += text.length;
    }
  }

  /** Returns a token's text; empty outside the table. */
  word(index: number): string {
    return index < 0 || index >= this.count ? "" : this.text.slice(this.starts[index], this.ends[index]);
  }

  /** Returns the index of the first token that ends after `offset`. */
  indexAt(offset: number): number {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle] > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Returns the number of the line at `offset`, from 0. */
  lineAt(offset: number): number {
    this.#lineEnds ??= lineEndsOf(this.text);
    let [low, high] = [0, this.#lineEnds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#lineEnds[middle] >= offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Returns the text between a token and the one before it. */
  gapBefore(index: number): string {
    return this.text.slice(
      index === 0 ? 0 : this.ends[index - 1],
      index >= this.count ? this.text.length : this.starts[index],
    );
  }

  /** Returns the blanks at the start of a token's line; `index` may be the table's end. */
  indentOf(index: number): string {
    const offset = index >= this.count ? this.text.length : this.starts[index];
    return /[ \t]*/.exec(this.text.slice(this.text.lastIndexOf("\n", offset - 1) + 1, offset))?.[0] ?? "";
  }

  /** Returns the indices of the tokens that are `word`. */
  find(word: string, limit: number): number[] {
    const found: number[] = [];
    for (let at = this.text.indexOf(word); at >= 0 && found.length < limit; at = this.text.indexOf(word, at + 1)) {
      const index = this.indexAt(at);
      if (index < this.count && this.starts[index] === at && this.ends[index] === at + word.length) found.push(index);
    }
    return found;
  }
}

function lineEndsOf(text: string): number[] {
  const ends: number[] = [];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) ends.push(at);
  return ends;
}

/** Cuts a text into chunks of whole lines, and takes those that begin and end `previous` over. */
function chunksOf(languageId: string, text: string, previous: readonly TokenChunk[]): TokenChunk[] {
  const head: TokenChunk[] = [];
  let start = 0;
  for (const chunk of previous) {
    // The last one of a text may end within a line.
    if (!chunk.text.endsWith("\n") || !text.startsWith(chunk.text, start)) break;
    head.push(chunk);
    start += chunk.text.length;
  }
  const tail: TokenChunk[] = [];
  let end = text.length;
  for (const chunk of previous.slice(head.length).reverse()) {
    const from = end - chunk.text.length;
    if (from < start || !text.startsWith(chunk.text, from)) break;
    if (from > start && text.charAt(from - 1) !== "\n") break;
    tail.unshift(chunk);
    end = from;
  }
  const chunks = head;
  let open: readonly Frame[] = head.at(-1)?.open ?? [];
  const read = (piece: string): void => {
    const chunk = readChunk(languageId, piece, open);
    chunks.push(chunk);
    open = chunk.open;
  };
  while (start < end) {
    let stop = start;
    for (let line = 0; line < chunkLines && stop < end; line++) {
      const lineEnd = text.indexOf("\n", stop);
      stop = lineEnd < 0 || lineEnd >= end ? end : lineEnd + 1;
    }
    read(text.slice(start, stop));
    start = stop;
  }
  for (const chunk of tail) {
    if (chunk.context === contextOfFrames(open)) {
      chunks.push(chunk);
      open = chunk.open;
    } else read(chunk.text);
  }
  return chunks;
}
