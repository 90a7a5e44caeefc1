import { type Frame, type Token, tokensOf } from "./lexer";

/** A token with its text, as one text is compared with another. */
export interface Piece extends Token {
  readonly text: string;
  /** True if it closes something not opened in the text; brackets in a literal's content count too. */
  readonly isCloser: boolean;
}

const contentCloser: Readonly<Record<string, string | undefined>> = { "(": ")", "[": "]", "{": "}" };

/** Reads a text into pieces, without blanks. */
export function piecesOf(
  text: string,
  params: { readonly languageId: string; readonly outer: readonly Frame[] },
): readonly Piece[] {
  /** Closers of brackets opened within the current literal's content. */
  let soft: string[] = [];
  return tokensOf(text, params).map((token) => {
    const said = text.slice(token.start, token.end);
    let isCloser = token.kind === "close" && token.isOuter === true;
    if (token.kind !== "content") soft = [];
    else if (contentCloser[said] !== undefined) soft.push(contentCloser[said]);
    else if (/^[)\]}]$/.test(said)) {
      if (soft.at(-1) === said) soft.pop();
      else isCloser = true;
    }
    return { ...token, text: said, isCloser };
  });
}

/**
 * Counts the pieces of `rest`, from its first on, that `pieces` repeats from `from` on, one after the other. A last piece that breaks off
 * within a sign or, after others that agree, within a word counts too.
 */
export function agreement(pieces: readonly Piece[], from: number, rest: readonly Piece[]): number {
  let depth = 0;
  let count = 0;
  for (; count < rest.length; count++) {
    const [piece, wanted] = [pieces.at(from + count), rest.at(count)];
    if (piece === undefined || wanted === undefined) break;
    if (piece === pieces.at(-1) && isBrokenOff(piece, wanted, count)) return count + 1;
    if (!isSame(piece, wanted)) break;
    if (piece.kind === "open") depth++;
    // A bracket that was opened before is another's partner.
    else if (piece.kind === "close" && !piece.isCloser && --depth < 0) break;
  }
  return count;
}

/** Reports whether a piece is the beginning of another one. */
export function isBrokenOff(piece: Piece, wanted: Piece, agreedCount: number): boolean {
  if (piece.text.length >= wanted.text.length || !wanted.text.startsWith(piece.text)) return false;
  const isSign = piece.kind === "sign" || piece.kind === "open" || piece.kind === "comment";
  return isSign || (agreedCount > 0 && piece.kind === wanted.kind);
}

/** Reports whether two pieces have the same text and close the same: something in their own text, or something around it. */
export function isSame(one: Piece, other: Piece): boolean {
  return (
    one.text === other.text && one.isCloser === other.isCloser && (one.kind === "close") === (other.kind === "close")
  );
}
