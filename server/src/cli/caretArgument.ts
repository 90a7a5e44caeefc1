import { CliError } from "./cliError";

/** A place in a file as people write it: line and column from 1, columns in UTF-16 units as editors count them. */
export interface CaretArgument {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Parses `FILE:LINE:COLUMN`. The file's name may contain colons.
 * @throws CliError 2
 */
export function parseCaret(argument: string): CaretArgument {
  const match = /^(.+):(\d{1,9}):(\d{1,9})$/s.exec(argument);
  const [, file = "", line = "", column = ""] = match ?? [];
  if (match === null || Number(line) === 0 || Number(column) === 0)
    throw new CliError(2, `"${argument}" is not FILE:LINE:COLUMN. Lines and columns count from 1: src/main.ts:12:5`);
  return { file, line: Number(line), column: Number(column) };
}

/**
 * Finds the offset of a caret in the text of its file; the place after a line's last character belongs to it.
 * @throws CliError 2 if the text has no such place
 */
export function offsetOfCaret(text: string, { file, line, column }: CaretArgument): number {
  const ends = /\r\n|\n|\r/g;
  let start = 0;
  for (let count = 1; count < line; count++) {
    const end = ends.exec(text);
    if (end === null) throw new CliError(2, `${file} has ${plural(count, "line")}; there is no line ${line}.`);
    start = ends.lastIndex;
  }
  const length = (ends.exec(text)?.index ?? text.length) - start;
  if (column > length + 1)
    throw new CliError(2, `Line ${line} of ${file} ends at column ${length + 1}; there is no column ${column}.`);
  const offset = start + column - 1;
  if (/^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(offset - 1, offset + 1)))
    throw new CliError(
      2,
      `Column ${column} of line ${line} of ${file} is inside a character; columns count UTF-16 units.`,
    );
  return offset;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
