/** Most characters after the caret's line that are compared; see `Continuation.afterMatchLength`. */
const maxAfterMatch = 64;

/** Counts the characters from the line after `offset` on that agree with `afterLine`. */
export function nextLineMatch(text: string, offset: number, afterLine: string): number {
  const start = text.indexOf("\n", offset) + 1;
  if (start === 0) return 0;
  const most = Math.min(maxAfterMatch, afterLine.length, text.length - start);
  let length = 0;
  while (length < most && text.charCodeAt(start + length) === afterLine.charCodeAt(length)) length++;
  return length;
}

/** Reports whether `offset` splits a surrogate pair. */
export function splitsSurrogates(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}
