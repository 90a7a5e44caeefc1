import { isSubsequence } from "./isSubsequence";

/** A text to insert at the caret, and the number of characters after it that the text replaces. */
export interface Insertion {
  readonly text: string;
  readonly replaceSuffixLength: number;
}

/** Least length of a text that is worth showing after a cut within its line. */
const leastKept = 3;

/** Returns a candidate with another text. `taken` is the text after the caret that it replaces: still so only if the new text contains it. */
export function withOtherText<T extends Insertion>(candidate: T, said: string, taken: string): T {
  if (said === candidate.text) return candidate;
  return { ...candidate, text: said, replaceSuffixLength: isSubsequence(taken, said) ? taken.length : 0 };
}

/** Reports whether the beginning of a line is worth showing. */
export function isWorthShowing(said: string): boolean {
  return said.trim().length >= leastKept && /[\p{L}\p{N}]/u.test(said);
}
