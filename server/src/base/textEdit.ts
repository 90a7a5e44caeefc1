/** A change of a text in UTF-16 units: the text between `startOffset` and `oldEndOffset` now ends at `newEndOffset`. */
export interface TextEdit {
  readonly startOffset: number;
  readonly oldEndOffset: number;
  readonly newEndOffset: number;
}

/** Joins two consecutive edits (`second` counts in the text after `first`) into the one that covers both. */
export function joinEdits(first: TextEdit | undefined, second: TextEdit): TextEdit {
  if (first === undefined) return second;
  const beyond = Math.max(0, second.oldEndOffset - first.newEndOffset);
  const kept = Math.max(0, first.newEndOffset - second.oldEndOffset);
  return {
    startOffset: Math.min(first.startOffset, second.startOffset),
    oldEndOffset: first.oldEndOffset + beyond,
    newEndOffset: second.newEndOffset + kept,
  };
}

/** Returns the place of a stretch after an edit; `undefined` if the edit changed a part of it. */
export function movedSpan<T extends { readonly start: number; readonly end: number }>(
  span: T,
  { startOffset, oldEndOffset, newEndOffset }: TextEdit,
): T | undefined {
  if (span.end <= startOffset) return span;
  const shift = newEndOffset - oldEndOffset;
  return span.start >= oldEndOffset ? { ...span, start: span.start + shift, end: span.end + shift } : undefined;
}
