import { Typist } from "../../scripts/demo/typist";
import { keyAt, type TypedExcerpt, type TypedRow } from "./typeExcerpts";

/** Counts of what a typist would have met under a rule about what to show. */
export interface Replayed {
  keyCount: number;
  /** New suggestions whose first character was not the next one. */
  interruptionCount: number;
  acceptedCharCount: number;
  acceptKeyCount: number;
}

/** Types excerpts again as the demo's typist, who takes right suggestions; `isShown` decides about each new one. */
export function replay(excerpts: readonly TypedExcerpt[], isShown: (row: TypedRow) => boolean): Replayed {
  const total: Replayed = { keyCount: 0, interruptionCount: 0, acceptedCharCount: 0, acceptKeyCount: 0 };
  for (const { typed, rows } of excerpts) {
    const byPosition = new Map(rows.map((row) => [row.position, row]));
    const typist = new Typist(typed, 7);
    let position = 0;
    let ghost = "";
    const suggest = (): boolean => {
      const row = ghost === "" ? byPosition.get(position) : undefined;
      if (row === undefined || !isShown(row)) return false;
      ghost = row.text;
      return true;
    };
    while (position < typed.length) {
      const key = keyAt(typed, position);
      position += key.length;
      total.keyCount++;
      ghost = ghost.startsWith(key) ? ghost.slice(key.length) : "";
      const isNew = suggest();
      if (isNew && position < typed.length && !typed.startsWith(ghost.charAt(0), position)) total.interruptionCount++;
      for (let taken = typist.take(ghost, position); taken !== undefined; taken = typist.take(ghost, position)) {
        total.acceptedCharCount += taken.text.length;
        total.acceptKeyCount += taken.keyCount;
        position += taken.text.length;
        ghost = ghost.slice(taken.text.length);
        if (position >= typed.length) break;
        suggest();
      }
    }
  }
  return total;
}

export const interruptionsPer100 = ({ interruptionCount, keyCount }: Replayed): number =>
  (100 * interruptionCount) / keyCount;

/** Share of the keys that need not be pressed, 0–1. */
export const keysSaved = ({ keyCount, acceptedCharCount, acceptKeyCount }: Replayed): number =>
  (acceptedCharCount - acceptKeyCount) / (keyCount + acceptedCharCount);
