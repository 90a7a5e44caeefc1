import { APIConnectionError, APIError } from "openai";
import { durationMs, waitInWords } from "../../base/duration";
import { BackendError, type BackendErrorKind } from "../errors";
import { isTooLong } from "./contextLimit";
import { findCause, networkFault, proxyWantsPassword } from "./networkFault";
import { readRefusal, type Refusal } from "./refusal";

/** The endpoint that failed, for messages. */
export interface FailedEndpoint {
  readonly name: string;
  readonly host: string;
  readonly model: string;
  /** A sentence that tells the user how to set another key. */
  readonly keyAdvice: string;
}

/** Translates any error of an endpoint or the network to it. The message is for people and never quotes the answer's text. */
export function toBackendError(
  error: unknown,
  endpoint: FailedEndpoint,
  expired: "firstToken" | "idle" | undefined,
): BackendError {
  if (expired !== undefined) return timedOut(endpoint, expired);
  const own = findCause(error, (cause) => cause instanceof BackendError);
  if (own instanceof BackendError) return own;
  if (isAnswer(error)) return fromAnswer(error, endpoint);
  if (error instanceof SyntaxError)
    return new BackendError("badResponse", `${endpoint.name} sent an answer that cannot be read.`, { cause: error });
  return networkFault(error, endpoint);
}

/** Longest wait that is honoured, in ms. */
const longestWaitMs = 3_600_000;

/** Reads the wait that `retry-after-ms` or `retry-after` (seconds, a duration or a date) asks for, in ms, at most an hour. */
function retryAfterMs(headers: { get(name: string): string | null } | undefined): number | undefined {
  const exact = (headers?.get("retry-after-ms") ?? "").trim();
  if (/^\d+(?:\.\d+)?$/.test(exact)) return Math.min(Number(exact), longestWaitMs);
  const given = (headers?.get("retry-after") ?? "").trim();
  if (given === "" || given.startsWith("-")) return undefined;
  const isDate = /^[a-z]{3,9},? /i.test(given);
  // A date in the past only shows that two clocks differ.
  const waitMs = isDate ? Date.parse(given) - Date.now() : durationMs(given);
  return waitMs === undefined || !(waitMs >= 0) ? undefined : Math.min(waitMs, longestWaitMs);
}

/** Reads the wait that a refusal asks for in its body: Google's `retryDelay`, a number under `retry_after`, or in words. */
function waitIn({ text, numbers, delay }: Refusal): number | undefined {
  const seconds = numbers.retry_after ?? numbers.retryAfter ?? numbers.retry_after_seconds;
  const waitMs =
    seconds !== undefined && seconds >= 0
      ? seconds * 1_000
      : (numbers.retry_after_ms ?? durationMs(delay ?? "") ?? waitInWords(text));
  return waitMs === undefined || !(waitMs >= 0) ? undefined : Math.min(waitMs, longestWaitMs);
}

/** Returns a refusal in the endpoint's own words; `undefined` if it hasn't answered or its answer was unreadable. */
export function refusalIn(error: unknown): Refusal | undefined {
  return isAnswer(error)
    ? readRefusal(typeof error.status === "number" ? error.status : undefined, error.error)
    : undefined;
}

/** Reports whether the endpoint itself answered with an error. */
function isAnswer(error: unknown): error is APIError {
  return error instanceof APIError && !(error instanceof APIConnectionError);
}

function timedOut({ name }: FailedEndpoint, expired: "firstToken" | "idle"): BackendError {
  return new BackendError(
    "timeout",
    expired === "firstToken" ? `${name} took too long to answer.` : `${name} stopped in the middle of an answer.`,
  );
}

function fromAnswer(error: APIError, endpoint: FailedEndpoint): BackendError {
  const { name, model } = endpoint;
  const refusal = readRefusal(typeof error.status === "number" ? error.status : undefined, error.error);
  const { status } = refusal;
  const codes = new Set(readCodes(error.error).concat(typeof error.code === "string" ? [error.code] : []));
  const make = (kind: BackendErrorKind, message: string, fault?: BackendError["fault"]): BackendError => {
    const waitMs = retryAfterMs(error.headers) ?? waitIn(refusal);
    const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs };
    return new BackendError(kind, message, { cause: error, fault, ...wait });
  };
  if (["content_filter", "ResponsibleAIPolicyViolation", "content_policy_violation"].some((code) => codes.has(code)))
    return make("contentFiltered", `${name}'s content filter declined this text. Other places are not affected.`);
  if (codes.has("insufficient_quota"))
    return make("rateLimited", `The quota of ${name} is used up. Check its plan and billing.`, "quota");
  // LiteLLM's word for a key's budget, with 400, 422 or 429.
  if (codes.has("budget_exceeded"))
    return make(
      "rateLimited",
      `Your budget at ${name} is used up. Ask who runs it for a larger one, or wait for the next day.`,
      "quota",
    );
  if (isTooLong(refusal)) return make("tooLong", `The context of ${model} at ${name} is too small for this request.`);
  if (status === 410 || isRetired(refusal, codes))
    return make("notFound", `The model ${model} at ${name} is retired. Choose another model for it.`, "retired");
  if ((status === 400 || status === 404) && /\bapi[-_ ]version\b/.test(refusal.text))
    return make(
      "badRequest",
      `${name} does not know this api-version (${status}). Correct apiVersion in nanotype.endpoints, or leave it out.`,
      "apiVersion",
    );
  if (status === undefined && /\bmodel\b.{0,80}\bnot (?:found|exist)/.test(refusal.text))
    return make("notFound", unknown(endpoint, status));
  if (status === 400 && (refusal.params.includes("model") || codes.has("model_not_found")))
    return make("notFound", unknown(endpoint, status));
  // LiteLLM without a database answers a key that it doesn't know so.
  if (codes.has("no_db_connection"))
    return make("unauthorized", `${name} does not know this key. ${endpoint.keyAdvice}`);
  switch (status ?? 0) {
    case 401:
      return make("unauthorized", `${name} refused the key (401). ${endpoint.keyAdvice}`);
    case 402:
      return make("rateLimited", `The quota of ${name} is used up (402). Check its plan and billing.`, "quota");
    case 403:
      return make(
        "unauthorized",
        `${name} does not allow this (403): the key lacks a role, or a firewall does not let this machine in. Ask who runs it.`,
      );
    case 404:
      return make("notFound", unknown(endpoint, status));
    case 408:
      return make("timeout", `${name} gave up waiting for the request (408).`);
    case 429:
      return make("rateLimited", `${name} asks us to slow down (429).`);
    case 503:
    case 529:
      return make("rateLimited", `${name} is overloaded (${status}).`);
    case 407:
      return make("unreachable", proxyWantsPassword, "proxy");
    default:
  }
  if (status === undefined) {
    if ([...codes].some((code) => /rate_limit|too_many|overloaded/i.test(code)))
      return make("rateLimited", `${name} asks us to slow down.`);
    return make("server", `${name} ended its answer with an error.`);
  }
  if (status >= 300 && status < 400)
    return make(
      "badResponse",
      `${name} redirects to another address (${status}). Check the endpoint's url; a proxy or sign-in page may be in the way.`,
    );
  if (status >= 500) return make("server", `${name} failed with an internal error (${status}).`);
  return make("badRequest", `${name} rejected the request (${status}). Run “nanotype endpoints test” to see why.`);
}

function unknown({ name, model }: FailedEndpoint, status: number | undefined): string {
  return `${name} has no model or deployment "${model}" at this address (${status ?? 404}). Run “nanotype endpoints test” to see which there are.`;
}

/** Codes of Azure and Groq for a model that is gone: `ModelDeprecated`, `model_decommissioned`. Near miss: `deprecated_parameter`. */
const retiredCode =
  /(?:model|deployment)_?(?:deprecated|decommissioned|retired)|(?:deprecated|retired)_?(?:model|deployment)/i;
/** Others' words for it: `the model gpt-x has been deprecated`. Near miss: `the parameter functions has been deprecated`. */
const retiredWords = /\b(?:model|deployment)\b[^\n]{0,100}\b(?:has|have) been (?:deprecated|retired|decommissioned)\b/;

/** Reports whether a refusal says that its model is gone for good. */
function isRetired({ status, text }: Refusal, codes: ReadonlySet<string>): boolean {
  if ([...codes].some((code) => retiredCode.test(code))) return true;
  return (status === 400 || status === 404) && retiredWords.test(text);
}

/** Reads the codes in an error body: `code`, `type` and `innererror.code`, at the top or below `error`. */
function readCodes(body: unknown, depth = 0): string[] {
  if (typeof body !== "object" || body === null || depth > 3) return [];
  return Object.entries(body).flatMap(([key, value]: [string, unknown]) =>
    (key === "code" || key === "type") && typeof value === "string"
      ? [value]
      : key === "error" || key === "innererror" || key === "inner_error"
        ? readCodes(value, depth + 1)
        : [],
  );
}
