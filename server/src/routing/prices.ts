import type { TokenUsage } from "../backend/cloud/wire";

/** What a model's tokens cost, in US dollars a million, and who says so. */
interface Price {
  readonly model: RegExp;
  readonly inputUsd: number;
  readonly cachedUsd: number;
  readonly outputUsd: number;
  readonly source: string;
}

/** The one price table; the first row that fits counts. Azure's deployments fit if they are named after their model. */
const prices: readonly Price[] = [
  {
    model: /gpt-4\.1-nano/i,
    inputUsd: 0.1,
    cachedUsd: 0.025,
    outputUsd: 0.4,
    source: "OpenAI's announcement of 2025-04-14; third-party lists read 2026-11 agree",
  },
  {
    model: /gpt-4\.1-mini/i,
    inputUsd: 0.4,
    cachedUsd: 0.1,
    outputUsd: 1.6,
    source: "OpenAI's announcement of 2025-04-14",
  },
  { model: /gpt-4\.1(?!-)/i, inputUsd: 2, cachedUsd: 0.5, outputUsd: 8, source: "OpenAI's announcement of 2025-04-14" },
];

/** The cost of a request in US dollars; `undefined` where the model's price is not known. */
export function costUsd(model: string, usage: TokenUsage): number | undefined {
  const price = prices.find((row) => row.model.test(model));
  if (price === undefined) return undefined;
  const fresh = usage.promptTokens - usage.cachedTokens;
  const millionths =
    fresh * price.inputUsd + usage.cachedTokens * price.cachedUsd + usage.completionTokens * price.outputUsd;
  return millionths / 1_000_000;
}
