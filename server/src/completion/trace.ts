import type { Clock } from "../base/clock";
import type { Explanation } from "../protocol";

/** The steps of one request. Outcomes are sentences for people and hold no document text. */
export class Trace {
  readonly #startMs: number;
  readonly #steps: { step: string; outcome: string; atMs: number }[] = [];
  #summary = "";

  constructor(readonly clock: Clock) {
    this.#startMs = clock.nowMs();
  }

  /** Records the decision of `step`. */
  note(step: string, outcome: string): void {
    this.#steps.push({ step, outcome, atMs: this.elapsedMs() });
  }

  /** Records the last step; its outcome is the verdict. */
  conclude(step: string, outcome: string): void {
    this.note(step, outcome);
    this.#summary = outcome;
  }

  /** Makes the last step the verdict. */
  concludeWithLast(): void {
    this.#summary = this.#steps.at(-1)?.outcome ?? "";
  }

  elapsedMs(): number {
    return this.clock.nowMs() - this.#startMs;
  }

  explanation(): Explanation {
    return { summary: this.#summary, steps: this.#steps };
  }
}
