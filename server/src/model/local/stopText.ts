/** Cuts generated text at the first stop sequence and holds back text that may become one. */
export interface StopText {
  /** Takes in text. Returns the text that is safe to release, and whether a stop sequence ended it. */
  push(text: string): { readonly text: string; readonly isStopped: boolean };
  /** Releases the held text when no more follows. */
  flush(): string;
}

/** Watches for `stops`, which may begin in one token and end in another. */
export function createStopText(stops: readonly string[]): StopText {
  const sequences = stops.filter((stop) => stop !== "");
  let held = "";
  return {
    push(text) {
      held += text;
      const ends = sequences.map((stop) => held.indexOf(stop)).filter((at) => at >= 0);
      if (ends.length > 0) {
        const safe = held.slice(0, Math.min(...ends));
        held = "";
        return { text: safe, isStopped: true };
      }
      const safeLength = held.length - longestBeginning(held, sequences);
      const safe = held.slice(0, safeLength);
      held = held.slice(safeLength);
      return { text: safe, isStopped: false };
    },
    flush() {
      const rest = held;
      held = "";
      return rest;
    },
  };
}

/** Returns the length of the longest end of `text` with which some sequence begins. */
function longestBeginning(text: string, sequences: readonly string[]): number {
  let longest = 0;
  for (const sequence of sequences)
    for (let length = Math.min(sequence.length - 1, text.length); length > longest; length--)
      if (text.endsWith(sequence.slice(0, length))) longest = length;
  return longest;
}
