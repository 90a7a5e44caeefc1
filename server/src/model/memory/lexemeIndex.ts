import type { OwnPlace } from "./ownPlace";

/** The text that followed a similar context, without the part of its first lexeme that is already before the caret. */
export interface RenamedPlace {
  readonly text: string;
  /** Lexemes before it that agree in kind, and how many of those agree in text. */
  readonly alignedCount: number;
  readonly sameCount: number;
  /** True if `text` begins with a name that was replaced by its counterpart before the caret. */
  readonly isRenamed: boolean;
}

/** Places of a document whose context is like the caret's, lexeme by lexeme rather than character by character. */
export interface Alike {
  /** The text that followed, by kind of context in the order of `contextKinds`, nearest place first. */
  readonly byContext: readonly (readonly string[])[];
  /** Places with the same form before them, the longest first; their names may differ from ours. */
  readonly renamed: readonly RenamedPlace[];
}

/** Words that belong to a language's form and so never replace each other as names do. */
const formWords = new Set(
  (
    "const let var function return if else for while do switch case break continue await async import export from default def class " +
    "extends self this new in of not and or is None True False null undefined true false try catch except finally raise throw with as " +
    "lambda yield type interface typeof instanceof void pass elif expect test it describe assert t"
  ).split(" "),
);

const lexemePattern = /[ \t]*\n\s*|[ \t]+|[\p{L}_$][\p{L}\p{N}_$]*|\d+|[^]/gu;
const nameKind = 1;
const numberKind = 2;
const breakKind = 3;

/** Bounds of one lookup. // guess: nearer places are more telling, and few are enough */
const maxPlaces = 12;
const maxSteps = 240;
const maxRenamed = 16;
const maxFormSteps = 40;
const maxAligned = 48;
const maxTextChars = 24;
/** Lines longer than this, in lexemes, don't serve as context. */
const maxLineLexemes = 12;
const maxAboveLexemes = 64;

/** Lexemes of a text, without blanks; line breaks with their indentation are one lexeme. */
interface Lexemes {
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Hash of the text; equal for all line breaks. */
  readonly words: Int32Array;
  /** Hash of the form: names are equal, numbers are equal. */
  readonly forms: Int32Array;
}

/** Hash of the context that ends with lexeme `at`, or `undefined` without a context of the kind. */
type ContextKind = (lexemes: Lexemes, at: number) => number | undefined;

const formBefore = formContext(4, true);
const longFormBefore = formContext(7, false);

/** Kinds of context in which places are alike, in the order of `Alike.byContext`. */
export const contextKinds: readonly ContextKind[] = [
  wordContext(1),
  wordContext(2),
  wordContext(3),
  formBefore,
  longFormBefore,
  lineContext("words"),
  lineContext("forms"),
];
const formKindIndexes = [contextKinds.indexOf(longFormBefore), contextKinds.indexOf(formBefore)];

/** Finds places of one text by the lexemes before them. Built once, for a text that does not change. */
export class LexemeIndex {
  readonly #lexemes: Lexemes;
  /** By kind of context: hash of each lexeme's context, newest lexeme of each bucket, and the one before it. */
  readonly #chains: readonly {
    readonly hashes: Int32Array;
    readonly heads: Int32Array;
    readonly previous: Int32Array;
  }[];
  readonly #shift: number;

  constructor(readonly text: string) {
    const lexemes = readLexemes(text);
    const bits = Math.max(4, Math.ceil(Math.log2(lexemes.count + 1)));
    this.#lexemes = lexemes;
    this.#shift = 32 - bits;
    this.#chains = contextKinds.map((contextOf) => {
      const hashes = new Int32Array(lexemes.count);
      const heads = new Int32Array(1 << bits).fill(-1);
      const previous = new Int32Array(lexemes.count).fill(-1);
      for (let at = 0; at < lexemes.count; at++) {
        const hash = contextOf(lexemes, at);
        if (hash === undefined) continue;
        const bucket = bucketOf(hash, this.#shift);
        hashes[at] = hash;
        previous[at] = heads[bucket];
        heads[bucket] = at;
      }
      return { hashes, heads, previous };
    });
  }

  /** Memory in use, estimated, in bytes. */
  get sizeBytes(): number {
    const { starts } = this.#lexemes;
    const chainBytes = ({ heads, previous }: { heads: Int32Array; previous: Int32Array }): number =>
      heads.byteLength + 2 * previous.byteLength;
    return 4 * starts.byteLength + this.#chains.reduce((sum, chain) => sum + chainBytes(chain), 0);
  }

  /**
   * Finds places like the end of `history` outside `own`, the caret's line; `isGiven` says whether the text after a place may be
   * given. `history` should start at a line's start.
   */
  find(history: string, own: OwnPlace, isGiven: (offset: number) => boolean = () => true): Alike {
    const { lexemes, partial } = readHistory(history);
    const last = lexemes.count - 1;
    if (last < 0) return { byContext: contextKinds.map(() => []), renamed: [] };
    const byContext = contextKinds.map((contextOf, kind) => {
      const hash = contextOf(lexemes, last);
      const texts: string[] = [];
      if (hash === undefined) return texts;
      for (const at of this.#nearest(kind, hash, own, maxSteps)) {
        const end = this.#lexemes.ends[at];
        if (this.text.startsWith(partial, end) && isGiven(end + partial.length))
          texts.push(this.#textFrom(end + partial.length));
        if (texts.length >= maxPlaces) break;
      }
      return texts;
    });
    return { byContext, renamed: last < 3 ? [] : this.#renamed({ history, lexemes, partial, own, isGiven }) };
  }

  /** Returns lexemes with the context `hash`, nearest before the caret first, then nearest after it. */
  #nearest(kind: number, hash: number, own: OwnPlace, steps: number): number[] {
    const { hashes, heads, previous } = this.#chains[kind];
    const { ends } = this.#lexemes;
    const before: number[] = [];
    const after: number[] = [];
    for (let at = heads[bucketOf(hash, this.#shift)]; at >= 0 && before.length < steps; at = previous[at]) {
      if (hashes[at] !== hash || ends[at] >= this.text.length) continue;
      if (ends[at] < own.start) before.push(at);
      else if (ends[at] > own.end) after.push(at);
    }
    return before.concat(after.reverse()).slice(0, steps);
  }

  #renamed(params: {
    history: string;
    lexemes: Lexemes;
    partial: string;
    own: OwnPlace;
    isGiven: (offset: number) => boolean;
  }): RenamedPlace[] {
    const { history, lexemes, partial, own, isGiven } = params;
    const last = lexemes.count - 1;
    const seen = new Set<number>();
    for (const kind of formKindIndexes) {
      const hash = contextKinds[kind](lexemes, last);
      if (hash === undefined) continue;
      for (const at of this.#nearest(kind, hash, own, maxFormSteps))
        if (isGiven(this.#lexemes.ends[at] + partial.length)) seen.add(at);
    }
    const aligned = [...seen].map((at) => this.#align(history, lexemes, at));
    aligned.sort((a, b) => b.alignedCount + b.sameCount - a.alignedCount - a.sameCount);
    const places: RenamedPlace[] = [];
    for (const { at, names, alignedCount, sameCount } of aligned.slice(0, maxRenamed)) {
      const { starts, ends, words, forms, count } = this.#lexemes;
      const next = at + 1;
      const name = next < count && forms[next] === nameKind ? names.get(words[next]) : undefined;
      const text =
        name === undefined
          ? this.#textFrom(ends[at], partial.length)
          : this.text.slice(ends[at], starts[next]) + name + this.#textFrom(ends[next]);
      if (!text.startsWith(partial)) continue;
      places.push({ text: text.slice(partial.length), alignedCount, sameCount, isRenamed: name !== undefined });
    }
    return places;
  }

  /** Compares the lexemes before `at` with those before the caret, and records which of its names replaces which of ours. */
  #align(history: string, lexemes: Lexemes, at: number) {
    const names = new Map<number, string>();
    let alignedCount = 0;
    let sameCount = 0;
    for (; alignedCount < maxAligned; alignedCount++) {
      const ours = lexemes.count - 1 - alignedCount;
      const theirs = at - alignedCount;
      if (ours < 0 || theirs < 0 || lexemes.forms[ours] !== this.#lexemes.forms[theirs]) break;
      if (lexemes.words[ours] === this.#lexemes.words[theirs]) sameCount++;
      else if (lexemes.forms[ours] === nameKind && !names.has(this.#lexemes.words[theirs]))
        names.set(this.#lexemes.words[theirs], history.slice(lexemes.starts[ours], lexemes.ends[ours]));
    }
    return { at, names, alignedCount, sameCount };
  }

  #textFrom(offset: number, more = 0): string {
    return this.text.slice(offset, offset + maxTextChars + more);
  }
}

function readLexemes(text: string): Lexemes {
  // A lexeme has at least one character; the arrays are cut to size once the count is known.
  const starts: number[] = [];
  const ends: number[] = [];
  const words: number[] = [];
  const forms: number[] = [];
  for (const { 0: lexeme, index } of text.matchAll(lexemePattern)) {
    const first = lexeme.charCodeAt(0);
    const isBlank = first === 32 || first === 9 || first === 10 || first === 13;
    if (isBlank && !lexeme.includes("\n")) continue;
    const word = isBlank ? breakKind : hashOf(lexeme);
    starts.push(index);
    ends.push(index + lexeme.length);
    words.push(word);
    forms.push(isBlank ? breakKind : formOf(lexeme, word));
  }
  return {
    count: starts.length,
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    words: Int32Array.from(words),
    forms: Int32Array.from(forms),
  };
}

function formOf(lexeme: string, word: number): number {
  if (/^\d/.test(lexeme)) return numberKind;
  return /^[\p{L}_$]/u.test(lexeme) && !formWords.has(lexeme) ? nameKind : word;
}

/** Splits `history` into whole lexemes and the part that may continue: blanks, and a word or number with the blanks before it. */
function readHistory(history: string): { lexemes: Lexemes; partial: string } {
  const partial = /(?:(?<=\S)[ \t]+)?[\p{L}\p{N}_$]*$/u.exec(history)?.[0] ?? "";
  return { lexemes: readLexemes(history.slice(0, history.length - partial.length)), partial };
}

function wordContext(count: number): ContextKind {
  return ({ words }, at) => {
    if (at < count - 1) return undefined;
    let hash = count;
    for (let i = at - count + 1; i <= at; i++) hash = combine(hash, words[i]);
    return hash;
  };
}

function formContext(count: number, isLastWordSame: boolean): ContextKind {
  return ({ words, forms }, at) => {
    if (at < count - 1) return undefined;
    let hash = count;
    for (let i = at - count + 1; i < at; i++) hash = combine(hash, forms[i]);
    return combine(hash, isLastWordSame ? words[at] : forms[at]);
  };
}

/** Makes the context of the line so far and the beginning of the line before it. */
function lineContext(by: "words" | "forms"): ContextKind {
  return (lexemes, at) => {
    const { words, forms } = lexemes;
    const lineBreak = breakBefore(lexemes, at, maxLineLexemes);
    if (lineBreak === undefined || lineBreak < 1) return undefined;
    const above = breakBefore(lexemes, lineBreak - 1, maxAboveLexemes);
    if (above === undefined) return undefined;
    let hash = combine(0, words[above + 1]);
    if (above + 2 < lineBreak) hash = combine(hash, forms[above + 2]);
    for (let i = lineBreak + 1; i <= at; i++) hash = combine(hash, lexemes[by][i]);
    return hash;
  };
}

/** Returns the line break before or at lexeme `at`, -1 for the start of the text. `undefined` if it is more than `most` lexemes away. */
function breakBefore({ words }: Lexemes, at: number, most: number): number | undefined {
  let found = at;
  while (found >= 0 && words[found] !== breakKind) {
    found--;
    if (at - found > most) return undefined;
  }
  return found;
}

/** Hashes with FNV-1a over UTF-16 units; http://www.isthe.com/chongo/tech/comp/fnv */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

function combine(hash: number, value: number): number {
  return Math.imul(hash ^ (value + 0x9e3779b9 + (hash << 6) + (hash >>> 2)), 0x01000193) | 0;
}

function bucketOf(hash: number, shift: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> shift;
}
