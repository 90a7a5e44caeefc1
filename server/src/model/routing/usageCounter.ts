import type { TokenUsage } from "../cloud/wire";

/** Tokens of one endpoint since the start. */
export interface UsageCounts {
  readonly requestCount: number;
  readonly promptTokenCount: number;
  /** Prompt tokens that the provider's prefix cache held; part of `promptTokenCount`. */
  readonly cachedTokenCount: number;
  readonly generatedTokenCount: number;
  /** Requests whose tokens had to be estimated, since they were cancelled before the endpoint could report them. */
  readonly estimatedCount: number;
}

/** Adds up the usage of an endpoint's requests. */
export class UsageCounter {
  #counts = { requestCount: 0, promptTokenCount: 0, cachedTokenCount: 0, generatedTokenCount: 0, estimatedCount: 0 };

  add({ promptTokens, cachedTokens, completionTokens }: TokenUsage, isEstimated: boolean): void {
    const counts = this.#counts;
    counts.requestCount++;
    counts.promptTokenCount += promptTokens;
    counts.cachedTokenCount += cachedTokens;
    counts.generatedTokenCount += completionTokens;
    if (isEstimated) counts.estimatedCount++;
  }

  counts(): UsageCounts {
    return { ...this.#counts };
  }
}
