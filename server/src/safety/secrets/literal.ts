import type { Span } from "../promptText";

/** Longest value that is read, in UTF-16 units. // guess: no token has more */
const maxLiteralChars = 2_000;
const marks =
  /(?:(?:u8|[uUL])?R"(\w{0,16})\(|(?:[bBrRuUfFlLnN@$]|u8|br|rb|bR|Rb|@\$|\$@){0,2}(?:#{0,3}("""|'''|''(?=[^\s;,)}\]'+.:=|&?])|"|'|`)|\[(=?)\[|<<"|[%~]?(?:[qQsS]|qq)([({[|/])))/y;
const closers: Readonly<Record<string, string>> = { "(": ")", "{": "}", "[": "]", "|": "|", "/": "/" };

/** The content of a literal. */
export interface Literal extends Span {
  /** Offset of the text after it. */
  readonly after: number;
  readonly quote: string;
}

/**
 * Reads the literal that begins at `offset`, in the forms of all languages: `"…"`, `b'…'`, `@"…"`, `r#"…"#`, three quotes, `[[…]]`,
 * `q(…)`, `R"(…)"`, two quotes. One without an end, as while it is typed, extends to its line's end.
 */
export function literalAt(text: string, offset: number): Literal | undefined {
  marks.lastIndex = offset;
  const match = marks.exec(text);
  if (match === null) return undefined;
  const mark = match[0];
  const [tag, quote, bracket, opener] = [match.at(1), match.at(2), match.at(3), match.at(4)];
  const start = offset + mark.length;
  const close =
    tag !== undefined
      ? `)${tag}"`
      : (quote ?? (bracket !== undefined ? `]${bracket}]` : opener !== undefined ? closers[opener] : '"'));
  const isRaw = /[rR@]/.test(mark) || /^[\])]./.test(close) || close === "`";
  const mayBreak = close.length === 3 || close === "`";
  const limit = Math.min(text.length, start + maxLiteralChars);
  for (let at = start; at < limit; at++) {
    const character = text[at];
    if (character === "\n" && !mayBreak) return { start, end: lineEnd(text, start, at), after: at, quote: close };
    if (character === "\\" && !isRaw) at++;
    else if (text.startsWith(close, at)) {
      // A doubled quote is part of the value.
      if (close.length === 1 && at > start && text[at + 1] === close && /["']/.test(close)) at++;
      else return { start, end: at, after: at + close.length, quote: close };
    }
  }
  return limit === text.length ? { start, end: limit, after: limit, quote: close } : undefined;
}

function lineEnd(text: string, start: number, at: number): number {
  return text[at - 1] === "\r" && at > start ? at - 1 : at;
}
