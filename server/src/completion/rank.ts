import type { Candidate } from "./candidate";

/**
 * Removes candidates that repeat an earlier one, or only its beginning, and keeps the backend's order.
 * The first is the likeliest at the caret according to the model; ordering by the mean probability of whole texts instead puts long,
 * repetitive ones first (bench:quality, 60 real lines, explicit requests: 1.7 % exact where this order has 8.3 %).
 */
export function rank(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const text = essence(candidate.text);
    if (text === "" || kept.some((better) => essence(better.text).startsWith(text))) continue;
    kept.push(candidate);
  }
  return kept;
}

function essence(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
