import type * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient";
import type { OfferOutcome } from "./acceptance";
import { learn, readEagernessMemory, type EagernessMemory } from "./earnedEagerness";
import { inBackground } from "../../../server/src/base/inBackground";

/** Where the experience is kept between sessions. */
const storageKey = "eagerness";

/**
 * Learns from what becomes of offers how eager the automatic ones may be, and puts that into the settings the server asks
 * for, unless the user has chosen an eagerness.
 */
export class Experience {
  #memory: EagernessMemory;

  constructor(
    private readonly storage: { get(key: string): unknown; update(key: string, value: unknown): Thenable<void> },
    private readonly params: {
      readonly log: Pick<vscode.LogOutputChannel, "info" | "debug">;
      /** Whether the user has chosen an eagerness. */
      readonly isChosen: () => boolean;
      readonly onEarned: () => void;
    },
  ) {
    this.#memory = readEagernessMemory(storage.get(storageKey));
  }

  /** Notes what became of an offer; it counts as taken when some of it was accepted or all of it was typed. */
  noteOutcome(outcome: OfferOutcome): void {
    const before = this.#memory.earned;
    const wasTaken = outcome.acceptedCharCount > 0 || outcome.typedCharCount >= outcome.offeredCharCount;
    this.#memory = learn(this.#memory, wasTaken);
    const { log, onEarned } = this.params;
    inBackground("storing the experience", this.storage.update(storageKey, this.#memory));
    if (this.#memory.earned === before) return;
    log.info(`Automatic offers are ${this.#memory.earned} from now on, by what was taken lately.`);
    onEarned();
  }

  /** Answers the server's question for settings. */
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
