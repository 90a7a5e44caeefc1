import type { TokenUsage } from "./wire";

/** Tokens that a server may add to our prompt, such as its template and its own instructions. // guess */
const ownTokens = 10_000;

/** More tokens than any model writes for one request, thinking included. // guess: twice the longest output on offer in 2026 */
const mostWritten = 250_000;

/**
 * Returns an endpoint's own count of tokens if it can be true, else `undefined`. Costs are added up from it, so
 * a negative or infinite number would open or close the day's limit for good.
 */
export function believableUsage(usage: TokenUsage, body: Record<string, unknown>): TokenUsage | undefined {
  const { promptTokens, cachedTokens, completionTokens } = usage;
  // No token is shorter than a byte.
  const mostPrompt = Buffer.byteLength(JSON.stringify(body)) + ownTokens;
  const isBelievable =
    isCount(promptTokens, mostPrompt) && isCount(cachedTokens, promptTokens) && isCount(completionTokens, mostWritten);
  return isBelievable ? usage : undefined;
}

function isCount(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}
