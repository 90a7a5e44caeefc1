import type { CloudRequest, CompletionChunk } from "../backend";

/** Tokens of one request as the endpoint counts them. */
export interface TokenUsage {
  /** All tokens of the prompt, the cached ones included. */
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
}

/** What one event of a stream said. */
export interface WireEvent {
  readonly chunks: readonly CompletionChunk[];
  readonly usage?: TokenUsage;
  /** The model that answers, as the endpoint names it: behind a deployment's name or an alias there may be any. */
  readonly model?: string;
}

/** How a kind of endpoint is asked and answers: where, with which body, and how its events read. */
export interface Wire<Request = CloudRequest> {
  /** Absolute address that requests are posted to. */
  readonly requestUrl: string;
  body(request: Request): Record<string, unknown>;
  /** Reads one event; what is not understood says nothing. */
  read(event: unknown): WireEvent;
}

/** Most tokens asked for: rate limits count what is asked for, not what comes. */
export const mostTokens = 200;

/** Most stop sequences that Azure and OpenAI take. Source: their API reference. */
export const mostStops = 4;

/** Little variety: the likeliest text is what is wanted. */
export const usualTemperature = 0.1;

/** Parameters that all kinds share. */
export function sampling(request: CloudRequest): { max_tokens: number; temperature: number; stop?: string[] } {
  const stop = stopsOf(request);
  return {
    max_tokens: Math.min(request.maxTokens, mostTokens),
    temperature: usualTemperature,
    ...(stop.length > 0 ? { stop } : {}),
  };
}

/** A keystroke's answer ends at an empty line unless the request says otherwise. */
export function stopsOf(request: CloudRequest): string[] {
  const stop = request.stop.length === 0 && request.priority === "keystroke" ? ["\n\n"] : request.stop;
  return stop.slice(0, mostStops);
}

/** A stable name for the document, for the provider's cache routing; says nothing about its path. FNV-1a, 32 bits, twice. */
export function cacheKey(documentUri: string): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = 0; i < documentUri.length; i++) {
    low = Math.imul(low ^ documentUri.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ documentUri.charCodeAt(i), 0x85ebca6b);
  }
  return `nanotype-${(low >>> 0).toString(16).padStart(8, "0")}${(high >>> 0).toString(16).padStart(8, "0")}`;
}

/** Reads an event of OpenAI's chat or completions form, streamed or whole. */
export function readOpenAiEvent(event: unknown): WireEvent {
  const choices = field(event, "choices");
  const chunks = (Array.isArray(choices) ? choices : []).flatMap((choice: unknown): CompletionChunk[] => {
    const text = textOf(field(choice, "delta")) ?? textOf(field(choice, "message")) ?? field(choice, "text");
    const finish = finishOf(field(choice, "finish_reason"));
    if (typeof text !== "string" && finish === undefined) return [];
    const candidate = numberOf(field(choice, "index")) ?? 0;
    const body = typeof text === "string" ? text : "";
    return [{ candidate, text: body, tokenCount: body === "" ? 0 : 1, ...(finish === undefined ? {} : { finish }) }];
  });
  const usage = usageOf(field(event, "usage"));
  const model = field(event, "model");
  return {
    chunks,
    ...(usage === undefined ? {} : { usage }),
    ...(typeof model === "string" && model !== "" ? { model } : {}),
  };
}

/** A property of something that may not be an object. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const property: unknown = Reflect.get(value, name);
  return property;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function textOf(message: unknown): string | undefined {
  const content = field(message, "content");
  return typeof content === "string" ? content : undefined;
}

function finishOf(reason: unknown): CompletionChunk["finish"] {
  if (typeof reason !== "string" || reason === "") return undefined;
  if (reason === "stop" || reason === "length") return reason;
  return reason === "content_filter" ? "contentFilter" : "end";
}

function usageOf(usage: unknown): TokenUsage | undefined {
  const promptTokens = numberOf(field(usage, "prompt_tokens"));
  if (promptTokens === undefined) return undefined;
  const details = field(usage, "prompt_tokens_details");
  // DeepSeek counts its cache under a name of its own.
  const cached = numberOf(field(details, "cached_tokens")) ?? numberOf(field(usage, "prompt_cache_hit_tokens"));
  return {
    promptTokens,
    cachedTokens: Math.min(cached ?? 0, promptTokens),
    completionTokens: numberOf(field(usage, "completion_tokens")) ?? 0,
  };
}
