import type { Match } from "./matchTemplate";
import type { Template } from "./template";
import { isName } from "./tokenChange";

/** A change at a like place, in UTF-16 offsets of its document. */
export interface PlaceEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
  /** True if names of the edited place became names of this one. */
  readonly hasOwnNames: boolean;
}

/** Distance in tokens within which a place's names are compared with those of the edited place. // guess */
const nameReach = 8;

/** Writes a template's new form at a like place: with the place's own expressions, names and indentation. `undefined` if it doesn't fit there. */
export function writePlace(template: Template, match: Match): PlaceEdit | undefined {
  const { before, after, old, now } = template.change;
  const { table, start, end, holes } = match;
  const own = ownNames(template, match);
  const indent = [before.indentOf(old.start), table.indentOf(start)] as const;
  const isIndentation = (text: string): string => reindent(text, indent);
  let hasOwnNames = false;
  const middle = template.now
    .map((part) => {
      if (part.kind === "hole") return holes[part.hole];
      const written = part.text.replace(/[\p{L}_$][\p{L}\p{N}_$]*/gu, (word) => {
        const name = part.words.includes(word) ? own.get(word) : undefined;
        hasOwnNames ||= name !== undefined;
        return name ?? word;
      });
      return isIndentation(written);
    })
    .join("");
  const isInsertion = old.start === old.end;
  const isDeletion = now.start === now.end;
  const [leftOld, rightOld] = [before.gapBefore(old.start), before.gapBefore(old.end)];
  const [leftNow, rightNow] = [after.gapBefore(now.start), after.gapBefore(now.end)];
  const [leftHere, rightHere] = [table.gapBefore(start), table.gapBefore(end)];
  let left: string;
  let right = "";
  if (isDeletion) {
    left = leftNow === leftOld ? leftHere : leftNow === rightOld ? rightHere : isIndentation(leftNow);
  } else if (isInsertion) {
    const isLine = leftOld.includes("\n");
    if (leftNow === leftOld) [left, right] = [leftHere, isIndentation(rightNow)];
    else if (rightNow === leftOld) [left, right] = [isIndentation(leftNow), leftHere];
    else [left, right] = [isIndentation(leftNow), isIndentation(rightNow)];
    const addsLine = leftNow.includes("\n") && rightNow.includes("\n");
    if (isLine !== leftHere.includes("\n") && (addsLine || (leftNow !== leftOld && rightNow !== leftOld)))
      return undefined;
  } else {
    left = leftNow === leftOld ? leftHere : isIndentation(leftNow);
    right = rightNow === rightOld ? rightHere : isIndentation(rightNow);
  }
  const from = start === 0 ? 0 : table.ends[start - 1];
  const to = end >= table.count ? table.text.length : table.starts[end];
  return { ...trimmed(table.text, from, to, left + middle + right), hasOwnNames };
}

/** Leaves out what both texts begin and end with, in whole words. */
function trimmed(
  text: string,
  from: number,
  to: number,
  written: string,
): { readonly start: number; readonly end: number; readonly newText: string } {
  const old = text.slice(from, to);
  let head = 0;
  while (head < old.length && head < written.length && old[head] === written[head]) head++;
  const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_$]/u.test(char);
  while (head > 0 && isWord(old[head - 1]) && (isWord(old[head]) || isWord(written[head]))) head--;
  let tail = 0;
  const most = Math.min(old.length, written.length) - head;
  while (tail < most && old.at(-1 - tail) === written.at(-1 - tail)) tail++;
  while (tail > 0 && isWord(old.at(-tail)) && (isWord(old.at(-1 - tail)) || isWord(written.at(-1 - tail)))) tail--;
  return { start: from + head, end: to - tail, newText: written.slice(head, written.length - tail) };
}

/** Gives each line the indentation that it has relative to the edited place's line. */
function reindent(text: string, [site, here]: readonly [string, string]): string {
  if (site === here || !text.includes("\n")) return text;
  return text.replace(/\n([ \t]*)/g, (_, blanks: string) => {
    if (blanks.startsWith(site)) return `\n${here}${blanks.slice(site.length)}`;
    if (site.startsWith(blanks)) return `\n${here.slice(0, Math.max(0, here.length - (site.length - blanks.length)))}`;
    return `\n${blanks}`;
  });
}

/** Pairs the names beside the edited place with those at the same distance beside a like one. */
function ownNames({ change }: Template, { table, start, end }: Match): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const { before, old } = change;
  const pair = (site: number, here: number, step: 1 | -1): void => {
    for (let distance = 0; distance < nameReach; distance++) {
      const theirs = before.word(site + step * distance);
      const ours = table.word(here + step * distance);
      if (theirs === ours) continue;
      if (!isName(theirs) || !isName(ours)) return;
      if (!names.has(theirs)) names.set(theirs, ours);
    }
  };
  pair(old.start - 1, start - 1, -1);
  pair(old.end, end, 1);
  return names;
}
