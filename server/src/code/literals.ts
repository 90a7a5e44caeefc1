import { lex } from "./lexer";

/** A comment or a string of a text, its marks included. Offsets count UTF-16 units. */
interface Literal {
  readonly kind: "lineComment" | "blockComment" | "string";
  /** True if its mark shows that it documents. */
  readonly isDoc: boolean;
  readonly start: number;
}

/**
 * Finds the comments and strings of a text. `onClosed` is called with each one that ends, and its end; the line's end isn't part
 * of a comment. Returns the one in which the text ends: `undefined` in code, also in the code inside a string.
 */
export function findLiterals(
  languageId: string,
  text: string,
  onClosed?: (literal: Literal, end: number) => void,
): Literal | undefined {
  let openComment: Literal | undefined;
  const { open } = lex(text, {
    languageId,
    only: "literals",
    visit({ start, end, frame, comment }) {
      if (comment !== undefined) {
        const { isBlock, isDoc, isClosed } = comment;
        const literal: Literal = { kind: isBlock ? "blockComment" : "lineComment", isDoc, start };
        if (isClosed) onClosed?.(literal, end);
        else openComment = literal;
      } else if (frame !== undefined) onClosed?.({ kind: "string", isDoc: false, start: frame.start }, end);
      return false;
    },
  });
  if (openComment !== undefined) return openComment;
  const inner = open.findLast(({ kind }) => kind === "string" || kind === "hole");
  return inner?.kind === "string" ? { kind: "string", isDoc: false, start: inner.start } : undefined;
}
