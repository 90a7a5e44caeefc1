/** Characters hashed for the chain that finds long matches, and for the one that finds short ones. // guess: 14 bytes a character in all */
const longChars = 12;
const shortChars = 4;

/** Longest match that is counted, in characters; callers pass slightly more. */
const maxMatchLength = 240;

const hashBase = 0x01000193; // FNV's prime: odd, bits well spread
const emptyBucket = -1;

/** All places of a text by the characters before them: hash chains as in LZ77 (RFC 1951, section 4), newest place first. */
interface Chain {
  readonly chars: number;
  readonly heads: Int32Array;
  /** For each place, the place before it in the same bucket. */
  readonly previous: Int32Array;
  readonly shift: number;
}

/** Finds the places of one text that have the same characters before them. Built once, for a text that does not change. */
export class DocumentIndex {
  readonly #long: Chain;
  readonly #short: Chain;

  constructor(readonly text: string) {
    this.#long = buildChain(text, longChars);
    this.#short = buildChain(text, shortChars);
  }

  /** Memory in use, estimated, in bytes. */
  get sizeBytes(): number {
    const chainBytes = (chain: Chain): number => chain.heads.byteLength + chain.previous.byteLength;
    return chainBytes(this.#long) + chainBytes(this.#short) + this.text.length * 2;
  }

  /** Calls `visit` for places at which at least `longChars` characters agree with the end of `history`, at most `maxSteps` looked at. */
  visitLong(history: string, maxSteps: number, visit: (offset: number, matchLength: number) => void): void {
    walk(this.text, this.#long, { history, maxSteps, below: Infinity, visit });
  }

  /** Calls `visit` for places at which `shortChars` to `longChars - 1` characters agree; longer matches are left to `visitLong`. */
  visitShort(history: string, maxSteps: number, visit: (offset: number, matchLength: number) => void): void {
    walk(this.text, this.#short, { history, maxSteps, below: longChars, visit });
  }
}

/** Hashes `text[end - count .. end)`. */
function hashBefore(text: string, end: number, count: number): number {
  let hash = 0;
  for (let at = end - count; at < end; at++) hash = (Math.imul(hash, hashBase) + text.charCodeAt(at)) | 0;
  return hash;
}

function bucketOf(hash: number, shift: number): number {
  // Fibonacci hashing: the high bits of the product depend on all bits of the hash.
  return Math.imul(hash, 0x9e3779b1) >>> shift;
}

function buildChain(text: string, chars: number): Chain {
  // Half as many buckets as places: chains stay short because source repeats itself.
  const bits = Math.min(22, Math.max(4, Math.ceil(Math.log2(text.length + 1)) - 1));
  const shift = 32 - bits;
  const heads = new Int32Array(1 << bits).fill(emptyBucket);
  const previous = new Int32Array(text.length + 1).fill(emptyBucket);
  let leaving = 1;
  for (let i = 0; i < chars; i++) leaving = Math.imul(leaving, hashBase);
  let hash = hashBefore(text, Math.min(chars, text.length), Math.min(chars, text.length));
  for (let place = chars; place <= text.length; place++) {
    const bucket = bucketOf(hash, shift);
    previous[place] = heads[bucket];
    heads[bucket] = place;
    hash =
      (Math.imul(hash, hashBase) + text.charCodeAt(place) - Math.imul(leaving, text.charCodeAt(place - chars))) | 0;
  }
  return { chars, heads, previous, shift };
}

interface Walk {
  readonly history: string;
  readonly maxSteps: number;
  /** Matches of this length or longer are skipped. */
  readonly below: number;
  readonly visit: (offset: number, matchLength: number) => void;
}

function walk(text: string, chain: Chain, { history, maxSteps, below, visit }: Walk): void {
  if (history.length < chain.chars) return;
  const bucket = bucketOf(hashBefore(history, history.length, chain.chars), chain.shift);
  let place = chain.heads[bucket];
  for (let steps = 0; place !== emptyBucket && steps < maxSteps; steps++) {
    const length = matchBefore(text, place, history);
    if (length >= chain.chars && length < below) visit(place, length);
    place = chain.previous[place];
  }
}

/** Counts the characters before `place` that equal the end of `history`, at most `maxMatchLength`. */
function matchBefore(text: string, place: number, history: string): number {
  const most = Math.min(place, history.length, maxMatchLength);
  let length = 0;
  while (length < most && text.charCodeAt(place - 1 - length) === history.charCodeAt(history.length - 1 - length)) {
    length++;
  }
  return length;
}
