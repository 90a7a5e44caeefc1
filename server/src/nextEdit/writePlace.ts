import { changedText } from "../base/changedText";
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

/** Signs of a line that may differ between the names of both places. // guess */
const maxDifferingSigns = 1;

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
    // Between equal gaps the new text keeps to the neighbour that both places share.
    const isBoth = !isLine && leftNow === leftOld && rightNow === leftOld && leftHere !== leftOld;
    const isLeftShared = before.word(old.start - 1) === table.word(start - 1);
    if (isBoth && isLeftShared && before.word(old.end) !== table.word(end)) [left, right] = [leftNow, leftHere];
    else if (leftNow === leftOld) [left, right] = [leftHere, isIndentation(rightNow)];
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
  const changed = changedText(table.text.slice(from, to), left + middle + right);
  return { start: from + changed.start, end: from + changed.end, newText: changed.newText, hasOwnNames };
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
    let left = maxDifferingSigns;
    for (let distance = 0; distance < nameReach; distance++) {
      const at = site + step * distance;
      if (distance > 0 && before.gapBefore(step > 0 ? at : at + 1).includes("\n")) left = 0;
      const theirs = before.word(at);
      const ours = table.word(here + step * distance);
      if (theirs === ours) continue;
      const [isTheirs, isOurs] = [isName(theirs), isName(ours)];
      if (isTheirs !== isOurs || (!isTheirs && left-- <= 0)) return;
      if (isTheirs && !names.has(theirs)) names.set(theirs, ours);
    }
  };
  pair(old.start - 1, start - 1, -1);
  pair(old.end, end, 1);
  return names;
}
