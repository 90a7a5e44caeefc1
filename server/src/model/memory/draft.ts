import type { MixPoint, MixtureParams } from "./mixture";

/** Guesses the text that follows a point; empty where nothing is known. */
export type MemoryDraft = (point: MixPoint) => string;

/** Fewest characters that must agree before the point. */
const leastMatch = 8; // guess
/** Longest guess, in characters. */
const maxChars = 40; // guess

/** Makes the drafter that copies what followed the longest match of the text before the point. */
export function createDraft({ memory, elsewhere, self }: Omit<MixtureParams, "vocabulary">): MemoryDraft {
  return ({ history }) => {
    const isKnown = (address: string): boolean => memory.isRemembered(address);
    const places = [
      ...memory.find(history, { ...(self ? { self } : {}), maxCount: 1, maxChars }),
      ...((self && elsewhere?.findElsewhere(history, { self, maxCount: 1, maxChars, isKnown })) ?? []),
    ];
    const best = places.toSorted((one, other) => other.matchLength - one.matchLength).at(0);
    return best !== undefined && best.matchLength >= leastMatch ? best.text : "";
  };
}
