import { agreement, isBrokenOff, isSame, type Piece } from "../../../code/pieces";

/** A place in a completion that repeats the beginning of the rest of the line. */
export interface Meeting {
  /** Offset in the completion at which the rest takes over. */
  readonly at: number;
  readonly index: number;
  /** `end`: the completion ends within the rest; `whole`: it repeats all of the rest and more; `reach`: it then differs. */
  readonly kind: "end" | "whole" | "reach";
  /** True if the completion ends within a piece of the rest. */
  readonly isBrokenOff: boolean;
}

/** Number of characters that must agree if a text reaches the rest of the line and then differs. */
const minAgreement = 6; // guess

/** Finds where `pieces` meet the rest of the line: the longest overlap with their end, else the first place that repeats the rest. */
export function meetRest(
  pieces: readonly Piece[],
  rest: readonly Piece[],
  params: { readonly isMidWord: boolean },
): Meeting | undefined {
  const { isMidWord } = params;
  const first = rest.at(0);
  if (first === undefined) return undefined;
  let depth = 0;
  let tagDepth = 0;
  let found: Meeting | undefined;
  for (const [index, piece] of pieces.entries()) {
    const said = isMidWord && piece.text.endsWith(first.text) ? { ...piece, text: first.text } : piece;
    if (isSame(said, first) || (piece === pieces.at(-1) && isBrokenOff(piece, first, 0))) {
      const tail = said === piece ? pieces : [...pieces.slice(0, index), said, ...pieces.slice(index + 1)];
      const count = agreement(tail, index, rest);
      const at = said === piece ? piece.start : piece.end - first.text.length;
      const last = pieces.at(-1);
      const isWhole = last?.text === rest.at(count - 1)?.text;
      if (count > 0 && index + count === pieces.length) return { at, index, kind: "end", isBrokenOff: !isWhole };
      const isTurn = !isMidWord && isStructural(first) && (first.text !== "</" || tagDepth <= 0);
      if (count > 0 && depth <= 0 && found?.kind !== "whole") {
        if (count === rest.length) found = { at, index, kind: "whole", isBrokenOff: false };
        else if (found === undefined && (isTurn || isTelling(rest.slice(0, count))))
          found = { at, index, kind: "reach", isBrokenOff: false };
      }
    }
    if (piece.kind === "open") depth++;
    else if (piece.kind === "close" && !piece.isCloser) depth--;
    if (piece.frame?.kind === "tag") tagDepth += tagStep(piece);
  }
  return found;
}

/** Reports whether a piece can come but once at its place: a closer of the caret's bracket, an opener, a mark between two parts. */
function isStructural({ kind, isCloser, text }: Piece): boolean {
  return isCloser || kind === "open" || /^(?:=|=>|->|:|\?|:=)$/.test(text);
}

function isTelling(agreed: readonly Piece[]): boolean {
  const text = agreed.map((piece) => piece.text).join("");
  const length = (agreed.at(-1)?.end ?? 0) - (agreed.at(0)?.start ?? 0);
  return length >= minAgreement && /[\p{L}\p{N}]/u.test(text);
}

/** Returns the change that a tag makes to the number of open elements. */
function tagStep({ text }: Piece): number {
  return text === "<" ? 1 : text === "</" ? -1 : text === "/>" ? -1 : 0;
}
