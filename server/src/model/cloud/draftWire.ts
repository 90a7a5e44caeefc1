import type { DraftRequest } from "../draft";
import type { Dialect } from "./dialect";
import { cacheKey, mostStops, readOpenAiEvent, usualTemperature, type Wire } from "./wire";

/** Builds the wire that requests drafts as chat. Fields that a server may not take are left out: they only make drafts quicker or surer. */
export function draftWire(requestUrl: string, params: { model: string; dialect: Dialect }): Wire<DraftRequest> {
  const { model, dialect } = params;
  return {
    requestUrl,
    read: readOpenAiEvent,
    body: ({ messages, maxTokens, temperature, stop = [], schema, prediction, subjectUri }) => ({
      ...(dialect.modelInBody ? { model } : {}),
      messages,
      max_tokens: maxTokens,
      temperature: temperature ?? usualTemperature,
      ...(stop.length > 0 ? { stop: stop.slice(0, mostStops) } : {}),
      stream: true,
      ...(dialect.includeUsage ? { stream_options: { include_usage: true } } : {}),
      ...(dialect.promptCacheKey ? { prompt_cache_key: cacheKey(subjectUri) } : {}),
      ...(schema === undefined ? {} : { response_format: responseFormat(schema, dialect) }),
      ...(prediction === undefined || !dialect.predictions
        ? {}
        : { prediction: { type: "content", content: prediction } }),
    }),
  };
}

function responseFormat(schema: NonNullable<DraftRequest["schema"]>, dialect: Dialect): Record<string, unknown> {
  return dialect.schemas === "object"
    ? { type: "json_object" }
    : { type: "json_schema", json_schema: { name: schema.name, strict: true, schema: schema.schema } };
}
