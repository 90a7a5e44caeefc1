import type { QualityCase } from "../cases";

/** Kinds of text, as the report divides them. */
export type ProseKind =
  "paragraph" | "list" | "table" | "frontMatter" | "changelog" | "rst" | "commit" | "pullRequest" | "translation";

/** A line of prose to type: from the caret on, the first `typedLength` characters of `truth`, which is the rest of the line. */
export interface ProseCase extends QualityCase {
  readonly proseKind: ProseKind;
  /** Language of the text: `en`, `de`, `fr`, `es` or `pt`. */
  readonly tongue: string;
  /** In UTF-16 units; ends with a whole word. */
  readonly typedLength: number;
}

/** Most characters that are typed of a line; the rest of a long one only tells more of the same. */
const maxTyped = 48;
/** Fewest characters that are typed. */
const minTyped = 16;

/** Makes the case of one line from the column `start` on; `undefined` where too little is left to type. */
export function lineCase(params: {
  id: string;
  repository: string;
  path: string;
  languageId: string;
  proseKind: ProseKind;
  tongue: string;
  /** Whole text; the line begins at `lineStart`. */
  text: string;
  lineStart: number;
  start: number;
}): ProseCase | undefined {
  const { text, lineStart, start, ...rest } = params;
  const lineEnd = text.indexOf("\n", lineStart);
  const caret = lineStart + start;
  const truth = text.slice(caret, lineEnd < 0 ? text.length : lineEnd);
  const typedLength = typedPart(truth).length;
  if (typedLength < minTyped) return undefined;
  const prefix = text.slice(0, caret);
  const suffix = text.slice(caret + truth.length);
  return { ...rest, prefix, suffix, truth, typedLength, kind: "comment", hole: "line" };
}

function typedPart(truth: string): string {
  const whole = truth.trimEnd();
  if (whole.length <= maxTyped) return whole;
  return whole.slice(0, maxTyped + 1).replace(/\s+\S*$/, "");
}
