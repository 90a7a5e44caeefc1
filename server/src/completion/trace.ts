import type { Clock } from "../base/clock";
import type { CaretPlace } from "../code/caret";
import type { Explanation, Verdict } from "../protocol";

/** Place of a request's caret, and the language of the stretch around it. */
export interface TracedPlace {
  readonly place: CaretPlace;
  readonly languageId: string;
}

/** The steps of one request. Outcomes are sentences for people and hold no document text. */
export class Trace {
  readonly #startMs: number;
  readonly #steps: { step: string; outcome: string; atMs: number }[] = [];
  /** Verdict of the last step, if it has one. */
  #last: Verdict | undefined;
  #summary = "";
  #verdict: Verdict | undefined;
  #at: TracedPlace | undefined;

  constructor(readonly clock: Clock) {
    this.#startMs = clock.nowMs();
  }

  /** Place of the caret, once it is known. */
  get at(): TracedPlace | undefined {
    return this.#at;
  }

  /** Records the place of the caret. */
  locate(at: TracedPlace): void {
    this.#at = at;
  }

  /** Records the decision of `step`; `verdict` if the user can change it. */
  note(step: string, outcome: string, verdict?: Verdict): void {
    this.#steps.push({ step, outcome, atMs: this.elapsedMs() });
    this.#last = verdict;
  }

  /** Records the last step; its outcome is the verdict. */
  conclude(step: string, outcome: string, verdict?: Verdict): void {
    this.note(step, outcome, verdict);
    this.concludeWithLast();
  }

  /** Makes the last step the verdict. */
  concludeWithLast(): void {
    this.#summary = this.#steps.at(-1)?.outcome ?? "";
    this.#verdict = this.#last;
  }

  elapsedMs(): number {
    return this.clock.nowMs() - this.#startMs;
  }

  explanation(): Explanation {
    return { summary: this.#summary, ...(this.#verdict && { verdict: this.#verdict }), steps: this.#steps };
  }
}
