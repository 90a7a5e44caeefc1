import { chatMessages } from "../prompt/chat";
import { fimPromptByName, prefixWithSnippets } from "../prompt/fimByName";
import { inertSnippets } from "../prompt/snippets";
import { BackendError } from "../errors";
import { defaultApiVersion, parseAzureUrl } from "./azureUrl";
import { parseBaseUrl } from "./baseUrl";
import { dialectOf, fullDialect, knowsPredictions, type Dialect } from "./dialect";
import { draftWire } from "./draftWire";
import type { Endpoint } from "../../settings/endpoint";
import type { BackendLimits } from "../backend";
import type { DraftRequest } from "../draft";
import { cacheKey, field, numberOf, readOpenAiEvent, sampling, stopsOf, type Wire } from "./wire";

/** Budget of a prompt: enough for the provider's prefix cache (1,024 tokens) to pay, small enough to stay cheap. // guess */
export const cloudLimits: BackendLimits & { readonly snippetTokens: number } = {
  ...{ contextTokens: 3_072, suffixTokens: 768, charsPerToken: 3.7 },
  snippetTokens: 1_024,
};

/** The place of a server's Batch API. */
export interface BatchPlace {
  /** Address to which `/files` and `/batches` are appended. */
  readonly apiUrl: string;
  /** Parameters of every address. */
  readonly query: Readonly<Record<string, string>>;
  /** Address of each line, as the API names it. */
  readonly lineUrl: string;
}

/** An endpoint whose address has been parsed. */
export interface ResolvedEndpoint {
  readonly wire: Wire;
  /** The protocol for drafts: always chat, which every server offers beside its completions. */
  readonly drafts: Wire<DraftRequest>;
  /** Address that lists the served models. */
  readonly modelsUrl: string;
  /** The model or deployment that answers. */
  readonly model: string;
  /** Corrections made to the address, in words. */
  readonly repairs: readonly string[];
  /** Header that carries the key; Entra tokens always use `Authorization: Bearer`. */
  readonly keyHeader: "api-key" | "authorization";
  /** Scope of the Entra token; Azure only. */
  readonly entraScope?: string;
  /** True if answers may come in a Markdown fence. */
  readonly isChat: boolean;
  /** Absent if the protocol has no Batch API. */
  readonly batch?: BatchPlace;
}

/**
 * Parses an endpoint's address and chooses its protocol.
 * @throws BackendError `badRequest` with the reason if the address cannot be used.
 */
export function resolveEndpoint(endpoint: Endpoint): ResolvedEndpoint {
  if (endpoint.kind === "azure") return resolveAzure(endpoint);
  const address = parseBaseUrl(endpoint.url);
  if (address.kind === "refused") throw refused(endpoint, address.reason);
  const { baseUrl, rootUrl, repairs } = address;
  const { model, family = model } = endpoint;
  const { hostname } = new URL(baseUrl);
  const dialect = dialectOf(hostname);
  // llama.cpp's own interface is at the root, its chat under /v1 like other servers'.
  const chatUrl = `${endpoint.kind === "llamacpp" && baseUrl === rootUrl ? `${rootUrl}/v1` : baseUrl}/chat/completions`;
  const common = {
    model,
    repairs,
    drafts: draftWire(chatUrl, { model, dialect }),
    modelsUrl: `${baseUrl}/models`,
    keyHeader: "authorization" as const,
  };
  switch (endpoint.kind) {
    case "openai":
      return {
        ...common,
        isChat: true,
        batch: { apiUrl: baseUrl, query: {}, lineUrl: "/v1/chat/completions" },
        wire: chatWire(chatUrl, { model, dialect }),
      };
    case "fim":
      return {
        ...common,
        isChat: false,
        wire: fimWire(baseUrl, { model, family, hostname }),
        // Mistral's Batch API is its own.
        ...(!isMistral(hostname) && { batch: { apiUrl: baseUrl, query: {}, lineUrl: "/v1/completions" } }),
      };
    case "llamacpp":
      return { ...common, isChat: false, wire: infillWire(`${rootUrl}/infill`) };
  }
}

function resolveAzure(endpoint: Endpoint): ResolvedEndpoint {
  const { model, apiVersion } = endpoint;
  const address = parseAzureUrl(endpoint.url, {
    deployment: model,
    ...(apiVersion === undefined ? {} : { apiVersion }),
  });
  if (address.kind === "refused") throw refused(endpoint, address.reason);
  const { baseUrl, deployment, repairs } = address;
  const query = address.style === "classic" ? `?api-version=${address.apiVersion ?? ""}` : "";
  const predictions = address.style === "v1" || knowsPredictions(address.apiVersion);
  const dialect: Dialect = { ...fullDialect, modelInBody: address.style === "v1", predictions };
  const chatUrl = `${baseUrl}/chat/completions${query}`;
  return {
    model: deployment,
    repairs,
    keyHeader: "api-key",
    // Source: Microsoft's pages on keyless access, classic and version-free style.
    entraScope:
      address.style === "v1" ? "https://ai.azure.com/.default" : "https://cognitiveservices.azure.com/.default",
    isChat: true,
    // Source: Microsoft's page on batch deployments: /chat/completions in both styles, without the deployment in the address.
    batch: {
      apiUrl: baseUrl.replace(/\/deployments\/[^/]+$/, ""),
      query: address.style === "classic" ? { "api-version": address.apiVersion ?? defaultApiVersion } : {},
      lineUrl: "/chat/completions",
    },
    // Only the classic list says when a model retires.
    modelsUrl: `${baseUrl.replace(/\/(deployments\/[^/]+|v1)$/, "")}/models?api-version=${address.apiVersion ?? defaultApiVersion}`,
    wire: chatWire(chatUrl, { model: deployment, dialect }),
    drafts: draftWire(chatUrl, { model: deployment, dialect }),
  };
}

function chatWire(requestUrl: string, params: { model: string; dialect: Dialect }): Wire {
  const { model, dialect } = params;
  return {
    requestUrl,
    read: readOpenAiEvent,
    body: (request) => ({
      ...(dialect.modelInBody ? { model } : {}),
      messages: chatMessages(request.prompt, request.priority === "keystroke" ? "line" : "block"),
      ...sampling(request),
      ...optional(dialect, request.candidateCount),
      ...(dialect.promptCacheKey ? { prompt_cache_key: cacheKey(request.documentUri) } : {}),
    }),
  };
}

function fimWire(baseUrl: string, params: { model: string; family: string; hostname: string }): Wire {
  const { model, family, hostname } = params;
  const dialect = dialectOf(hostname);
  // These take `suffix` for every model they complete with; elsewhere the model's own tokens are more reliable.
  const takesSuffix = isMistral(hostname) || /(deepseek\.com|openai\.com)$/.test(hostname);
  return {
    requestUrl: isMistral(hostname) ? `${baseUrl}/fim/completions` : `${baseUrl}/completions`,
    read: readOpenAiEvent,
    body: (request) => {
      const { prompt } = request;
      const tokens = takesSuffix ? undefined : fimPromptByName(family, prompt);
      return {
        model,
        ...(tokens === undefined
          ? { prompt: prefixWithSnippets(family, prompt), suffix: prompt.suffix }
          : { prompt: tokens }),
        ...sampling(request),
        ...optional(dialect, request.candidateCount),
      };
    },
  };
}

function isMistral(hostname: string): boolean {
  return /(^|\.)mistral\.ai$/.test(hostname);
}

function optional(dialect: Dialect, candidateCount: number): Record<string, unknown> {
  return {
    stream: true,
    ...(dialect.includeUsage ? { stream_options: { include_usage: true } } : {}),
    ...(dialect.candidates && candidateCount > 1 ? { n: candidateCount } : {}),
  };
}

/** llama.cpp's own interface: it knows its model's tokens, and reuses its KV cache across shifted prompts. Source: its server's README. */
function infillWire(requestUrl: string): Wire {
  return {
    requestUrl,
    body: (request) => {
      const { max_tokens, temperature } = sampling(request);
      return {
        input_prefix: request.prompt.prefix,
        input_suffix: request.prompt.suffix,
        // The server writes these in its model's own form, and reads no token in them.
        input_extra: inertSnippets(request.prompt.snippets).map(({ path, text }) => ({ filename: path, text })),
        prompt: "",
        n_predict: max_tokens,
        temperature,
        stop: stopsOf(request),
        stream: true,
        cache_prompt: true,
        n_cache_reuse: 256,
      };
    },
    read: (event) => {
      const content = field(event, "content");
      const text = typeof content === "string" ? content : "";
      const isLast = field(event, "stop") === true;
      const limit = field(event, "stop_type") === "limit" || field(event, "stopped_limit") === true;
      const finish = isLast ? { finish: limit ? ("length" as const) : ("stop" as const) } : {};
      const chunks = text === "" && !isLast ? [] : [{ candidate: 0, text, tokenCount: text === "" ? 0 : 1, ...finish }];
      const evaluated = numberOf(field(event, "tokens_evaluated"));
      if (!isLast || evaluated === undefined) return { chunks };
      // `timings.prompt_n` counts the computed tokens; the rest came from its cache.
      const computed = numberOf(field(field(event, "timings"), "prompt_n")) ?? evaluated;
      const completionTokens = numberOf(field(event, "tokens_predicted")) ?? 0;
      return {
        chunks,
        usage: { promptTokens: evaluated, cachedTokens: Math.max(0, evaluated - computed), completionTokens },
      };
    },
  };
}

function refused(endpoint: Endpoint, reason: string): BackendError {
  return new BackendError("badRequest", `The address of ${endpoint.name} cannot be used. ${reason}`);
}
