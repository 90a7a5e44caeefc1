import type { EndpointStats } from "../../protocol";
import type { TokenUsage } from "../cloud/wire";

/** Requests and tokens of one endpoint since the start. */
export type UsageCounts = Pick<
  EndpointStats,
  "requestCount" | "promptTokenCount" | "cachedTokenCount" | "generatedTokenCount" | "estimatedCount"
>;

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
