/** Width of a tab when lines indented in different ways are compared. Only the order matters. */
const tabWidth = 4;

/** Returns a line's leading blanks. */
export function leadingBlanks(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** Returns how far a line is indented, in columns. */
export function indentWidth(line: string): number {
  let width = 0;
  for (const blank of leadingBlanks(line)) width += blank === "\t" ? tabWidth : 1;
  return width;
}

/** Returns how far the line that begins at `lineStart` is indented, in columns. */
export function indentAt(text: string, lineStart: number): number {
  let width = 0;
  for (let at = lineStart; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 32) width++;
    else if (code === 9) width += tabWidth;
    else return width;
  }
}
