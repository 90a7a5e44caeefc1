import type { TokenUsage } from "./wire";

/** What a request cost that was hung up before the endpoint could say. Tokens that were sent are billed whether or not anyone reads. */
export function estimateUsage(body: Record<string, unknown>, producedCount: number): TokenUsage {
  const promptTokens = Math.ceil(JSON.stringify(body).length / bodyCharsPerToken);
  return { promptTokens, cachedTokens: 0, completionTokens: producedCount };
}

/** UTF-16 units of a request's body for each token of its prompt, a little low. Source: the stand-in's o200k counts, see its test. */
const bodyCharsPerToken = 4.2;
