/** A completion before ranking. */
export interface Candidate {
  /** Text to insert at the caret. */
  readonly text: string;
  /** Characters after the caret, on its line, that the text takes the place of. */
  readonly replaceSuffixLength: number;
  /** Mean natural log-probability a token; `undefined` where the backend gives none. */
  readonly meanLogProb: number | undefined;
  /** Natural log-probability of the token that says the first character; `undefined` where the backend gives none. */
  readonly firstLogProb?: number | undefined;
  readonly source: "model" | "memory";
  /** The endpoint's model that wrote it; absent where this machine did. */
  readonly writtenBy?: string;
}
