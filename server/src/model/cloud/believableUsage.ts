import type { TokenUsage } from "./wire";

/** Tokens that a server may add to a prompt beyond what was sent: its template, its own instructions. // guess */
const ownTokens = 10_000;

/** More than any model writes for one request, its thinking included. // guess: twice the longest output on offer in 2026 */
const mostWritten = 250_000;

/**
 * Returns an endpoint's own count of tokens if it can be true, else `undefined`: money is added up from it, and a negative or
 * an endless number would open or close the day's limit for good.
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
