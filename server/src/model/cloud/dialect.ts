/** The optional fields that a server takes; strict servers reject fields they don't know. */
export interface Dialect {
  readonly modelInBody: boolean;
  readonly includeUsage: boolean;
  readonly promptCacheKey: boolean;
  /** Several answers to one request (`n`). */
  readonly candidates: boolean;
  /** Predicted outputs. */
  readonly predictions: boolean;
  /** `object`: JSON can be requested, but without a schema. */
  readonly schemas: "strict" | "object";
}

/** The fields that Azure and OpenAI take. */
export const fullDialect: Dialect = {
  modelInBody: true,
  includeUsage: true,
  promptCacheKey: true,
  candidates: true,
  predictions: true,
  schemas: "strict",
};

/** Returns the dialect that a server is expected to speak, by its host. */
export function dialectOf(hostname: string): Dialect {
  if (hostname === "api.openai.com") return fullDialect;
  const common: Dialect = { ...fullDialect, promptCacheKey: false, predictions: false };
  if (/(^|\.)mistral\.ai$/.test(hostname)) return { ...common, includeUsage: false, candidates: false };
  if (/(^|\.)deepseek\.com$/.test(hostname)) return { ...common, candidates: false, schemas: "object" };
  return common;
}

/** Reports whether a classic `api-version` of Azure has predicted outputs. Source: Microsoft's page on predicted outputs, read 2026-11. */
export function knowsPredictions(apiVersion: string | undefined): boolean {
  return apiVersion !== undefined && apiVersion.slice(0, 10) >= "2025-01-01";
}
