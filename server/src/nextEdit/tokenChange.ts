import type { RecentEdit } from "../documents/editHistory";
import type { TokenTable } from "../code/tokenTable";

/** A range of tokens, end exclusive. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** An edit as a replacement of tokens. */
export interface TokenChange {
  readonly before: TokenTable;
  readonly after: TokenTable;
  /** The tokens taken away, in `before`. */
  readonly old: TokenRange;
  /** The tokens that replaced them, in `after`. */
  readonly now: TokenRange;
}

/** Most tokens that an edit takes away or adds; larger ones are not repeated. // guess */
const maxTokens = 80;

/** Finds the tokens that an edit replaced; `undefined` if it changed only blanks, or too much. */
export function tokenChangeOf(edit: RecentEdit, before: TokenTable, after: TokenTable): TokenChange | undefined {
  return changeBetween(edit, { before, after, isSame: (old, now) => before.word(old) === after.word(now) });
}

/** Finds the same where tokens count as replaced if the blanks before them changed, as where an edit also broke lines. */
export function spacedChangeOf(edit: RecentEdit, before: TokenTable, after: TokenTable): TokenChange | undefined {
  const first = before.indexAt(edit.edit.startOffset - 1);
  const isEqual = (old: number, now: number): boolean => before.word(old) === after.word(now);
  // The gap beside a token that came or went says nothing about the next one.
  const isSame = (old: number, now: number): boolean =>
    isEqual(old, now) &&
    (old === first || before.gapBefore(old) === after.gapBefore(now) || !isEqual(old - 1, now - 1));
  return changeBetween(edit, { before, after, isSame });
}

function changeBetween(
  { edit: { startOffset, oldEndOffset, newEndOffset } }: RecentEdit,
  {
    before,
    after,
    isSame,
  }: {
    readonly before: TokenTable;
    readonly after: TokenTable;
    readonly isSame: (old: number, now: number) => boolean;
  },
): TokenChange | undefined {
  let start = before.indexAt(startOffset - 1);
  let oldEnd = firstBehind(before, oldEndOffset);
  let nowEnd = firstBehind(after, newEndOffset);
  while (start < oldEnd && start < nowEnd && isSame(start, start)) start++;
  while (oldEnd > start && nowEnd > start && isSame(oldEnd - 1, nowEnd - 1)) {
    oldEnd--;
    nowEnd--;
  }
  const [oldCount, nowCount] = [oldEnd - start, nowEnd - start];
  if (Math.max(oldCount, nowCount) > maxTokens || oldCount + nowCount === 0) return undefined;
  const shift = oldCount === 0 ? slide(after, start, nowEnd) : nowCount === 0 ? slide(before, start, oldEnd) : 0;
  return {
    before,
    after,
    old: { start: start - shift, end: oldEnd - shift },
    now: { start: start - shift, end: nowEnd - shift },
  };
}

/** Returns the index of the first token that begins behind `offset`. */
function firstBehind(table: TokenTable, offset: number): number {
  const index = table.indexAt(offset);
  return index < table.count && table.starts[index] <= offset ? index + 1 : index;
}

/**
 * Returns by how many tokens a stretch that was added or removed can begin earlier so that it begins at a line's start or a
 * separator: of `a, b, ` and `, a, b` only one reads as an item of a list.
 */
function slide(table: TokenTable, start: number, end: number): number {
  if (table.gapBefore(start).includes("\n") && (end >= table.count || table.gapBefore(end).includes("\n"))) return 0;
  let best = 0;
  for (let shift = 1; shift <= end - start && table.word(start - shift) === table.word(end - shift); shift++) {
    const isLineStart = table.gapBefore(start - shift).includes("\n") || start === shift;
    if (isLineStart && table.gapBefore(end - shift).includes("\n")) return shift;
    if (best === 0 && table.word(start - shift) === ",") best = shift;
  }
  return best;
}

/** Words that are values, as other names are. */
const values = new Set(["true", "false", "True", "False", "null", "nil", "None", "undefined", "this", "self"]);

/** Words that are syntax in most languages: an edit's names are never taken for one of these. */
const keywords = new Set(
  (
    "abstract and as assert async await base break case catch class const continue def default defer del delete do elif else enum " +
    "except export extends extern false finally fn for from func function global go goto if impl implements import in instanceof " +
    "interface is lambda let loop match mod move mut namespace new nil none not null None or override package pass private " +
    "protected pub public raise range readonly return select self Self static struct super switch this throw throws trait True " +
    "False true try type typeof undefined unsafe use using val var void when where while with yield"
  ).split(" "),
);

/** Reports whether a token is a name, and neither a keyword nor a number. */
export function isName(word: string): boolean {
  return /^[\p{L}_$]/u.test(word) && !keywords.has(word);
}

/** Reports whether a token can be another one at a like place: a name, a value or the content of a string. */
export function isVariable(word: string): boolean {
  return /^[\p{L}\p{N}_$]/u.test(word) && (!keywords.has(word) || values.has(word));
}
