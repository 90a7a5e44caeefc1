import type { Span } from "../promptText";

/** Most text that is searched at once: lines, and characters if lines are long. // guess: half a millisecond of work, two if lines are made to cost time */
const windowLines = 60;
const windowChars = 2_400;
/** Text before and after it that is also read: lines, since a name may be above its value, and at most so many characters. */
const contextLines = 4;
/** Longer than the longest match of our own rules. */
const contextChars = 2_400;

/** Returns the end of a search that begins at `from` and takes little time: at a line's end, or within a long line; at most at `to`. */
export function windowEnd(text: string, from: number, to: number): number {
  let at = from;
  for (let line = 0; line < windowLines && at < to; line++) {
    const end = lineEnd(text, at);
    if (end - from > windowChars) break;
    at = end;
  }
  return Math.min(at > from ? at : from + windowChars, to);
}

/** Returns the text read to find the secrets of a window: the lines around it, as far as they are near. */
export function lookedAt(text: string, window: Span): Span {
  const { start, end } = withContext(text, window);
  return { start: Math.max(start, window.start - contextChars), end: Math.min(end, window.end + contextChars) };
}

/** Returns the whole lines that a span touches, and the surrounding lines that are read with them. */
export function withContext(text: string, span: Span): Span {
  return linesAround(text, span, contextLines);
}

/** Returns the whole lines that a span touches, and `lines` around them. */
export function linesAround(text: string, span: Span, lines: number): Span {
  let { start, end } = { start: lineStart(text, span.start), end: lineEnd(text, span.end - 1) };
  for (let line = 0; line < lines; line++) {
    start = lineStart(text, start - 1);
    end = lineEnd(text, end);
  }
  return { start, end };
}

/** Returns the start of the line with the character at `offset`. */
function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** Returns the start of the line after the one with the character at `offset`, or the text's end. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}
