import type { ComparedArm } from "../model/backend";
import type { Certainty, Profile, TextSource } from "../model/certainty";

/** A completion before ranking. */
export interface Candidate {
  /** Text to insert at the caret. */
  readonly text: string;
  /** Number of characters after the caret, on its line, that the text replaces. */
  readonly replaceSuffixLength: number;
  /** Its source's certainty; `undefined` if a backend gives no probabilities. */
  readonly certainty: Certainty | undefined;
  /** Probabilities of its tokens, for the judgement whether it is worth showing; of a model on this machine only. */
  readonly profile?: Profile;
  readonly source: TextSource;
  /** The endpoint's model that wrote it; absent for the model on this machine. */
  readonly writtenBy?: string;
  /** The backend that wrote it, while two are compared. */
  readonly arm?: ComparedArm;
}
