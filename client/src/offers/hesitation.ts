/** Reason why automatic offers are held back for the moment. */
export type HoldBackReason = "undo" | "deletion" | "dismissal";

/**
 * Times for which each sign of "leave me alone" holds back automatic offers, in ms. Guesses, to be checked against
 * acceptance.
 */
const undoMs = 3_000; // guess
const deletionMs = 1_500; // guess
/** After the first, second and any further Escape within `dismissalMemoryMs`. */
const dismissalMs = [4_000, 15_000, 60_000]; // guess
const dismissalMemoryMs = 120_000; // guess
/**
 * Number of deletions in a row that count as a sign, each within `deletionGapMs` of the one before. A single typo does
 * not count.
 */
const deletionRun = 3; // guess
const deletionGapMs = 1_000; // guess

/** An edit by the user, reduced to what it says about their mood. */
export interface EditSign {
  readonly isUndoOrRedo: boolean;
  readonly removedCharCount: number;
  readonly insertedCharCount: number;
}

/**
 * Senses hesitation: after undo, repeated deletion or Escape the user wants to think, so automatic offers wait a while.
 * An explicit request is never held back. All times are passed in, in ms.
 */
export class Hesitation {
  #hold: { reason: HoldBackReason; untilMs: number } | undefined;
  #deletions = { count: 0, lastMs: Number.NEGATIVE_INFINITY };
  #dismissalTimesMs: number[] = [];

  noteEdit(sign: EditSign, nowMs: number): void {
    if (sign.isUndoOrRedo) {
      this.#holdBack("undo", nowMs + undoMs);
    } else if (sign.insertedCharCount === 0 && sign.removedCharCount > 0) {
      const isRun = nowMs - this.#deletions.lastMs <= deletionGapMs;
      this.#deletions = { count: isRun ? this.#deletions.count + 1 : 1, lastMs: nowMs };
      if (this.#deletions.count >= deletionRun) this.#holdBack("deletion", nowMs + deletionMs);
    } else if (sign.insertedCharCount > 0) {
      this.#deletions = { count: 0, lastMs: Number.NEGATIVE_INFINITY };
    }
  }

  /** Notes that the user hid a suggestion with Escape. */
  noteDismissal(nowMs: number): void {
    this.#dismissalTimesMs = this.#dismissalTimesMs.filter((timeMs) => nowMs - timeMs < dismissalMemoryMs);
    const durationMs = dismissalMs[Math.min(this.#dismissalTimesMs.length, dismissalMs.length - 1)] ?? 0;
    this.#dismissalTimesMs.push(nowMs);
    this.#holdBack("dismissal", nowMs + durationMs);
  }

  /** Notes that the user took an offer or asked for one: they want suggestions again. */
  noteInterest(): void {
    this.#hold = undefined;
    this.#dismissalTimesMs = [];
  }

  /** Returns why automatic offers wait at `nowMs`, or `undefined` when they don't. */
  heldBack(nowMs: number): HoldBackReason | undefined {
    return this.#hold !== undefined && nowMs < this.#hold.untilMs ? this.#hold.reason : undefined;
  }

  #holdBack(reason: HoldBackReason, untilMs: number): void {
    if (this.#hold === undefined || this.#hold.untilMs < untilMs) this.#hold = { reason, untilMs };
  }
}
