/** The part of a file that is typed, and the text above it. */
export interface Excerpt {
  readonly above: string;
  readonly typed: string;
  /** Number of the first line typed, from 1. */
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Characters typed at most, so that the demo ends within a minute. Source: 450 at 90 ms a key are 45 s. */
const maxTyped = 450;

/**
 * Takes the text after the last blank line of a file's first half. It ends with the amount that can be typed in time; a
 * short file is taken whole.
 */
export function excerptOf(text: string): Excerpt {
  const lines = text.replaceAll("\r\n", "\n").trimEnd().split("\n");
  let first = text.length <= maxTyped ? 0 : Math.floor(lines.length / 2);
  while (first > 0 && lines[first - 1]?.trim() !== "") first--;
  let last = first;
  for (let length = 0; last < lines.length; last++) {
    length += (lines[last]?.length ?? 0) + 1;
    if (length > maxTyped && last > first) break;
  }
  return {
    above: lines
      .slice(0, first)
      .map((line) => `${line}\n`)
      .join(""),
    typed: lines.slice(first, last).join("\n").trimEnd(),
    firstLine: first + 1,
    lastLine: last,
  };
}
