import type { StringForm } from "../../context/languages";
import { indentWidth, leadingBlanks } from "./indentationUnit";
import { lexisOf } from "./lexis";

/** A bracket or quote that is open, or a hole in a string such as `${`. */
export interface Opener {
  readonly closer: string;
  /** Set for a string: what follows is its content. */
  readonly form?: StringForm;
  /** Offset at which its line starts, in the scanned text. */
  readonly lineStart: number;
  /** Indentation of its line, in columns. */
  readonly indent: number;
}

/** A bracket or quote that closes what the scanned text has not opened. */
export interface Closer {
  readonly char: string;
  /** Offset in the scanned text. */
  readonly at: number;
  /** Indentation of its line in columns, when it stands first on a line after the scan's first. */
  readonly indent: number | undefined;
  /** A bracket inside the string that was open at the start: it may belong to a format hole, or mean nothing. */
  readonly isSoft: boolean;
  /** Something else is open around the text, so this closer cannot be right. */
  readonly isMismatched: boolean;
}

/** What a stretch of text leaves open, and what it closes without having opened it. */
export interface BracketScan {
  readonly open: readonly Opener[];
  readonly closers: readonly Closer[];
}

const closerOf: Readonly<Record<string, string | undefined>> = { "(": ")", "[": "]", "{": "}" };
const bracketClosers = ")]}";
/** Characters of a line in which its indentation is looked for. */
const maxIndent = 200;

/**
 * Scans brackets and quotes, skipping comments and patterns. A light lexer for every language of the table: it recovers at line
 * ends and may be wrong in odd code, so nobody may rely on it for more than a suggestion's shape.
 * `outer` is what is already open where the text starts.
 */
export function scanBrackets(
  text: string,
  params: { languageId: string; outer?: readonly Opener[]; maxCloserCount?: number },
): BracketScan {
  const lexis = lexisOf(params.languageId);
  const outer = [...(params.outer ?? [])];
  const maxCloserCount = params.maxCloserCount ?? Infinity;
  const open: Opener[] = [];
  const closers: Closer[] = [];
  /** Closers of brackets opened within the current string. */
  let soft: string[] = [];
  let lineStart = 0;
  let indent = indentWidth(text);
  const pop = (): void => void (open.length > 0 ? open : outer).pop();
  const note = (char: string, at: number, more: { isSoft?: boolean; isMismatched?: boolean } = {}): void => {
    const isFirst =
      lineStart > 0 && at === lineStart + leadingBlanks(text.slice(lineStart, lineStart + maxIndent)).length;
    closers.push({ char, at, indent: isFirst ? indent : undefined, isSoft: false, isMismatched: false, ...more });
  };

  for (let at = 0; at < text.length && closers.length < maxCloserCount; at++) {
    const char = text.charAt(at);
    const top = open.at(-1) ?? outer.at(-1);
    if (char === "\n") {
      lineStart = at + 1;
      indent = indentWidth(text.slice(lineStart, lineStart + maxIndent));
      // An unterminated string of one line ends here; the code after it is not part of it.
      if (top?.form?.isMultiline === false && text[at - 1] !== "\\") pop();
      soft = [];
    } else if (top?.form !== undefined) {
      const { escape, interpolation } = top.form;
      const isDoubled = escape === "doubling" && text.startsWith(top.closer + top.closer, at);
      if ((escape === "backslash" && char === "\\") || isDoubled) at += isDoubled ? 2 * top.closer.length - 1 : 1;
      else if (text.startsWith(top.closer, at)) {
        if (open.length === 0) note(top.closer, at);
        pop();
        at += top.closer.length - 1;
        soft = [];
      } else if (interpolation !== undefined && text.startsWith(interpolation.open, at)) {
        open.push({ closer: interpolation.close, lineStart, indent });
        at += interpolation.open.length - 1;
      } else if (closerOf[char] !== undefined) soft.push(closerOf[char]);
      else if (bracketClosers.includes(char)) {
        if (soft.at(-1) === char) soft.pop();
        else if (open.length === 0) note(char, at, { isSoft: true });
      }
    } else {
      const end = lexis.skip(text, at, lineStart);
      const form = end > at || isInsideWord(text, at) ? undefined : lexis.stringAt(text, at, lineStart);
      if (end > at) at = end - 1;
      else if (form !== undefined) {
        open.push({ closer: form.close, form, lineStart, indent });
        at += form.open.length - 1;
      } else if (closerOf[char] !== undefined) open.push({ closer: closerOf[char], lineStart, indent });
      else if (bracketClosers.includes(char)) {
        const depth = open.findLastIndex(({ closer }) => closer === char);
        if (depth >= 0) open.length = depth;
        else {
          const expected = outer.at(-1)?.closer;
          note(char, at, { isMismatched: expected !== undefined && expected !== char });
          if (expected === char) outer.pop();
        }
      }
    }
  }
  return { open, closers };
}

/** Letters that may stand directly before an apostrophe that opens a string: prefixes of Python, C++ and others. */
const stringPrefix = /(?:^|[^\w$])(?:[rbfu]|rb|br|fr|rf|u8|L)$/i;

/** An apostrophe after a letter is a contraction, a prime or a digit separator, unless the letters are a string's prefix. */
function isInsideWord(text: string, at: number): boolean {
  return text[at] === "'" && /\w/.test(text[at - 1] ?? "") && !stringPrefix.test(text.slice(Math.max(0, at - 3), at));
}
