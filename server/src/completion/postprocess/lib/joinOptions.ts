import { isClosingRest } from "../../../code/closingRest";
import { indentWidth } from "../../../code/indent";
import type { Piece } from "../../../code/pieces";
import { isSubsequence } from "../../isSubsequence";
import { meetRest } from "./meetRest";
import type { Surroundings } from "./surroundings";

/** One way to join a completion with the rest of its line: the kept part of the completion, and the replaced part of the rest. */
export interface JoinOption {
  readonly text: string;
  readonly replaceSuffixLength: number;
  /** Order among ways that are equally well balanced; the least is best. */
  readonly order: number;
}

/** Ways in their order: replaces the repeated rest; ends at the start of the rest; stays as it is; ends at a closer. */
export const orders = { taken: 0, met: 1, asItIs: 2, cut: 3 };

/** Most closers of a completion at which it may be cut; any more close nothing. */
const maxCutCount = 16;
/** Lists the ways to join, the completion as it is first. */
export function optionsOf(
  text: string,
  { pieces, wanted, around }: { pieces: readonly Piece[]; wanted: readonly Piece[]; around: Surroundings },
): readonly [JoinOption, ...JoinOption[]] {
  const { rest } = around;
  const options: [JoinOption, ...JoinOption[]] = [{ text, replaceSuffixLength: 0, order: orders.asItIs }];
  const isPlain = wanted.every(isPlainCloser) && around.brackets() !== undefined;
  const meeting = meetRest(pieces, wanted, { isMidWord: false });
  const met = isPlain && meeting?.isBrokenOff !== true ? undefined : meeting;
  if (met !== undefined)
    options.push({ text: cutText(text, pieces, met.at), replaceSuffixLength: 0, order: orders.met });

  // A separator alone may be anywhere in the text.
  const isSure = meeting?.kind === "end" || wanted.at(-1)?.kind === "comment";
  const isStart = isPlain ? meeting?.kind !== "reach" && isSure : meeting?.kind === "whole";
  const aligned = align(pieces, wanted, { start: isStart ? meeting?.index : undefined, isPlain });
  for (const [count, index] of met?.isBrokenOff === true ? [] : aligned.entries()) {
    const isAll = count + 1 === wanted.length;
    const isEnd = index === pieces.length - 1;
    const last = wanted.at(count);
    const piece = pieces.at(index);
    if (last === undefined || piece === undefined) break;
    const next = wanted.at(count + 1);
    const isNextSaid = aligned.length > count + 1 || pieces.at(-1)?.text === next?.text;
    if (next?.isCloser === false && isNextSaid) continue;
    // The remaining rest must be able to follow: it does if the text ends there, or if the rest only closes.
    if (!isEnd && !wanted.slice(count + 1).every(isPlainCloser)) continue;
    if (isAll && !isEnd && !isPlain && (!isClosingRest(rest) || hasBody(around))) continue;
    const isRunOn = isAll && text.slice(piece.end).includes("\n") && hasBody(around);
    const kept = isRunOn ? text.slice(0, piece.end) : text;
    if (!isSubsequence(rest.slice(0, last.end), kept)) continue;
    const order = isEnd && !isPlain && met?.kind === "end" ? orders.asItIs : orders.taken;
    options.push({ text: kept, replaceSuffixLength: last.end, order });
  }
  let cutCount = 0;
  for (const [index, { isCloser, kind, start }] of pieces.entries()) {
    if (!isCloser || kind !== "close") continue;
    if (++cutCount > maxCutCount) break;
    const kept = cutText(text, pieces, start);
    const count = aligned.filter((each) => each < index).length;
    const end = wanted.slice(count).every(isPlainCloser) ? (wanted[count - 1]?.end ?? 0) : 0;
    options.push({ text: kept, replaceSuffixLength: 0, order: orders.cut });
    if (end > 0 && isSubsequence(rest.slice(0, end), kept))
      options.push({ text: kept, replaceSuffixLength: end, order: orders.cut });
  }
  return options;
}

/** Returns the indices of the pieces that repeat the rest's, from its first on: closers in their order, and the pieces between them right there. */
function align(
  pieces: readonly Piece[],
  wanted: readonly Piece[],
  { start, isPlain }: { start: number | undefined; isPlain: boolean },
): readonly number[] {
  const found: number[] = [];
  for (const piece of wanted) {
    const last = found.at(-1);
    const next = last === undefined ? start : last + 1;
    const isMark = isPlain && !piece.isCloser && pieces.at(-1)?.text === piece.text;
    const index = piece.isCloser
      ? pieces.findIndex((each, at) => at > (last ?? -1) && each.isCloser)
      : next !== undefined && pieces[next]?.text === piece.text
        ? next
        : isMark && pieces.length - 1 > (last ?? -1)
          ? pieces.length - 1
          : -1;
    if (index < 0 || pieces[index]?.text !== piece.text) break;
    found.push(index);
  }
  return found;
}

/** Reports whether a piece of the rest may be left over after anything: it closes, separates, or is a comment. */
function isPlainCloser({ isCloser, kind, text }: Piece): boolean {
  return isCloser || text === ";" || text === "," || kind === "comment";
}

/** Reports whether the lines below are already the body of the caret's line. */
function hasBody({ below, beforeCaret }: Surroundings): boolean {
  const next = below.at(0);
  return next !== undefined && (next.trim() === "{" || indentWidth(next) > indentWidth(beforeCaret));
}

/** Returns the text up to `at`; blanks before a bracket or a sign, and those of a closer's own line, are also cut. */
function cutText(text: string, pieces: readonly Piece[], at: number): string {
  const kept = text.slice(0, at);
  const piece = pieces.find(({ end }) => end > at);
  const isContent = piece?.kind === "content" || piece?.kind === "word" || piece?.frame?.form !== undefined;
  return isContent && !/\n[ \t]*$/.test(kept) ? kept : kept.trimEnd();
}
