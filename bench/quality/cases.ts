/** A place to complete, and its real text. */
export interface QualityCase {
  /** Stable, readable id that names the set, file and place. */
  readonly id: string;
  /** `owner/name`, or the set's name for cases without a repository. */
  readonly repository: string;
  /** Path inside the repository, with `/`. The model sees its last two parts. */
  readonly path: string;
  readonly languageId: string;
  /** Whole text before the caret. */
  readonly prefix: string;
  /** Whole text after the hole; starts with the line break if the hole ends a line. */
  readonly suffix: string;
  /** Real text of the hole. */
  readonly truth: string;
  readonly kind: "code" | "comment";
  /** `line`: only the answer's first line counts. `span`: the whole answer counts. */
  readonly hole: "line" | "span";
  /** Program to run after completion; absent if only the text counts. */
  readonly run?: Run;
}

/** Parts that turn a completed case into a program. */
export interface Run {
  readonly language: "python" | "javascript";
  /** Follows the completed text; fails loudly when the completion is wrong. */
  readonly test: string;
}

/** Text that an arm answers with. Empty: it offered nothing. */
export interface Offer {
  readonly text: string;
  /** Number of UTF-16 units after the caret that the text replaces. */
  readonly replaceSuffixLength: number;
  readonly latencyMs: number;
  /** The arm's certainty (see `certaintyBetween` in model/certainty.ts), if it reports one. */
  readonly certainty?: number;
}

/** Returns the part of an answer that counts for a case: its first line, or all of it. */
export function countedText(testCase: QualityCase, offer: Offer): string {
  if (testCase.hole === "span") return offer.text;
  return offer.text.split(/\r?\n/, 1)[0] ?? "";
}

/** Returns the document after the counted part has been accepted. */
export function documentAfter(testCase: QualityCase, offer: Offer): string {
  return testCase.prefix + countedText(testCase, offer) + testCase.suffix.slice(offer.replaceSuffixLength);
}
