import { closings } from "./closings";
import type { Surroundings } from "./surroundings";

/** Says how many characters after the caret, on its line, a finished text takes the place of. */
export function replacedSuffixLength(text: string, around: Surroundings): number {
  return closings(text, around).replaceSuffixLength;
}
