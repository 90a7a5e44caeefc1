import OpenAI from "openai";
import type { Clock } from "../../base/clock";
import { BackendError } from "../errors";
import type { Logger } from "../../base/log";
import type { Endpoint } from "../../settings/endpoint";
import type { Credential } from "./credential";
import type { HttpConnection } from "./httpConnection";
import { headersOf } from "./outgoing";
import { identityIn, randomIdentity, type RequestIdentity } from "./requestIdentity";
import type { RequestSpan } from "./requestSpan";
import { asEventStream, withErrorObject } from "./responseForm";
import { unlessAborted } from "./unlessAborted";
import type { TimeLimits } from "./watchdog";
import type { TokenUsage } from "./wire";
import type { ResolvedEndpoint } from "./wires";

/** The origin of a request: `subject` is the URI of the document or folder that its text was taken from, empty for a probe. */
export interface Subject {
  readonly purpose: "completion" | "draft" | "probe" | "batch";
  readonly subject: string;
}

/** Observer of requests to an endpoint and of everything in its answers but the text; feeds the audit log, pacing and accounts. */
export interface CloudObserver {
  /** Receives each request as it is sent. */
  sent(request: Subject & { readonly url: string; readonly bytes: number }): void;
  /** Receives headers and status of every answer, including failed ones. */
  headers(headers: Headers, status: number): void;
  /** Receives a request's tokens; `isEstimated` if the endpoint didn't report them, e.g. because we hung up. */
  usage(usage: TokenUsage, isEstimated: boolean): void;
  /** Receives each request for an answer once it has ended, however that was. */
  ended?(request: RequestSpan): void;
}

/** Parts that a cloud backend is built from. */
export interface CloudParts {
  readonly endpoint: Endpoint;
  readonly connection: HttpConnection;
  /** The endpoint's key, if there is one; may query the user's keychain. */
  readonly credential: () => Promise<Credential | undefined>;
  /** A sentence that tells the user how to set another key. */
  readonly keyAdvice: () => string;
  readonly clock: Clock;
  readonly limits: TimeLimits;
  readonly log: Logger;
  readonly observer: CloudObserver;
}

/**
 * Sends an endpoint's requests through the real `openai` package, with its retries off. Only the package's request building and event
 * parsing are used: the headers are exactly ours, so that no `OPENAI_*` variable of the user's environment leaks in.
 */
export class EndpointClient {
  readonly #parts: CloudParts & { readonly resolved: ResolvedEndpoint };
  readonly #client: OpenAI;

  constructor(parts: CloudParts & { readonly resolved: ResolvedEndpoint }) {
    this.#parts = parts;
    this.#client = new OpenAI({
      apiKey: "sent by #fetch",
      baseURL: parts.resolved.wire.requestUrl,
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      maxRetries: 0,
      timeout: parts.limits.firstTokenMs + 1_000, // the watchdog comes first
      logLevel: "off", // its messages quote what the endpoint sent
      fetch: (url, init) => this.#fetch(url instanceof Request ? url.url : url.toString(), init ?? {}),
    });
  }

  /** Requests a completion and resolves with the answer's events once the headers have arrived. Rejects with the package's errors. */
  async post(
    params: { url: string; body: Record<string, unknown>; about: Subject; identity: RequestIdentity },
    signal: AbortSignal,
  ): Promise<AsyncIterable<unknown>> {
    const { url, body, about, identity } = params;
    const headers = { ...identity, [subjectHeader]: `${about.purpose} ${encodeURIComponent(about.subject)}` };
    return this.#client.post<AsyncIterable<unknown>>(url, { body, headers, stream: true, signal });
  }

  /** Fetches and parses the JSON at `url`. Rejects with the package's errors. */
  async get(url: string, signal: AbortSignal): Promise<unknown> {
    return this.#client.get(url, { signal });
  }

  async #fetch(url: string, init: Init): Promise<Response> {
    const { connection, credential, endpoint, observer, resolved, keyAdvice } = this.#parts;
    const isCompletion = init.method?.toUpperCase() === "POST";
    const signal = init.signal ?? new AbortController().signal;
    const opened = await unlessAborted(credential(), signal);
    if (opened === undefined && endpoint.kind === "azure" && endpoint.headers === undefined)
      throw new BackendError("unauthorized", `${endpoint.name} has no key yet, so nothing was sent. ${keyAdvice()}`);
    const given = new Headers(init.headers);
    const subject = given.get(subjectHeader);
    if (typeof init.body === "string" && subject !== null)
      observer.sent({ url, bytes: Buffer.byteLength(init.body), ...readSubject(subject) });
    const response = await connection.fetch(url, {
      method: isCompletion ? "POST" : "GET",
      headers: headersOf({
        endpoint,
        resolved,
        identity: identityIn(given) ?? randomIdentity(),
        credential: opened,
        isCompletion,
      }),
      ...(typeof init.body === "string" ? { body: init.body } : {}),
      signal,
    });
    observer.headers(response.headers, response.status);
    if (!response.ok) return withErrorObject(response);
    return isCompletion ? asEventStream(response, endpoint.name) : response;
  }
}

/** Carries a request's subject through the package to `#fetch`, which builds all headers anew. This header is never sent. */
const subjectHeader = "x-nanotype-subject";

interface Init {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: RequestInit["headers"];
  readonly signal?: AbortSignal | null;
}

function readSubject(header: string): Subject {
  const [purpose, subject = ""] = header.split(" ");
  return {
    purpose: purpose === "draft" || purpose === "probe" ? purpose : "completion",
    subject: decodeURIComponent(subject),
  };
}
