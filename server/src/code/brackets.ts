import { indentWidth, leadingBlanks } from "./indent";
import { type Frame, lex } from "./lexer";

/** A bracket or quote that closes something not opened in the text. */
export interface Closer {
  readonly char: string;
  /** Offset in the text. */
  readonly at: number;
  /** Indentation of its line in columns, if it is first on a line after the text's first. */
  readonly indent: number | undefined;
}

/** Brackets and quotes of a text without a partner in it: the opened and the closed ones. */
export interface BracketScan {
  readonly open: readonly Frame[];
  readonly closers: readonly Closer[];
}

/** Finds the brackets and quotes of a text without a partner in it. `outer` is open at the text's start. */
export function scanBrackets(
  text: string,
  params: { languageId: string; outer?: readonly Frame[]; maxCloserCount?: number },
): BracketScan {
  const { maxCloserCount = Infinity } = params;
  const closers: Closer[] = [];
  const { open } = lex(text, {
    ...params,
    only: "closers",
    visit({ start, end }) {
      const lineStart = text.lastIndexOf("\n", start - 1) + 1;
      const line = lineStart > 0 && start > 0 ? text.slice(lineStart, start) : "-";
      const indent = leadingBlanks(line) === line ? indentWidth(line) : undefined;
      closers.push({ char: text.slice(start, end), at: start, indent });
      return closers.length >= maxCloserCount;
    },
  });
  return { open, closers };
}
