import type { Certainty, TextSource } from "../model/certainty";

/** A completion before ranking. */
export interface Candidate {
  /** Text to insert at the caret. */
  readonly text: string;
  /** Characters after the caret, on its line, that the text takes the place of. */
  readonly replaceSuffixLength: number;
  /** How sure its source is of it; `undefined` where a backend gives no probabilities. */
  readonly certainty: Certainty | undefined;
  readonly source: TextSource;
  /** The endpoint's model that wrote it; absent where this machine did. */
  readonly writtenBy?: string;
}
