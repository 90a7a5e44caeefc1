import type { OfferOutcome } from "./acceptance";
import { hasEarnedMore, learn, readEagernessMemory, takenCount, type EagernessMemory } from "./earnedEagerness";
import { inBackground } from "../../../server/src/base/inBackground";

/** Key under which the experience is kept between sessions. */
const storageKey = "eagerness";

/**
 * Learns from the outcomes of offers whether the user would welcome more of them, and asks them once. It never changes
 * a setting itself.
 */
export class EagernessLearner {
  #memory: EagernessMemory;

  constructor(
    private readonly storage: { get(key: string): unknown; update(key: string, value: unknown): Thenable<void> },
    private readonly params: {
      /** Reports that the user has chosen an eagerness. */
      readonly isChosen: () => boolean;
      /** Asks whether the user wants more suggestions. */
      readonly ask: (count: { readonly taken: number; readonly offered: number }) => Promise<void>;
    },
  ) {
    this.#memory = readEagernessMemory(storage.get(storageKey));
  }

  /** Notes an offer's outcome. It counts as taken when part of it was accepted or all of it was typed. */
  noteOutcome(outcome: OfferOutcome): void {
    const wasTaken = outcome.acceptedCharCount > 0 || outcome.typedCharCount >= outcome.offeredCharCount;
    this.#memory = learn(this.#memory, wasTaken);
    const isDue = !this.#memory.wasAsked && !this.params.isChosen() && hasEarnedMore(this.#memory);
    if (isDue) this.#memory = { ...this.#memory, wasAsked: true };
    inBackground("storing the experience", this.storage.update(storageKey, this.#memory));
    if (!isDue) return;
    const { outcomes } = this.#memory;
    inBackground(
      "asking about more suggestions",
      this.params.ask({ taken: takenCount(outcomes), offered: outcomes.length }),
    );
  }
}
