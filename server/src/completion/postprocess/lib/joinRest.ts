import { isClosingRest } from "../../../code/closingRest";
import { piecesOf, type Piece } from "../../../code/pieces";
import { balance, type Balance } from "./balance";
import { type JoinOption, optionsOf, orders } from "./joinOptions";
import { meetRest } from "./meetRest";
import type { Drop } from "./rule";
import type { Surroundings } from "./surroundings";

/** A completion fitted to the rest of the caret's line. */
export interface Joint {
  readonly text: string;
  /** Number of characters after the caret, on its line, that the text repeats and so replaces. */
  readonly replaceSuffixLength: number;
}

/**
 * Joins a completion with the rest of its line, so that their common text occurs once: the completion ends where the rest takes over, or
 * takes the rest into its range where it goes beyond it. Brackets decide between the ways to do so.
 */
export function joinRest(text: string, around: Surroundings): Joint | Drop {
  const last = known.get(around);
  if (last?.text === text) return last.joint;
  const joint = join(text, around);
  known.set(around, { text, joint });
  return joint;
}

/** The last text joined at each caret: a pass that changes nothing asks for it again. */
const known = new WeakMap<Surroundings, { readonly text: string; readonly joint: Joint | Drop }>();

function join(text: string, around: Surroundings): Joint | Drop {
  const { rest } = around;
  const outer = around.brackets();
  const params = { languageId: outer === undefined ? "plaintext" : around.languageId, outer: outer ?? [] };
  const pieces = piecesOf(text, params);
  const wanted = piecesOf(rest.slice(0, maxRestLength), params);
  if (wanted.length === 0 && outer === undefined) return { text, replaceSuffixLength: 0 };
  if (isInsideWord(around, wanted)) return joinWord(text, pieces, wanted);
  const half = halfCloser(text, wanted.at(0));
  if (half > 0) return { text: text.slice(0, -half), replaceSuffixLength: 0 };

  const options = optionsOf(text, { pieces, wanted, around });
  const { text: kept, replaceSuffixLength } = outer === undefined ? unweighed(options) : best(options, pieces, around);
  if (kept.trim() === "" && text.trim() !== "")
    return {
      drop:
        rest.trim() === ""
          ? "The suggestion only closed brackets that are already closed."
          : "The rest of the line already says the suggestion.",
    };
  if (replaceSuffixLength > 0 && rest.slice(0, replaceSuffixLength).trim() === kept.trim())
    return { drop: "The suggestion only closed what the editor has closed already." };
  if (outer === undefined || kept !== text || replaceSuffixLength > 0 || isClosingRest(rest))
    return { text: kept, replaceSuffixLength };
  const end = statementEnd(pieces, wanted);
  if (end === 0) return { drop: "The rest of the line could not follow the suggestion." };
  return { text: text.slice(0, end), replaceSuffixLength };
}

/** Most characters of the rest that are compared. */
const maxRestLength = 400;

/** Returns the length of a text's end that is the beginning of the literal's closer after it: `""` before `"""`. Pairs within the text don't count. */
function halfCloser(text: string, closer: Piece | undefined): number {
  if (closer?.kind !== "close" || !closer.isCloser) return 0;
  let length = closer.text.length - 1;
  while (length > 0 && !text.endsWith(closer.text.slice(0, length))) length--;
  if (length === 0 || text.endsWith(closer.text)) return 0;
  const pairedCount = text.slice(0, -length).split(closer.text.charAt(0)).length - 1;
  return pairedCount % 2 === 0 ? length : 0;
}

/** Chooses outside code: the text ends where it meets the rest, if it does. */
function unweighed(options: readonly [JoinOption, ...JoinOption[]]): Joint {
  return options.find(({ order }) => order === orders.met) ?? options[0];
}

function best(options: readonly [JoinOption, ...JoinOption[]], pieces: readonly Piece[], around: Surroundings): Joint {
  /** The best range for each length of text that may be kept. */
  const ranges = new Map<number, Weighed>();
  for (const option of options) {
    const kept = pieces.filter(({ end }) => end <= option.text.length);
    const weighed = { ...option, ...balance(kept, option.replaceSuffixLength, around) };
    const known = ranges.get(option.text.length);
    if (known === undefined || rangeOrder(weighed, known) < 0) ranges.set(option.text.length, weighed);
  }
  return [...ranges.values()].sort(textOrder).at(0) ?? options[0];
}

type Weighed = JoinOption & Balance;

/** Compares ways that keep the same text: the one that leaves least open is best. */
function rangeOrder(one: Weighed, other: Weighed): number {
  return (
    one.errorCount - other.errorCount ||
    one.leftOpenCount - other.leftOpenCount ||
    one.order - other.order ||
    other.replaceSuffixLength - one.replaceSuffixLength
  );
}

/** Compares ways that keep more or less of the text: the longest that closes nothing twice is best. */
function textOrder(one: Weighed, other: Weighed): number {
  return one.errorCount - other.errorCount || one.order - other.order || other.text.length - one.text.length;
}

/** Returns where a text must end that ends a statement in the middle of a line; 0 if the rest cannot follow any part of it. */
function statementEnd(pieces: readonly Piece[], wanted: readonly Piece[]): number | undefined {
  const last = pieces.at(-1);
  const isOpening = last?.kind === "open" && last.text === "{" && last.frame?.kind === "bracket";
  const isEnd = last?.kind === "mark" && last.text === ";";
  const isSameEnd = last !== undefined && wanted.at(-1)?.text === last.text && /^[{:;]$/.test(last.text);
  if (!isOpening && !isEnd && !isSameEnd) return undefined;
  if (isOpening && !isSameEnd) return 0;
  return pieces.at(-2)?.end ?? 0;
}

/** Reports whether the caret is between two letters of a word. */
function isInsideWord({ beforeCaret, rest }: Surroundings, wanted: readonly Piece[]): boolean {
  return /[\p{L}\p{N}_$]$/u.test(beforeCaret) && /^[\p{L}\p{N}_$]/u.test(rest) && wanted.at(0)?.start === 0;
}

/** Joins inside a word: a text must lead to the word's other half, or contain only letters. */
function joinWord(text: string, pieces: readonly Piece[], wanted: readonly Piece[]): Joint | Drop {
  const met = meetRest(pieces, wanted, { isMidWord: true });
  const kept = met === undefined ? text : text.slice(0, met.at);
  const isLetters =
    /^[\p{L}\p{N}_$]+$/u.test(kept) && (met !== undefined || kept.charAt(0) !== wanted.at(0)?.text.charAt(0));
  const isLed = met !== undefined && met.kind !== "reach" && kept.trim() !== "";
  return isLetters || isLed
    ? { text: kept, replaceSuffixLength: 0 }
    : { drop: "The suggestion ignored the second half of the word." };
}
