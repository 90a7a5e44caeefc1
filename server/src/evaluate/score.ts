import { commonLength } from "../base/commonLength";

/** Quality of one answer, against the line that the author wrote. */
export interface LineScore {
  /** Offered text equals the truth, apart from blanks at both ends. */
  readonly isExact: boolean;
  /** Characters of the truth, from its start, that the answer contains: the user who accepts it doesn't type them. */
  readonly savedCharCount: number;
  readonly truthCharCount: number;
  readonly isOffered: boolean;
  /** Offered, and wrong at the very first character. */
  readonly isWrongAtOnce: boolean;
}

/** Scores an offered line against the real rest of the line. */
export function scoreLine(truth: string, offered: string): LineScore {
  const isOffered = offered.trim() !== "";
  const savedCharCount = commonLength(offered, truth);
  return {
    isExact: isOffered && offered.trim() === truth.trim(),
    savedCharCount,
    truthCharCount: truth.length,
    isOffered,
    isWrongAtOnce: isOffered && savedCharCount === 0,
  };
}

/**
 * Reports whether a line is left open on purpose: after `{`, `,` or an operator the next line is expected, so its errors prove
 * nothing.
 */
export function endsOpen(text: string): boolean {
  return /(?:[{[(,=+\-*/%&|^<>?:.!~\\]|\b(?:and|or|not|in|is|if|else|return|await|new|from|import))\s*$/.test(text);
}
