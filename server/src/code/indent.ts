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
