import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

/** A refusal as Azure words it. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly param?: string;
  readonly message: string;
}

/** Keys, tokens and models that the stand-in accepts. */
export interface Served {
  readonly keys: readonly string[];
  readonly tokens: readonly string[];
  readonly models: readonly string[];
  /** Its model's name in its answers: behind a deployment's name there may be any. */
  readonly answersAs: string;
  /** When `answersAs` retires, in seconds since 1970; Azure tells it in its classic list of models. */
  readonly retiresAtS?: number;
}

/** The interface to which a path belongs. */
export type Route = { /** The model's name in answers. */ readonly answersAs?: string } & (
  | { readonly kind: "chat" | "completions"; readonly style: "classic" | "v1" | "openai"; readonly deployment?: string }
  | { readonly kind: "infill" | "models"; readonly style: "openai" | "classic" | "v1" }
);

/** `api-version`s that the classic style knows. */
const apiVersions = ["2024-06-01", "2024-10-21", "2025-01-01-preview", "2025-04-01-preview"];

/** Most tokens of context, of output and of stop sequences. Source: Microsoft's model page for gpt-4.1-nano. */
const limits = { context: 1_047_576, output: 32_768, stops: 4 };

/** Finds the route of a path. */
export function routeOf(path: string): Route | undefined {
  const classic = /^\/openai\/deployments\/([^/]+)\/(chat\/)?completions$/.exec(path);
  if (classic)
    return { kind: classic[2] ? "chat" : "completions", style: "classic", deployment: decodeURIComponent(classic[1]) };
  const known: Readonly<Record<string, Route>> = {
    "/openai/v1/chat/completions": { kind: "chat", style: "v1" },
    "/v1/chat/completions": { kind: "chat", style: "openai" },
    "/v1/completions": { kind: "completions", style: "openai" },
    "/infill": { kind: "infill", style: "openai" },
    "/v1/models": { kind: "models", style: "openai" },
    "/openai/models": { kind: "models", style: "classic" },
    "/openai/v1/models": { kind: "models", style: "v1" },
  };
  return known[path];
}

/** Checks method, version and key, as a service does before it looks at the body. */
export function refuseRequest(
  route: Route | undefined,
  request: { method: string; url: URL; headers: Readonly<Record<string, string | string[] | undefined>> },
  served: Served,
): Refusal | undefined {
  const { method, url, headers } = request;
  if (route === undefined) return { status: 404, code: "404", message: "Resource not found" };
  if (method !== (route.kind === "models" ? "GET" : "POST"))
    return { status: 405, code: "method_not_allowed", message: "Method not allowed" };
  if (route.style === "classic" && !apiVersions.includes(url.searchParams.get("api-version") ?? ""))
    return { status: 404, code: "404", message: "Resource not found" };
  if (route.style !== "classic" && url.searchParams.has("api-version"))
    return { status: 400, code: "BadRequest", message: "API version not supported" };
  const bearer = /^Bearer (.+)$/.exec(String(headers["authorization"] ?? ""))?.[1] ?? "";
  const isAzure = route.style !== "openai";
  const isOpen = served.keys.length === 0;
  const key = isAzure ? String(headers["api-key"] ?? "") : bearer;
  if (!isOpen && !served.keys.includes(key) && !served.tokens.includes(bearer))
    return {
      status: 401,
      code: "401",
      message: "Access denied due to invalid subscription key or wrong API endpoint.",
    };
  if (headers["api-key"] !== undefined && headers["authorization"] !== undefined)
    return { status: 400, code: "BadRequest", message: "Two credentials" };
  if (method === "POST" && !String(headers["content-type"] ?? "").startsWith("application/json"))
    return { status: 415, code: "unsupported_media_type", message: "Unsupported media type" };
  if ("deployment" in route && route.deployment !== undefined && !served.models.includes(route.deployment))
    return { status: 404, code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." };
  return undefined;
}

/** Checks a body strictly: unknown fields and illegal values are refused, as Azure does. */
export function refuseBody(
  route: Route,
  body: unknown,
  params: { served: Served; apiVersion: string | undefined },
): Refusal | undefined {
  const { served, apiVersion } = params;
  if (typeof body !== "object" || body === null || Array.isArray(body))
    return bad("", "We could not parse the JSON body.");
  const fields = body as Readonly<Record<string, unknown>>;
  const allowed = route.kind === "infill" ? infillFields : route.kind === "chat" ? chatFields : completionFields;
  for (const name of Object.keys(fields))
    if (!allowed.has(name))
      return { ...bad(name, `Unrecognized request argument supplied: ${name}`), code: "unknown_parameter" };
  if (route.kind === "infill") return refuseInfill(fields);
  const optionRefusal = route.kind === "chat" ? refuseOptions(fields, apiVersion) : undefined;
  if (optionRefusal !== undefined) return optionRefusal;
  const { model, max_tokens, temperature, stop, stream, stream_options, n, prompt_cache_key } = fields;
  if ("style" in route && route.style !== "classic") {
    if (typeof model !== "string") return bad("model", "you must provide a model parameter");
    if (!served.models.includes(model))
      return { status: 404, code: "DeploymentNotFound", message: `The model '${model}' does not exist` };
  }
  if (max_tokens !== undefined && !isInteger(max_tokens, 1, limits.output))
    return bad("max_tokens", "max_tokens is too large or small");
  if (temperature !== undefined && !(typeof temperature === "number" && temperature >= 0 && temperature <= 2))
    return bad("temperature", "temperature out of range");
  if (stop !== undefined) {
    const stops = Array.isArray(stop) ? stop : [stop];
    if (
      stops.length === 0 ||
      stops.length > limits.stops ||
      !stops.every((text) => typeof text === "string" && text !== "")
    )
      return bad("stop", "'stop' must be 1 to 4 non-empty strings");
  }
  if (stream !== undefined && typeof stream !== "boolean") return bad("stream", "stream must be a boolean");
  if (stream_options !== undefined && stream !== true)
    return bad("stream_options", "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
  if (n !== undefined && !isInteger(n, 1, 128)) return bad("n", "n out of range");
  if (prompt_cache_key !== undefined && !(typeof prompt_cache_key === "string" && prompt_cache_key.length <= 64))
    return bad("prompt_cache_key", "prompt_cache_key is too long");
  return route.kind === "chat" ? refuseMessages(fields["messages"]) : refusePrompt(fields);
}

const shared = [
  "model",
  "max_tokens",
  "temperature",
  "top_p",
  "stop",
  "stream",
  "stream_options",
  "n",
  "user",
  "seed",
  "logprobs",
];
const chatFields = new Set([
  ...shared,
  "messages",
  "prompt_cache_key",
  "prediction",
  "response_format",
  "max_completion_tokens",
]);
const completionFields = new Set([...shared, "prompt", "suffix"]);
const infillFields = new Set([
  ...["input_prefix", "input_suffix", "input_extra", "prompt", "n_predict", "temperature", "stop", "stream"],
  ...["cache_prompt", "n_cache_reuse", "top_k", "top_p", "t_max_predict_ms", "samplers"],
]);

function refuseMessages(messages: unknown): Refusal | undefined {
  if (!Array.isArray(messages) || messages.length === 0) return bad("messages", "[] is too short - 'messages'");
  let tokens = 0;
  for (const message of messages as unknown[]) {
    const { role, content, ...rest } = (message ?? {}) as Record<string, unknown>;
    if (!["system", "user", "assistant", "developer"].includes(String(role)))
      return bad("messages", `'${String(role)}' is not a role`);
    if (typeof content !== "string") return bad("messages", "content must be a string");
    if (Object.keys(rest).some((name) => name !== "name"))
      return bad("messages", "Additional properties are not allowed");
    tokens += countTokens(content, { disallowedSpecial: new Set() });
  }
  return tokens > limits.context
    ? { ...bad("messages", "maximum context length"), code: "context_length_exceeded" }
    : undefined;
}

/** Predicted outputs and structured outputs, by Microsoft's pages on them. */
function refuseOptions(fields: Readonly<Record<string, unknown>>, apiVersion: string | undefined): Refusal | undefined {
  const { prediction, response_format, n, logprobs, max_completion_tokens } = fields;
  if (prediction !== undefined) {
    if (apiVersion !== undefined && apiVersion < "2025-01-01-preview")
      return { ...bad("prediction", "Unrecognized request argument supplied: prediction"), code: "unknown_parameter" };
    const { type, content, ...rest } = prediction as Record<string, unknown>;
    if (type !== "content" || typeof content !== "string" || Object.keys(rest).length > 0)
      return bad("prediction", "prediction must be { type: 'content', content }");
    if ((n !== undefined && n !== 1) || logprobs === true || max_completion_tokens !== undefined)
      return bad("prediction", "not supported together with predicted outputs");
  }
  if (response_format === undefined) return undefined;
  const { type, json_schema } = response_format as { type?: unknown; json_schema?: Record<string, unknown> };
  if (type === "text" || type === "json_object") return undefined;
  if (type !== "json_schema" || json_schema === undefined) return bad("response_format", "unknown response_format");
  const { name, strict, schema, ...rest } = json_schema;
  if (typeof name !== "string" || !/^[\w-]{1,64}$/.test(name))
    return bad("response_format.json_schema.name", "does not match pattern '^[a-zA-Z0-9_-]+$'");
  if (Object.keys(rest).some((key) => key !== "description"))
    return bad("response_format", "Additional properties are not allowed");
  const fault = strict === true ? strictFault(schema) : undefined;
  return fault === undefined ? undefined : bad("response_format", `Invalid schema for response_format: ${fault}`);
}

/** Describes what the strict form of a schema lacks: each object names all its properties as required and allows no others. */
function strictFault(schema: unknown): string | undefined {
  if (typeof schema !== "object" || schema === null) return "schema must be an object";
  const { type, properties, required, additionalProperties, items, minLength, maxLength, pattern } = schema as Record<
    string,
    unknown
  >;
  if (minLength !== undefined || maxLength !== undefined || pattern !== undefined)
    return "minLength, maxLength and pattern are not permitted";
  if (type === "array") return strictFault(items);
  if (type !== "object") return undefined;
  if (additionalProperties !== false) return "'additionalProperties' is required to be supplied and to be false";
  const names = Object.keys(properties ?? {});
  if (!Array.isArray(required) || names.some((name) => !required.includes(name)))
    return "'required' is required to be supplied and to be an array including every key in properties";
  for (const property of Object.values(properties ?? {})) {
    const fault = strictFault(property);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function refusePrompt({ prompt, suffix }: Readonly<Record<string, unknown>>): Refusal | undefined {
  if (typeof prompt !== "string") return bad("prompt", "prompt must be a string");
  return suffix !== undefined && typeof suffix !== "string" ? bad("suffix", "suffix must be a string") : undefined;
}

function refuseInfill(fields: Readonly<Record<string, unknown>>): Refusal | undefined {
  for (const name of ["input_prefix", "input_suffix"])
    if (typeof fields[name] !== "string") return bad(name, `"${name}" must be a string`);
  return fields["input_extra"] !== undefined && !Array.isArray(fields["input_extra"])
    ? bad("input_extra", '"input_extra" must be an array')
    : undefined;
}

function isInteger(value: unknown, min: number, max: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}

function bad(param: string, message: string): Refusal {
  return { status: 400, code: "invalid_request_error", param, message };
}
