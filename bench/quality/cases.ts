/** A place to complete, and what really stood there. */
export interface QualityCase {
  /** Stable and readable: says which set, file and place. */
  readonly id: string;
  /** `owner/name`, or the name of the set where there is no repository. */
  readonly repository: string;
  /** Path inside the repository, with `/`. The model sees its last two parts. */
  readonly path: string;
  readonly languageId: string;
  /** Whole text before the caret. */
  readonly prefix: string;
  /** Whole text after the hole; starts with the line break where the hole ends a line. */
  readonly suffix: string;
  /** What stood in the hole. */
  readonly truth: string;
  readonly kind: "code" | "comment";
  /** `line`: only the answer's first line counts. `span`: the whole answer counts. */
  readonly hole: "line" | "span";
  /** How the completed program is run; absent where only the text counts. */
  readonly run?: Run;
}

/** What makes a program of a completed case. */
export interface Run {
  readonly language: "python" | "javascript";
  /** Follows the completed text; fails loudly when the completion is wrong. */
  readonly test: string;
}

/** Text an arm answers with. Empty: it offered nothing. */
export interface Offer {
  readonly text: string;
  /** UTF-16 units after the caret that the text takes the place of. */
  readonly replaceSuffixLength: number;
  readonly latencyMs: number;
  /** How sure the arm was (see `certaintyOf` in rank.ts), where it tells. */
  readonly certainty?: number;
}

/** The part of an answer that counts for a case: its first line, or all of it. */
export function countedText(testCase: QualityCase, offer: Offer): string {
  if (testCase.hole === "span") return offer.text;
  return offer.text.split(/\r?\n/, 1)[0] ?? "";
}

/** The document after the counted part has been accepted. */
export function documentAfter(testCase: QualityCase, offer: Offer): string {
  return testCase.prefix + countedText(testCase, offer) + testCase.suffix.slice(offer.replaceSuffixLength);
}
