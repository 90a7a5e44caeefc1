import type * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient";
import type { OfferOutcome } from "./acceptance";
import { learn, readEagernessMemory, type EagernessMemory } from "./earnedEagerness";
import { inBackground } from "../../../server/src/base/inBackground";

/** Key under which the experience is kept between sessions. */
const storageKey = "eagerness";

/**
 * Learns from the outcomes of offers how eager automatic ones may be. Puts that into the settings that the server
 * requests, unless the user has chosen an eagerness.
 */
export class EagernessLearner {
  #memory: EagernessMemory;

  constructor(
    private readonly storage: { get(key: string): unknown; update(key: string, value: unknown): Thenable<void> },
    private readonly params: {
      readonly log: Pick<vscode.LogOutputChannel, "info" | "debug">;
      /** Reports that the user has chosen an eagerness. */
      readonly isChosen: () => boolean;
      readonly onEarned: () => void;
    },
  ) {
    this.#memory = readEagernessMemory(storage.get(storageKey));
  }

  /** Notes an offer's outcome. It counts as taken when part of it was accepted or all of it was typed. */
  noteOutcome(outcome: OfferOutcome): void {
    const before = this.#memory.earned;
    const wasTaken = outcome.acceptedCharCount > 0 || outcome.typedCharCount >= outcome.offeredCharCount;
    this.#memory = learn(this.#memory, wasTaken);
    const { log, onEarned } = this.params;
    inBackground("storing the experience", this.storage.update(storageKey, this.#memory));
    if (this.#memory.earned === before) return;
    log.info(`Automatic suggestions are now ${this.#memory.earned}, judging by what you accepted lately.`);
    onEarned();
  }

  /** Answers the server's request for settings. */
  readonly configuration: NonNullable<NonNullable<Middleware["workspace"]>["configuration"]> = async (
    params,
    token,
    next,
  ) => {
    const answers: unknown = await next(params, token);
    if (!Array.isArray(answers)) return [];
    return answers.map((answer: unknown, index) => {
      const { section } = params.items[index] ?? {};
      if (section !== "nanotype" || this.params.isChosen() || typeof answer !== "object" || answer === null)
        return answer;
      return { ...answer, eagerness: this.#memory.earned };
    });
  };
}
