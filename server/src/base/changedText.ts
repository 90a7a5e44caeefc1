import { commonEndLength, commonLength } from "./commonLength";

/** Part of a text that a change replaces; offsets count UTF-16 units of the old text. */
export interface ChangedText {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Reduces a change to what differs, in whole words, as a reader sees it. */
export function changedText(oldText: string, newText: string): ChangedText {
  let head = commonLength(oldText, newText);
  while (head > 0 && isWord(oldText[head - 1]) && (isWord(oldText[head]) || isWord(newText[head]))) head--;
  let tail = commonEndLength(oldText, newText, head);
  const splitsWord = (): boolean =>
    isWord(oldText.at(-tail)) && (isWord(oldText.at(-1 - tail)) || isWord(newText.at(-1 - tail)));
  while (tail > 0 && splitsWord()) tail--;
  return { start: head, end: oldText.length - tail, newText: newText.slice(head, newText.length - tail) };
}

/** Reports whether a UTF-16 unit belongs to a word; half of a character outside the first plane does. */
function isWord(unit: string | undefined): boolean {
  return unit !== undefined && /[\p{L}\p{N}_$\ud800-\udfff]/u.test(unit);
}
