import { longWords } from "../../code/longWords";

/** Lines of a stretch that is compared, and the lines by which the next one begins later. // guess: a function's length */
const stretchLines = 20;
const stepLines = 5;

/** Lines around the caret whose words are searched for. */
const queryLines = { before: 20, after: 5 };

/** Lines that are read between two pauses. // guess: a millisecond's work */
const linesATurn = 100;

/** The lines of a text, and in which of them each word occurs. */
export interface WordLines {
  readonly lineStarts: readonly number[];
  readonly lines: ReadonlyMap<string, readonly number[]>;
}

/** Lines of a text that share words with a query. */
interface SimilarLines {
  readonly start: number;
  readonly end: number;
  /** Share of the query's words that occur in them, each weighed by its rarity. */
  readonly share: number;
}

/** Reads the words of a text, in turns. */
export function* wordLines(text: string): Generator<undefined, WordLines> {
  const lines = new Map<string, number[]>();
  const lineStarts: number[] = [];
  for (let start = 0, line = 0; start <= text.length; line++) {
    const lineEnd = text.indexOf("\n", start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    lineStarts.push(start);
    for (const [found] of text.slice(start, end).matchAll(longWords)) {
      const known = lines.get(found);
      if (known === undefined) lines.set(found, [line]);
      else if (known.at(-1) !== line) known.push(line);
    }
    if (line % linesATurn === linesATurn - 1) yield;
    start = end + 1;
  }
  return { lineStarts, lines };
}

/** Returns the lines around a caret whose words are looked for. */
export function queryAround(prefix: string, suffix: string): string {
  let start = prefix.length;
  for (let count = 0; count <= queryLines.before && start > 0; count++) start = prefix.lastIndexOf("\n", start - 1);
  let end = 0;
  for (let count = 0; count < queryLines.after && end >= 0; count++) end = suffix.indexOf("\n", end + 1);
  return prefix.slice(Math.max(0, start + 1)) + (end < 0 ? suffix : suffix.slice(0, end));
}

/** Weighs the words of a query by their rarity in the texts: one that few of them hold says more. */
export function weighWords(query: string, texts: readonly WordLines[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const [found] of query.matchAll(longWords)) {
    if (weights.has(found)) continue;
    const holders = texts.reduce((count, { lines }) => count + (lines.has(found) ? 1 : 0), 0);
    weights.set(found, Math.log(1 + (1 + texts.length) / (1 + holders)));
  }
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  for (const [found, weight] of weights) weights.set(found, weight / (all || 1));
  return weights;
}

/** Finds the stretch of a text that shares the most with a query. */
export function mostSimilar(
  { lineStarts, lines }: WordLines,
  weights: ReadonlyMap<string, number>,
  length: number,
): SimilarLines | undefined {
  const shares = new Float64Array(Math.ceil(lineStarts.length / stepLines));
  const counted = new Int32Array(shares.length).fill(-1);
  let number = 0;
  for (const [found, weight] of weights) {
    for (const line of lines.get(found) ?? []) {
      const last = Math.floor(line / stepLines);
      for (let at = Math.max(0, last - stretchLines / stepLines + 1); at <= last; at++) {
        if (counted[at] === number) continue;
        counted[at] = number;
        shares[at] += weight;
      }
    }
    number++;
  }
  let best = 0;
  for (const [at, share] of shares.entries()) if (share > shares[best]) best = at;
  const share = shares.at(best) ?? 0;
  if (share === 0) return undefined;
  const end = lineStarts.at(best * stepLines + stretchLines);
  return { start: lineStarts[best * stepLines] ?? 0, end: end === undefined ? length : end - 1, share };
}

/** Returns the share of a query that some lines hold. */
export function shareIn(text: string, weights: ReadonlyMap<string, number>): number {
  const words = new Set(Array.from(text.matchAll(longWords), ([found]) => found));
  let share = 0;
  for (const found of words) share += weights.get(found) ?? 0;
  return share;
}
