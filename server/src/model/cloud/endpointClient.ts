import { randomUUID } from "node:crypto";
import OpenAI from "openai";
import type { Clock } from "../../base/clock";
import { BackendError } from "../errors";
import type { Logger } from "../../base/log";
import type { Endpoint } from "../../settings/endpoint";
import type { Credential } from "./credential";
import type { HttpConnection } from "./httpConnection";
import { headersOf } from "./outgoing";
import { asEventStream, withErrorObject } from "./responseForm";
import { unlessAborted } from "./unlessAborted";
import type { TimeLimits } from "./watchdog";
import type { TokenUsage } from "./wire";
import type { ResolvedEndpoint } from "./wires";

/** What a request was about: `subject` is the URI of the document or folder that its text was taken from, empty for a probe. */
export interface Subject {
  readonly purpose: "completion" | "draft" | "probe";
  readonly subject: string;
}

/** Told what is sent to an endpoint, and what it says besides its text; for the audit log, pacing and accounts. */
export interface CloudObserver {
  /** A request that goes out now. */
  sent(request: Subject & { readonly url: string; readonly bytes: number }): void;
  /** Headers and status of every answer, failed ones too. */
  headers(headers: Headers, status: number): void;
  /** Tokens of a request; `isEstimated` where the endpoint did not say, e.g. after hanging up. */
  usage(usage: TokenUsage, isEstimated: boolean): void;
}

/** What a cloud backend is built from. */
export interface CloudParts {
  readonly endpoint: Endpoint;
  readonly connection: HttpConnection;
  /** The endpoint's key, if there is one; may ask the user's keychain. */
  readonly credential: () => Promise<Credential | undefined>;
  /** How the user gives it another key, a sentence. */
  readonly keyAdvice: () => string;
  readonly clock: Clock;
  readonly limits: TimeLimits;
  readonly log: Logger;
  readonly observer: CloudObserver;
}

/**
 * Sends an endpoint's requests through the real `openai` package, its retries off. Only the package's request building and event
 * parsing are used: headers are exactly ours, so that no `OPENAI_*` variable of the user's environment leaks in.
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

  /** Asks for a completion; resolves with the events of its answer once the headers have come. Rejects with the package's errors. */
  async post(
    { url, body, about }: { url: string; body: Record<string, unknown>; about: Subject },
    signal: AbortSignal,
  ): Promise<AsyncIterable<unknown>> {
    const headers = { [subjectHeader]: `${about.purpose} ${encodeURIComponent(about.subject)}` };
    return this.#client.post<AsyncIterable<unknown>>(url, { body, headers, stream: true, signal });
  }

  /** Reads what lies at `url`, parsed. Rejects with the package's errors. */
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
    const subject = new Headers(init.headers).get(subjectHeader);
    if (typeof init.body === "string" && subject !== null)
      observer.sent({ url, bytes: Buffer.byteLength(init.body), ...readSubject(subject) });
    const response = await connection.fetch(url, {
      method: isCompletion ? "POST" : "GET",
      headers: headersOf({ endpoint, resolved, requestId: randomUUID(), credential: opened, isCompletion }),
      ...(typeof init.body === "string" ? { body: init.body } : {}),
      signal,
    });
    observer.headers(response.headers, response.status);
    if (!response.ok) return withErrorObject(response);
    return isCompletion ? asEventStream(response, endpoint.name) : response;
  }
}

/** Carries what a request is about through the package to `#fetch`, which makes all headers anew: it is never sent. */
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
