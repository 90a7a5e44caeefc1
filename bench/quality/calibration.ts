import type { Judged } from "./measure";

/** Result of silence below a threshold. Shares of all cases, except `exactOfOffered` and `wrongAtOnceOfOffered`. */
export interface CalibrationRow {
  /** Least certainty (see `certaintyBetween` in model/certainty.ts) at which an answer is offered. */
  readonly threshold: number;
  readonly offered: number;
  readonly exactOfOffered: number;
  readonly wrongAtOnceOfOffered: number;
  /** Characters saved, over those of all cases. */
  readonly savedChars: number;
}

/** Thresholds that are evaluated; -0.1 is a probability of 0.90 a token, -2 of 0.14. */
const thresholds = [-0.1, -0.2, -0.25, -0.3, -0.35, -0.4, -0.5, -0.6, -0.8, -1, -1.3, -2, -Infinity];

/**
 * Computes how much an arm that stays silent when unsure would offer, and how often it would be right. Empty if the arm
 * doesn't report its certainty.
 */
export function calibrate(judged: readonly Judged[]): CalibrationRow[] {
  if (judged.every(({ certainty }) => certainty === undefined)) return [];
  const truthCharCount = sum(judged.map((one) => one.truthCharCount));
  return thresholds.map((threshold) => {
    const offered = judged.filter(({ isOffered, certainty }) => isOffered && (certainty ?? 0) >= threshold);
    const shareOf = (holds: (one: Judged) => boolean): number =>
      offered.filter(holds).length / Math.max(1, offered.length);
    return {
      threshold,
      offered: offered.length / judged.length,
      exactOfOffered: shareOf(({ isExact }) => isExact),
      wrongAtOnceOfOffered: shareOf(({ isWrongAtOnce }) => isWrongAtOnce),
      savedChars: sum(offered.map(({ savedCharCount }) => savedCharCount)) / truthCharCount,
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
