import type { CloudRequest, CompletionChunk } from "../backend";

/** Tokens of one request as the endpoint counts them. */
export interface TokenUsage {
  /** All tokens of the prompt, the cached ones included. */
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
}

/** Reason for an answer without text: the model declined, called a tool, or the endpoint reports a failure in a field of the answer. */
export type Instead = "refusal" | "toolCall" | "failure";

/** Content of one event of a stream. */
export interface WireEvent {
  readonly chunks: readonly CompletionChunk[];
  /** True if the model streams its thinking in a separate field. */
  readonly isThinking?: boolean;
  readonly instead?: Instead;
  readonly usage?: TokenUsage;
  /** The answering model, as the endpoint names it; a deployment's name or an alias may hide any model. */
  readonly model?: string;
}

/** The protocol of a kind of endpoint: its address, its request body, and a reader of its events. */
export interface Wire<Request = CloudRequest> {
  /** Absolute address that requests are posted to. */
  readonly requestUrl: string;
  body(request: Request): Record<string, unknown>;
  /** Reads one event; returns nothing for an event it doesn't understand. */
  read(event: unknown): WireEvent;
}

/** Most tokens requested: rate limits count the requested tokens, not the sent ones. */
export const mostTokens = 200;

/** Most stop sequences that Azure and OpenAI take. Source: their API reference. */
export const mostStops = 4;

/** Low temperature: the likeliest text is wanted. */
export const usualTemperature = 0.1;

/** Returns the parameters that all kinds share. */
export function sampling(request: CloudRequest): { max_tokens: number; temperature: number; stop?: string[] } {
  const stop = stopsOf(request);
  return {
    max_tokens: Math.min(request.maxTokens, mostTokens),
    temperature: usualTemperature,
    ...(stop.length > 0 ? { stop } : {}),
  };
}

/** Returns the stop sequences. A keystroke's answer ends at an empty line unless the request says otherwise. */
export function stopsOf(request: CloudRequest): string[] {
  const stop = request.stop.length === 0 && request.priority === "keystroke" ? ["\n\n"] : request.stop;
  return stop.slice(0, mostStops);
}

/** Returns a stable name for the document, for the provider's cache routing, that doesn't reveal its path. FNV-1a, 32 bits, twice. */
export function cacheKey(documentUri: string): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = 0; i < documentUri.length; i++) {
    low = Math.imul(low ^ documentUri.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ documentUri.charCodeAt(i), 0x85ebca6b);
  }
  return `nanotype-${(low >>> 0).toString(16).padStart(8, "0")}${(high >>> 0).toString(16).padStart(8, "0")}`;
}

/** Reads an event of OpenAI's chat or completions form, streamed or whole, or of Ollama's own. */
export function readOpenAiEvent(event: unknown): WireEvent {
  const choices = field(event, "choices");
  const said = Array.isArray(choices) ? choices.map(readChoice) : [readOllama(event)];
  const instead = said.find((choice) => choice.instead !== undefined)?.instead;
  const usage = usageOf(field(event, "usage"));
  const model = field(event, "model");
  return {
    chunks: said.flatMap(({ chunk }) => chunk ?? []),
    ...(said.some(({ isThinking }) => isThinking) ? { isThinking: true } : {}),
    ...(instead === undefined ? {} : { instead }),
    ...(usage === undefined ? {} : { usage }),
    ...(typeof model === "string" && model !== "" ? { model } : {}),
  };
}

interface Said {
  readonly chunk: CompletionChunk | undefined;
  readonly isThinking: boolean;
  readonly instead: Instead | undefined;
}

function readChoice(choice: unknown): Said {
  const message = field(choice, "delta") ?? field(choice, "message");
  const text = textOf(message) ?? (message === undefined || message === null ? field(choice, "text") : undefined);
  const reason = field(choice, "finish_reason");
  return {
    chunk: chunkOf(text, reason, numberOf(field(choice, "index"))),
    isThinking:
      thinkingFields.some((name) => isFilled(field(message, name))) || hasThinkingPart(field(message, "content")),
    instead: insteadOf(choice, message, reason),
  };
}

/** Reads Ollama's `/api/chat` and `/api/generate`, for servers that answer in this form at any address. */
function readOllama(event: unknown): Said {
  const message = field(event, "message");
  const text = textOf(message) ?? field(event, "response");
  const reason = field(event, "done") === true ? (field(event, "done_reason") ?? "stop") : undefined;
  const isThinking = isFilled(field(message, "thinking")) || isFilled(field(event, "thinking"));
  return { chunk: chunkOf(text, reason, 0), isThinking, instead: insteadOf(event, message, reason) };
}

function chunkOf(text: unknown, reason: unknown, candidate = 0): CompletionChunk | undefined {
  const finish = finishOf(reason);
  if (typeof text !== "string" && finish === undefined) return undefined;
  const body = typeof text === "string" ? text : "";
  return { candidate, text: body, tokenCount: body === "" ? 0 : 1, ...(finish === undefined ? {} : { finish }) };
}

/** Fields in which servers stream a model's thinking: DeepSeek and vLLM, OpenRouter, Ollama. */
const thinkingFields = ["reasoning_content", "reasoning", "reasoning_details", "thinking"];

function insteadOf(choice: unknown, message: unknown, reason: unknown): Instead | undefined {
  if (isFilled(field(message, "refusal")) || reason === "refusal") return "refusal";
  if (isFilled(field(message, "tool_calls")) || isFilled(field(message, "function_call"))) return "toolCall";
  if (reason === "tool_calls" || reason === "function_call") return "toolCall";
  return reason === "error" || isFilled(field(choice, "error")) ? "failure" : undefined;
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

/** Returns a property of a value that may not be an object. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const property: unknown = Reflect.get(value, name);
  return property;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Returns a message's text, also when it comes in parts. */
function textOf(message: unknown): string | undefined {
  const content = field(message, "content");
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  const texts = content.flatMap((part: unknown) => {
    const text = typeof part === "string" ? part : field(part, "text");
    return typeof text === "string" && !isThought(part) ? [text] : [];
  });
  return texts.length === 0 ? undefined : texts.join("");
}

function hasThinkingPart(content: unknown): boolean {
  return Array.isArray(content) && content.some(isThought);
}

function isThought(part: unknown): boolean {
  const type = field(part, "type");
  return typeof type === "string" && /think|reason/.test(type);
}

function finishOf(reason: unknown): CompletionChunk["finish"] {
  if (typeof reason !== "string" || reason === "") return undefined;
  if (reason === "stop" || reason === "length") return reason;
  return reason === "content_filter" ? "contentFilter" : "end";
}

function usageOf(usage: unknown): TokenUsage | undefined {
  const promptTokens = numberOf(field(usage, "prompt_tokens"));
  const completionTokens = numberOf(field(usage, "completion_tokens") ?? 0);
  if (promptTokens === undefined || completionTokens === undefined) return undefined;
  const details = field(usage, "prompt_tokens_details");
  // DeepSeek names its cache count differently.
  const cached = numberOf(field(details, "cached_tokens")) ?? numberOf(field(usage, "prompt_cache_hit_tokens"));
  return {
    promptTokens,
    cachedTokens: Math.min(cached ?? 0, promptTokens),
    completionTokens,
  };
}
