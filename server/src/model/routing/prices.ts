import type { EndpointPrice } from "../../settings/endpoint";
import type { TokenUsage } from "../cloud/wire";

/** Price of a model's tokens, in US dollars a million. */
export interface Price {
  readonly inputUsd: number;
  /** For tokens of the prompt that the provider's prefix cache held. */
  readonly cachedUsd: number;
  readonly outputUsd: number;
  /** The price of requests with longer prompts than this many tokens, if it differs. */
  readonly above?: Price & { readonly promptTokens: number };
}

/** The way in which an endpoint is asked: at once, or in a batch. */
export type PriceTier = "live" | "batch";

/**
 * Share of the usual price that a request in a batch costs. Source: OpenAI's and Microsoft's pages on their Batch APIs, 50 % less. Cached tokens get no
 * other discount there.
 */
const batchShare = 0.5;

/** A row of the price table, with its source and date. */
interface PriceRow extends Price {
  readonly model: RegExp;
  readonly source: string;
  /** Month in which the source was last confirmed, as `YYYY-MM`. */
  readonly asOf: string;
}

const announced = "OpenAI's announcement of 2025-04-14; third-party price lists agree";

/** The one price table; the first row that fits counts. */
const prices: readonly PriceRow[] = [
  { model: /gpt-4\.1-nano/i, inputUsd: 0.1, cachedUsd: 0.025, outputUsd: 0.4, source: announced, asOf: "2026-11" },
  { model: /gpt-4\.1-mini/i, inputUsd: 0.4, cachedUsd: 0.1, outputUsd: 1.6, source: announced, asOf: "2026-04" },
  { model: /gpt-4\.1(?!-(mini|nano))/i, inputUsd: 2, cachedUsd: 0.5, outputUsd: 8, source: announced, asOf: "2026-03" },
];

/**
 * Returns the price of an endpoint: the user's own, else the table's by one of the model's `names`, the surest first. In a batch it is the user's own for
 * batches, else half of the usual one.
 */
export function priceOf(
  own: EndpointPrice | undefined,
  names: readonly string[],
  tier: PriceTier = "live",
): Price | undefined {
  const usual = usualPriceOf(own, names);
  if (tier === "live" || usual === undefined) return usual;
  return own?.batch === undefined ? halved(usual) : tokenPrices(own.batch);
}

function halved({ inputUsd, outputUsd, above }: Price): Price {
  const input = inputUsd * batchShare;
  return {
    ...{ inputUsd: input, cachedUsd: input, outputUsd: outputUsd * batchShare },
    ...(above !== undefined && { above: { ...halved(above), promptTokens: above.promptTokens } }),
  };
}

function usualPriceOf(own: EndpointPrice | undefined, names: readonly string[]): Price | undefined {
  if (own !== undefined) {
    const { above } = own;
    return {
      ...tokenPrices(own),
      ...(above === undefined ? {} : { above: { ...tokenPrices(above), promptTokens: above.promptTokens } }),
    };
  }
  for (const name of names) {
    const price = prices.find(({ model }) => model.test(name));
    if (price !== undefined) return price;
  }
  return undefined;
}

/** Computes the cost of a request in US dollars. */
export function costUsd(price: Price, usage: TokenUsage): number {
  const { above } = price;
  const { inputUsd, cachedUsd, outputUsd } =
    above !== undefined && usage.promptTokens > above.promptTokens ? above : price;
  const fresh = usage.promptTokens - usage.cachedTokens;
  return (fresh * inputUsd + usage.cachedTokens * cachedUsd + usage.completionTokens * outputUsd) / 1_000_000;
}

function tokenPrices({ input, cachedInput, output }: EndpointPrice): Price {
  return { inputUsd: input, cachedUsd: cachedInput ?? input, outputUsd: output };
}
