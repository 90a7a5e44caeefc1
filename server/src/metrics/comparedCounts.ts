import type { ComparedArm } from "../model/backend";
import type { Figures } from "./figures";

/**
 * Suggestions of each model after which a comparison ends, set before it begins: as many find a difference of 10 points in the share taken in 4 of 5 comparisons,
 * whatever that share is (two proportions around 50 %, two-sided 5 %, power 80 %: 392).
 */
export const offersEach = 400;

/** Follows how far a comparison has come, so that nothing counts after its end. */
export class ComparedCounts {
  #comparison = "";
  #offered = { a: 0, b: 0 };

  /** Begins with a comparison. */
  begin(comparison: string): void {
    this.#comparison = comparison;
    this.#offered = { a: 0, b: 0 };
  }

  /** Adds what the figures of earlier sessions have of it. */
  add(comparison: string, earlier: Figures): void {
    if (comparison !== this.#comparison) return;
    for (const arm of ["a", "b"] as const) this.#offered[arm] += earlier.value("compared", comparison, arm, "offered");
  }

  /** True once each model was shown as often as was set beforehand. */
  get isOver(): boolean {
    return Math.min(this.#offered.a, this.#offered.b) >= offersEach;
  }

  /** Records a suggestion that is shown; returns whether it and what the user makes of it count. */
  takes({ comparison, arm }: ComparedArm): boolean {
    if (comparison !== this.#comparison || this.#offered[arm] >= offersEach) return false;
    this.#offered[arm]++;
    return true;
  }
}
