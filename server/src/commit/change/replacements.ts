import { commonEndLength, commonLength } from "../../base/commonLength";
import type { Hunk } from "./patch";

/** One replacement of words by others, the same at every changed place; one side is empty for a pure insertion or removal. */
export interface Replacement {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/** Pairs each removed line with the added one that replaces it; undefined if the change is more than pairs. */
function linePairs(hunks: readonly Hunk[]): { old: string; new: string }[] | undefined {
  const pairs: { old: string; new: string }[] = [];
  for (const { lines } of hunks) {
    for (let at = 0; at < lines.length;) {
      const removed = takeWhile(lines, at, "-");
      const added = takeWhile(lines, at + removed.length, "+");
      if (removed.length !== added.length) return undefined;
      pairs.push(...removed.map((line, index) => ({ old: line.slice(1), new: added.at(index)?.slice(1) ?? "" })));
      at += Math.max(1, removed.length + added.length);
    }
  }
  return pairs;
}

function takeWhile(lines: readonly string[], from: number, sign: string): string[] {
  let end = from;
  while (lines.at(end)?.startsWith(sign) && end < lines.length) end++;
  return lines.slice(from, end);
}

/** Finds the one replacement that makes up the whole change, if there is one: `from` became `to` in every changed line. */
export function onlyReplacement(hunks: readonly Hunk[]): Replacement | undefined {
  const pairs = linePairs(hunks);
  if (pairs === undefined || pairs.length === 0) return undefined;
  let found: { from: string; to: string } | undefined;
  for (const pair of pairs) {
    const difference = differenceOf(pair.old, pair.new);
    if (difference === undefined) return undefined;
    if (found !== undefined && (found.from !== difference.from || found.to !== difference.to)) {
      // The same names may occur several times in a line.
      if (pair.old.split(found.from).join(found.to) !== pair.new) return undefined;
      continue;
    }
    found = difference;
  }
  return found && { ...found, count: pairs.length };
}

/** Returns the difference of two lines, in whole words; undefined if they share little. */
function differenceOf(old: string, now: string): { from: string; to: string } | undefined {
  const a = words(old);
  const b = words(now);
  let start = commonLength(a, b);
  let end = commonEndLength(a, b, start);
  // Not a part of a name or number: `3.10` became `3.11`, not `10` `11`.
  const joins = (word: string | undefined): boolean => word !== undefined && /^[\p{L}\p{N}_$.@/-]+$/u.test(word);
  const isNumber = (word: string | undefined): boolean => word !== undefined && /^\d+$/.test(word);
  if (isNumber(a.at(start)) && isNumber(b.at(start))) while (start > 0 && joins(a.at(start - 1))) start--;
  if (isNumber(a.at(-1 - end)) && isNumber(b.at(-1 - end))) while (end > 0 && joins(a.at(-end))) end--;
  const from = trimmed(a.slice(start, a.length - end).join(""));
  const to = trimmed(b.slice(start, b.length - end).join(""));
  if (from === to || from.length > 40 || to.length > 40 || /["'`]/.test(from + to)) return undefined;
  // Lines without a shared word are two lines, not one that was changed.
  const shared = [...a.slice(0, start), ...a.slice(a.length - end)];
  return shared.some((word) => /[\p{L}\p{N}]/u.test(word)) ? { from, to } : undefined;
}

/** Removes characters at the ends that only join the text to its surroundings. */
function trimmed(text: string): string {
  return text.replace(/^[\s,;:|&→.]+|[\s,;:|&→.]+$/g, "");
}

function words(line: string): string[] {
  return line.match(/[\p{L}\p{N}_$]+|\s+|[^\p{L}\p{N}_$\s]/gu) ?? [];
}

/** Counts the words that a change in prose only spells differently; undefined if it does more than that. */
export function respelledCount(hunks: readonly Hunk[]): number | undefined {
  const pairs = linePairs(hunks);
  if (pairs === undefined || pairs.length === 0) return undefined;
  let count = 0;
  for (const pair of pairs) {
    const a = words(pair.old);
    const b = words(pair.new);
    if (a.length !== b.length) return undefined;
    for (const [index, word] of a.entries()) {
      const other = b.at(index) ?? "";
      if (word === other) continue;
      if (!isRespelled(word, other)) return undefined;
      count++;
    }
  }
  return count === 0 ? undefined : count;
}

function isRespelled(word: string, other: string): boolean {
  if (!/^\p{L}{4,}$/u.test(word) || !/^\p{L}{3,}$/u.test(other)) return false;
  return word.toLowerCase() !== other.toLowerCase() && distance(word.toLowerCase(), other.toLowerCase()) <= 2;
}

/** Counts the edits between two words: letters inserted, removed, changed, or two neighbours swapped (Damerau, restricted). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last.at(j) ?? 0) + 1, (row.at(j - 1) ?? 0) + 1, (last.at(j - 1) ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before.at(j - 2) ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last.at(b.length) ?? 0;
}
