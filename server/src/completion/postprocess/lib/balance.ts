import { closerCount } from "../../../code/openAtCaret";
import type { Frame } from "../../../code/lexer";
import type { Piece } from "../../../code/pieces";
import type { Surroundings } from "./surroundings";

/** Fit of brackets and quotes. */
export interface Balance {
  /** Number of closers, of the completion or after it, that have no partner, or take the partner of a line below. */
  readonly errorCount: number;
  /** Number of brackets that nothing closes, or only a closer of a bracket around them; 0 if unknown. */
  readonly leftOpenCount: number;
}

/** Weighs a completion's pieces between the brackets open at the caret and the text after the first `taken` characters after it. */
export function balance(pieces: readonly Piece[], taken: number, around: Surroundings): Balance {
  const stack = [...around.open()];
  const unknown = around.isPrefixCut ? 0 : 1;
  const own: Frame[] = [];
  let errorCount = 0;
  let isStringClosed = false;
  for (const { kind, frame, isOuter } of pieces) {
    if (kind === "open" && frame !== undefined) own.push(frame);
    if (kind !== "close") continue;
    if (isOuter !== true)
      own.length = Math.max(
        0,
        own.findLastIndex((each) => each === frame),
      );
    else if (frame === undefined) errorCount += stack.some(isHard) ? 1 : unknown;
    else {
      const depth = stack.findLastIndex(({ closer, kind: kindOf }) => closer === frame.closer && kindOf === frame.kind);
      stack.splice(Math.max(0, depth));
      if (frame.form !== undefined) isStringClosed = true;
    }
  }
  stack.push(...own.filter(isHard));
  const after = around.closedAfter({ isStringClosed, from: taken });
  let leftOpenCount = 0;
  const claims = claimsBelow(around);
  for (const { char, indent, at } of after) {
    const depth = partnerOf(char, indent, stack);
    const closed = depth < 0 ? [] : stack.splice(depth);
    const partner = closed.at(0);
    leftOpenCount += closed.slice(1).filter(isHard).length;
    const claim = claims.get(at);
    // The completion has closed the closer's partner, and it closes a bracket further out instead.
    const isMoved =
      claim !== undefined && claim !== partner && partner !== undefined && around.open().includes(partner);
    errorCount += partner === undefined ? unknown : isMoved ? 1 : 0;
  }
  const isKnown = after.length < closerCount && !around.isSuffixCut;
  return { errorCount, leftOpenCount: isKnown ? leftOpenCount + stack.filter(isHard).length : 0 };
}

/** One caret's claims, by which all ways to join are weighed. */
const known = new WeakMap<Surroundings, ReadonlyMap<number, Frame>>();

/** Returns the brackets at the caret that lines below surely close, by the closer's offset: it begins its line, in the opener's column. */
function claimsBelow(around: Surroundings): ReadonlyMap<number, Frame> {
  const found = known.get(around);
  if (found !== undefined) return found;
  const stack = [...around.open()];
  const claims = new Map<number, Frame>();
  known.set(around, claims);
  for (const { char, indent, at } of around.closedAfter({ isStringClosed: false, from: 0 })) {
    const depth = partnerOf(char, indent, stack);
    const frame = depth < 0 ? undefined : stack.splice(depth).at(0);
    if (frame !== undefined && frame.indent === indent && !stack.some((other) => isTwin(other, frame)))
      claims.set(at, frame);
  }
  return claims;
}

/** Reports whether two brackets of one kind were opened on the same line, so that a column does not distinguish them. */
function isTwin(one: Frame, other: Frame): boolean {
  return one.closer === other.closer && one.lineStart === other.lineStart;
}

/** Returns the innermost frame that a closer closes: by its column if it is first on its line, else by its kind. */
function partnerOf(char: string, indent: number | undefined, stack: readonly Frame[]): number {
  const isOfKind = ({ closer, kind }: Frame): boolean => closer === char || (kind === "tag" && char === "/>");
  const inColumn =
    indent === undefined ? -1 : stack.findLastIndex((frame) => isOfKind(frame) && frame.indent === indent);
  return inColumn >= 0 ? inColumn : stack.findLastIndex(isOfKind);
}

/** Reports whether a frame surely is one: an angle bracket may be a comparison. */
function isHard({ kind }: Frame): boolean {
  return kind !== "angle" && kind !== "tag";
}
