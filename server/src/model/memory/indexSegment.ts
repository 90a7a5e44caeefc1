import { firstIndex } from "../../base/firstIndex";

/** Characters before a place by which it is found. // measured on lines-dev: of 5, 6, 8, 12 and 16 the most exact lines; see docs/memory.md */
const contextChars = 8;

/** Longest match that is counted, in characters: three lines. // guess: a longer one says nothing more */
const maxMatchLength = 120;

/** Characters that are read between two pauses: about a millisecond's work. */
const charsATurn = 50_000;

const hashBase = 0x01000193; // FNV's prime: odd, bits well spread

/** Text of one language in a file of the workspace. */
export interface SegmentFile {
  readonly uri: string;
  /** Empty once the file is forgotten. */
  text: string;
  /** Memory of the text, in bytes. */
  readonly bytes: number;
  /** Number of places in the text. */
  readonly placeCount: number;
}

/** Counts the places of a text; each takes four bytes, and as many buckets take two at most. */
export function countPlaces(text: string): number {
  let count = 0;
  for (let place = contextChars; place < text.length; place++) if (isPlace(text, place)) count++;
  return count;
}

/** A place in a file that has the same text before it as the caret. */
export interface SegmentPlace {
  readonly file: SegmentFile;
  readonly offset: number;
  readonly matchLength: number;
}

/** The text before the caret: the begun word or sign, and the text before it, by which places are found. */
export interface Anchor {
  readonly history: string;
  /** Length of the begun word or run of signs at the end of the history. */
  readonly partialLength: number;
  readonly hash: number;
}

/**
 * Places in many files, found by the characters before them. Only beginnings of words and of runs of signs are places, which is one character in
 * four; a caret inside a word is found from the word's beginning. Buckets are stretches of one list, sorted by address, so
 * that each place takes four bytes and the places nearest to the caret's folder are next to each other. Built once; files can only be forgotten.
 */
export class IndexSegment {
  readonly files: readonly SegmentFile[];
  readonly #bases: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #places: Uint32Array;
  readonly #shift: number;

  private constructor(params: {
    files: readonly SegmentFile[];
    bases: Uint32Array;
    starts: Uint32Array;
    places: Uint32Array;
    shift: number;
  }) {
    this.files = params.files;
    this.#bases = params.bases;
    this.#starts = params.starts;
    this.#places = params.places;
    this.#shift = params.shift;
  }

  /** Builds the segment, in turns; the files are sorted by their address. */
  static *build(unsorted: readonly SegmentFile[]): Generator<undefined, IndexSegment> {
    const files = [...unsorted].sort((a, b) => (a.uri < b.uri ? -1 : 1));
    const texts = files.map(({ text }) => text); // a file may be forgotten during a pause
    const bases = new Uint32Array(files.length + 1);
    for (const [at, text] of texts.entries()) bases[at + 1] = bases[at] + text.length;

    let sinceTurn = 0;
    const isDue = (text: string): boolean => {
      sinceTurn = sinceTurn > charsATurn ? text.length : sinceTurn + text.length;
      return sinceTurn > charsATurn;
    };
    const placeCount = files.reduce((sum, file) => sum + file.placeCount, 0);
    // At most half as many buckets as places: most contexts occur more than once.
    const bits = Math.max(1, Math.floor(Math.log2(placeCount + 2)) - 1);
    const shift = 32 - bits;
    const starts = new Uint32Array((1 << bits) + 1);
    const places = new Uint32Array(placeCount);
    for (const text of texts) {
      for (let place = contextChars; place < text.length; place++)
        if (isPlace(text, place)) starts[bucketOf(hashBefore(text, place), shift) + 1]++;
      if (isDue(text)) yield;
    }
    for (let bucket = 1; bucket < starts.length; bucket++) starts[bucket] += starts[bucket - 1];
    // Filled from each bucket's start, which moves to its end; shifted back below.
    for (const [at, text] of texts.entries()) {
      for (let place = contextChars; place < text.length; place++)
        if (isPlace(text, place)) places[starts[bucketOf(hashBefore(text, place), shift)]++] = bases[at] + place;
      if (isDue(text)) yield;
    }
    starts.copyWithin(1, 0, starts.length - 1);
    starts[0] = 0;
    return new IndexSegment({ files, bases, starts, places, shift });
  }

  /** Memory in use, in bytes, files included. */
  get sizeBytes(): number {
    const files = this.files.reduce((sum, { bytes, text }) => sum + (text === "" ? 0 : bytes), 0);
    return files + this.#bases.byteLength + this.#starts.byteLength + this.#places.byteLength;
  }

  /** Characters of files that aren't forgotten. */
  get liveChars(): number {
    return this.files.reduce((sum, { text }) => sum + text.length, 0);
  }

  /** Characters of all files, as built. */
  get builtChars(): number {
    return this.#bases[this.files.length];
  }

  /** Calls `visit` for the places that have the caret's text before them, those nearest to `near` in the order of addresses first. */
  visit(anchor: Anchor, near: string, maxSteps: number, visit: (place: SegmentPlace) => void): void {
    const bucket = bucketOf(anchor.hash, this.#shift);
    const [from, to] = [this.#starts[bucket], this.#starts[bucket + 1]];
    if (from === to) return;
    const address = this.#bases[firstNotBelow(this.files, near)];
    let right = lowerBound(this.#places, from, to, address);
    let left = right - 1;
    for (let steps = 0; steps < maxSteps && (left >= from || right < to); steps++) {
      const isRight = right < to && (left < from || this.#places[right] - address <= address - this.#places[left]);
      this.#look(anchor, this.#places[isRight ? right++ : left--], visit);
    }
  }

  #look({ history, partialLength }: Anchor, address: number, visit: (place: SegmentPlace) => void): void {
    const at = lowerBound(this.#bases, 0, this.#bases.length, address + 1) - 1;
    const file = this.files[at];
    const offset = address - this.#bases[at] + partialLength;
    const { text } = file;
    if (offset >= text.length) return; // forgotten, or its end
    const most = Math.min(offset, history.length, maxMatchLength);
    let length = 0;
    while (length < most && text.charCodeAt(offset - 1 - length) === history.charCodeAt(history.length - 1 - length))
      length++;
    if (length >= partialLength + contextChars) visit({ file, offset, matchLength: length });
  }
}

/** Reads the text before the caret; `undefined` if it is too short. */
export function anchorOf(history: string): Anchor | undefined {
  let start = history.length;
  const last = kindOf(history.charCodeAt(start - 1));
  if (last !== blank) while (start > 0 && kindOf(history.charCodeAt(start - 1)) === last) start--;
  if (start < contextChars) return undefined;
  return { history, partialLength: history.length - start, hash: hashBefore(history, start) };
}

const [blank, sign, word] = [0, 1, 2];

/** Kinds of the first 128 characters: blanks, signs, and parts of words. All others count as parts of words. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /\s/.test(character) ? blank : /[\w$]/.test(character) ? word : sign;
});

function kindOf(code: number): number {
  return code < 128 ? kinds[code] : word;
}

/** Reports whether a word or a run of signs begins here. */
function isPlace(text: string, place: number): boolean {
  const kind = kindOf(text.charCodeAt(place));
  return kind !== blank && kind !== kindOf(text.charCodeAt(place - 1));
}

function hashBefore(text: string, end: number): number {
  let hash = 0;
  for (let at = end - contextChars; at < end; at++) hash = (Math.imul(hash, hashBase) + text.charCodeAt(at)) | 0;
  return hash;
}

function bucketOf(hash: number, shift: number): number {
  // Fibonacci hashing: the high bits of the product depend on all bits of the hash.
  return Math.imul(hash, 0x9e3779b1) >>> shift;
}

/** Returns the index of the first file whose address isn't below `uri`. */
function firstNotBelow(files: readonly SegmentFile[], uri: string): number {
  return firstIndex(0, files.length, (index) => files[index].uri >= uri);
}

/** Returns the index of the first number that is not below `value`, or `to`. */
function lowerBound(sorted: Uint32Array, from: number, to: number, value: number): number {
  return firstIndex(from, to, (index) => sorted[index] >= value);
}
