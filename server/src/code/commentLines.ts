import { looksLikeCode } from "./looksLikeCode";
import { findLiterals } from "./literals";

/** The words of one line of a comment, without its marks; offsets count UTF-16 units. */
export interface CommentLine {
  readonly start: number;
  readonly end: number;
}

/** Marks of a comment's line, such as "// ", " * ", "# " and "<!-- "; not the star that ends one. */
const opening = /^[ \t]*(?:\/{2,}[/!]?|\/\*+!?|\*+(?!\/)|#+|--+|;+|<!--|"""|''')?[ \t]*/;
const closing = /[ \t]*(?:\*\/|-->|"""|''')?[ \t\r]*$/;

/** Finds the words in the comments of a text, line by line. Disabled code, tags (`@param`) and rulers are left out. */
export function commentLines(languageId: string, text: string): CommentLine[] {
  const lines: CommentLine[] = [];
  const note = (from: number, to: number): void => {
    for (let start = from; start < to;) {
      const lineBreak = text.indexOf("\n", start);
      const end = lineBreak < 0 || lineBreak > to ? to : lineBreak;
      const line = text.slice(start, end);
      const first = start + (opening.exec(line)?.[0].length ?? 0);
      const last = end - (closing.exec(line)?.[0].length ?? 0);
      const words = text.slice(first, last);
      if (/\p{L}{2}/u.test(words) && !words.startsWith("@") && !looksLikeCode(words))
        lines.push({ start: first, end: last });
      start = end + 1;
    }
  };
  const open = findLiterals(languageId, text, ({ kind, start }, end) => {
    if (kind !== "string") note(start, end);
  });
  if (open?.kind === "lineComment") note(open.start, text.length);
  return lines;
}
