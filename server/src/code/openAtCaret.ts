import type { CaretPlace } from "./caret";
import type { Closer } from "./brackets";
import type { Frame } from "./lexer";
import { rememberedScan } from "./rememberedScan";

/** Most unmatched closers after the caret that are read. */
export const closerCount = 12;

/** Finds the brackets and quotes that are open at the caret, outermost first. `before` may start anywhere. */
export function openBefore(
  before: string,
  params: { languageId: string; place: CaretPlace; isPrefixCut: boolean },
): readonly Frame[] {
  const { languageId, place, isPrefixCut } = params;
  const { open } = rememberedScan(before, { languageId });
  if (place !== "code") return open;
  // A dividing slash was taken for the start of a pattern.
  const pattern = open.findIndex(({ form }) => form?.isPattern);
  if (pattern >= 0) return open.slice(0, pattern);
  const string = isPrefixCut ? open.find(({ form }) => form) : undefined;
  if (string === undefined || open.some(({ kind }) => kind === "hole")) return open;
  // The caret is in code, so the scan began inside a string and took its end for a start.
  const again = rememberedScan(before, { languageId, outer: [{ ...string, lineStart: 0 }] }).open;
  return again.some(({ form }) => form) ? [] : again;
}

/**
 * Finds the brackets and quotes that the text after the caret closes without having opened them, given those open at the caret.
 * `isStringClosed`: the completion ends the string at the caret, so that the lines below are not its content.
 */
export function closedAfter(
  after: string,
  params: { languageId: string; open: readonly Frame[]; caretLineStart: number; isStringClosed: boolean },
): readonly Closer[] {
  const { languageId, open, caretLineStart, isStringClosed } = params;
  // A string begun on the caret's line is also still being written.
  const outer = open.map((frame) =>
    frame.form !== undefined && (isStringClosed || frame.lineStart >= caretLineStart)
      ? { ...frame, form: { ...frame.form, isMultiline: false } }
      : frame,
  );
  return rememberedScan(after, { languageId, outer, maxCloserCount: closerCount }).closers;
}
