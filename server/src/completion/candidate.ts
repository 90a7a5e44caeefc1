import type { Certainty, TextSource } from "../model/certainty";

/** A completion before ranking. */
export interface Candidate {
  /** Text to insert at the caret. */
  readonly text: string;
  /** Number of characters after the caret, on its line, that the text replaces. */
  readonly replaceSuffixLength: number;
  /** Its source's certainty; `undefined` if a backend gives no probabilities. */
  readonly certainty: Certainty | undefined;
  readonly source: TextSource;
  /** The endpoint's model that wrote it; absent for the model on this machine. */
  readonly writtenBy?: string;
}
