import type { CaretPlace } from "../../context/caret";
import type { Closer, Opener } from "./brackets";
import { rememberedScan } from "./rememberedScan";

/** Unmatched closers after the caret that are looked at. */
export const closerCount = 12;

/** Finds the brackets and quotes that are open at the caret, outermost first. `before` may start anywhere; lines end with `\n`. */
export function openBefore(
  before: string,
  params: { languageId: string; place: CaretPlace; isPrefixCut: boolean },
): readonly Opener[] {
  const { languageId, place, isPrefixCut } = params;
  const { open } = rememberedScan(before, { languageId });
  const string = place === "code" && isPrefixCut ? open.find(({ form }) => form) : undefined;
  if (
    string === undefined ||
    open.some(({ closer, form }) => form === undefined && closer === string.form?.interpolation?.close)
  )
    return open;
  // The caret is in code, so the scan began inside a string and took its end for a start.
  const again = rememberedScan(before, { languageId, outer: [{ ...string, lineStart: 0 }] }).open;
  return again.some(({ form }) => form) ? [] : again;
}

/**
 * Finds what the text after the caret closes without having opened it, given what is open at the caret.
 * `isStringClosed` says that the completion ends the string at the caret, so that the lines below are not its content.
 */
export function closedAfter(
  after: string,
  params: { languageId: string; open: readonly Opener[]; caretLineStart: number; isStringClosed: boolean },
): readonly Closer[] {
  const { languageId, open, caretLineStart, isStringClosed } = params;
  // A string begun on the caret's line is still being written as well.
  const outer = open.map((opener) =>
    opener.form !== undefined && (isStringClosed || opener.lineStart >= caretLineStart)
      ? { ...opener, form: { ...opener.form, isMultiline: false } }
      : opener,
  );
  return rememberedScan(after, { languageId, outer, maxCloserCount: closerCount }).closers;
}
