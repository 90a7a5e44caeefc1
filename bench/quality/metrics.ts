import { scoreLine, type LineScore } from "../../server/src/evaluate/score";
import { countedText, type Offer, type QualityCase } from "./cases";

/** Quality of one answer. Shares are sums of `part` over sums of `whole`. */
export interface Score extends LineScore {
  /** `editSimilarity` of offered text and truth, without blanks at both ends; 0 if nothing was offered. */
  readonly similarity: number;
}

/** Scores an arm's offer for a case against the real text. */
export function score(testCase: QualityCase, offer: Offer): Score {
  const offered = countedText(testCase, offer);
  const { truth } = testCase;
  const scored = scoreLine(truth, offered);
  return { ...scored, similarity: scored.isOffered ? editSimilarity(offered.trim(), truth.trim()) : 0 };
}

/**
 * Compares two texts as Python's `difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()` does: twice the matched
 * characters over all characters. The longest common block is taken first (the earliest in `a`, then in `b`), and then
 * the same on its left and right (Ratcliff and Obershelp). 1 for two empty texts.
 */
export function editSimilarity(a: string, b: string): number {
  if (a.length + b.length === 0) return 1;
  return (2 * matchedLength(a, b)) / (a.length + b.length);
}

function matchedLength(a: string, b: string): number {
  const { startA, startB, length } = longestBlock(a, b);
  if (length === 0) return 0;
  return (
    length +
    matchedLength(a.slice(0, startA), b.slice(0, startB)) +
    matchedLength(a.slice(startA + length), b.slice(startB + length))
  );
}

function longestBlock(a: string, b: string): { startA: number; startB: number; length: number } {
  let best = { startA: 0, startB: 0, length: 0 };
  let previousRow = new Uint16Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    const row = new Uint16Array(b.length + 1);
    for (let j = 1; j <= b.length; j++) {
      if (a[i - 1] !== b[j - 1]) continue;
      const length = (previousRow[j - 1] ?? 0) + 1;
      row[j] = length;
      if (length > best.length) best = { startA: i - length, startB: j - length, length };
    }
    previousRow = row;
  }
  return best;
}
