import type { Offer, QualityCase } from "./cases";

/**
 * Copies the text after the longest match of the text before the caret in the same file: the baseline. The copy ends
 * with its line. Among equals the most recent wins: the nearest before the caret, else the nearest after it. It never
 * abstains, but if the copied line ends at once its answer is empty.
 */
export function copyFromFile(testCase: Pick<QualityCase, "prefix" | "suffix">): Omit<Offer, "latencyMs"> {
  const { prefix, suffix } = testCase;
  const before = longestMatch(prefix, prefix.slice(0, -1), "last");
  const after = longestMatch(prefix, suffix, "first");
  const best = after.length > before.length ? { ...after, text: suffix } : { ...before, text: prefix };
  const text = best.length === 0 ? "" : (best.text.slice(best.end).split("\n", 1)[0] ?? "");
  return { text, replaceSuffixLength: 0 };
}

/** Finds the longest match of the end of `history` in `text`: its end and its length, in UTF-16 units. */
function longestMatch(history: string, text: string, prefer: "first" | "last"): { end: number; length: number } {
  let best = { end: 0, length: 0 };
  const lastChar = history.slice(-1);
  for (let end = text.indexOf(lastChar) + 1; end > 0 && lastChar !== ""; end = text.indexOf(lastChar, end) + 1) {
    let length = 1;
    while (length < end && history[history.length - 1 - length] === text[end - 1 - length]) length++;
    if (length > best.length || (length === best.length && prefer === "last")) best = { end, length };
  }
  return best;
}
