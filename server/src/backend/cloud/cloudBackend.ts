import { randomUUID } from "node:crypto";
import OpenAI from "openai";
import type { Clock } from "../../clock";
import { BackendError } from "../../errors";
import { describeError, type Logger } from "../../log";
import { ownText } from "../../prompt/promptText";
import type { Backend, CloudRequest, CompletionChunk } from "../backend";
import type { Drafter, DraftRequest } from "../draft";
import type { Endpoint } from "./endpoint";
import { estimateUsage } from "./estimateUsage";
import { withoutFence, type FenceCutter } from "./fence";
import type { HttpConnection } from "./httpConnection";
import { InOrder } from "./inOrder";
import { headersOf } from "./outgoing";
import { RecentLatency } from "./recentLatency";
import { asEventStream } from "./responseForm";
import { toBackendError, type FailedEndpoint } from "./toBackendError";
import { unlessAborted } from "./unlessAborted";
import { Watchdog, type TimeLimits } from "./watchdog";
import { readServedModels, type ServedModel } from "./servedModels";
import { mostTokens, type TokenUsage, type Wire } from "./wire";
import { cloudLimits, resolveEndpoint, type ResolvedEndpoint } from "./wires";

/** What opens an endpoint. A token is Entra's and expires; it is asked for before each request. */
export interface Credential {
  readonly kind: "key" | "token";
  readonly value: string;
}

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
 * An endpoint on the real `openai` package, its retries off. Only the package's request building and event parsing are used:
 * headers are exactly ours, so that no `OPENAI_*` variable of the user's environment leaks in.
 */
export class CloudBackend implements Backend<CloudRequest>, Drafter {
  readonly name: string;
  readonly model: string;
  readonly limits = cloudLimits;
  readonly endpoint: Endpoint;
  readonly resolved: ResolvedEndpoint;
  readonly #parts: CloudParts;
  readonly #client: OpenAI;
  readonly #latency = new RecentLatency();
  #servedModel: string | undefined;

  /** @throws BackendError `badRequest` with the reason if the endpoint's address cannot be used. */
  constructor(parts: CloudParts) {
    this.#parts = parts;
    this.endpoint = parts.endpoint;
    this.resolved = resolveEndpoint(parts.endpoint);
    this.name = parts.endpoint.name;
    this.model = this.resolved.model;
    this.#client = new OpenAI({
      apiKey: "sent by #fetch",
      baseURL: this.resolved.wire.requestUrl,
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

  /** The model as the endpoint itself names it, once it has answered; a deployment's name may hide it. */
  get servedModel(): string | undefined {
    return this.#servedModel;
  }

  expectedLatencyMs(): number {
    return this.#latency.expectedMs();
  }

  async *stream(request: CloudRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const { wire, isChat } = this.resolved;
    const mayBeFenced = isChat && request.prompt.languageId !== "markdown";
    const fences: FenceCutter[] = [];
    yield* this.#exchange(
      {
        wire,
        body: wire.body(request),
        about: { purpose: request.documentUri === "" ? "probe" : "completion", subject: request.documentUri },
        maxChars: request.candidateCount * Math.min(request.maxTokens, mostTokens) * mostCharsPerToken,
        clean: (chunk) => (mayBeFenced ? withoutFence(chunk, fences) : chunk),
        noteLatency: (elapsedMs) => this.#latency.record(elapsedMs),
      },
      signal,
    );
  }

  async *draft(request: DraftRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const { drafts } = this.resolved;
    yield* this.#exchange(
      {
        wire: drafts,
        body: drafts.body(request),
        about: { purpose: "draft", subject: request.subjectUri },
        maxChars: request.maxTokens * mostCharsPerToken,
      },
      signal,
    );
  }

  /**
   * Asks for one token, to see whether the endpoint works: address, key, model and streaming.
   * @throws BackendError of any kind.
   */
  async probe(signal: AbortSignal): Promise<void> {
    const request: CloudRequest = {
      prompt: {
        path: ownText("probe.py"),
        languageId: "python",
        prefix: ownText("print("),
        suffix: ownText(""),
      },
      candidateCount: 1,
      maxTokens: 1,
      stop: [],
      priority: "background",
      documentUri: "",
      memory: "off",
    };
    for await (const chunk of this.stream(request, signal)) if (chunk.finish !== undefined) return;
  }

  /**
   * Lists the models that the endpoint serves.
   * @throws BackendError of any kind.
   */
  async listModels(signal: AbortSignal): Promise<ServedModel[]> {
    const { clock, limits } = this.#parts;
    const watchdog = new Watchdog({ clock, limits, signal });
    try {
      return readServedModels(await this.#client.get(this.resolved.modelsUrl, { signal: watchdog.signal }));
    } catch (error) {
      throw toBackendError(error, this.#failed(), watchdog.expired);
    } finally {
      watchdog.stop();
    }
  }

  /** Sends a request and reads its answer, watched for stalls; tells the observer what it used. */
  async *#exchange(
    params: {
      wire: Pick<Wire, "requestUrl" | "read">;
      body: Record<string, unknown>;
      about: Subject;
      /** An endpoint that says more than it was asked for is hung up on. */
      maxChars: number;
      clean?: (chunk: CompletionChunk) => CompletionChunk;
      noteLatency?: (elapsedMs: number) => void;
    },
    signal: AbortSignal,
  ): AsyncIterable<CompletionChunk> {
    const { wire, body, about, maxChars, clean, noteLatency } = params;
    const { clock, limits } = this.#parts;
    const startMs = clock.nowMs();
    const watchdog = new Watchdog({ clock, limits, signal });
    const inOrder = new InOrder();
    let usage: TokenUsage | undefined;
    let producedCount = 0;
    let producedChars = 0;
    let hasText = false;
    let wasSent = false;
    try {
      const events = await this.#open({ url: wire.requestUrl, body, about }, watchdog.signal);
      wasSent = true;
      let eventCount = 0;
      for await (const event of events) {
        eventCount++;
        const said = wire.read(event);
        usage = said.usage ?? usage;
        this.#servedModel = said.model ?? this.#servedModel;
        if (hasText) watchdog.noteProgress();
        for (const raw of said.chunks) {
          producedCount += raw.tokenCount;
          const chunk = clean?.(raw) ?? raw;
          if (!hasText && chunk.text === "" && chunk.finish === "contentFilter") throw this.#filtered();
          if (chunk.text === "" && chunk.finish === undefined) continue;
          if (!hasText) {
            hasText = true;
            noteLatency?.(clock.nowMs() - startMs);
            watchdog.noteProgress();
          }
          producedChars += chunk.text.length;
          if (producedChars > maxChars) {
            yield* inOrder.add({ ...chunk, text: "", finish: "length" });
            yield* inOrder.rest();
            return;
          }
          yield* inOrder.add(chunk);
        }
      }
      if (watchdog.expired !== undefined) throw toBackendError(undefined, this.#failed(), watchdog.expired);
      if (signal.aborted) return;
      if (eventCount === 0)
        throw new BackendError("badResponse", `${this.name} sent an empty answer. Check the endpoint's url and kind.`);
      yield* inOrder.rest();
    } catch (error) {
      // Hung up by the caller: an ordinary outcome, whatever the connection made of it.
      if (signal.aborted) return;
      const failure = toBackendError(error, this.#failed(), watchdog.expired);
      this.#parts.log.debug("endpoint failed", {
        endpoint: this.name,
        kind: failure.kind,
        error: describeError(error),
        elapsedMs: clock.nowMs() - startMs,
      });
      throw failure;
    } finally {
      watchdog.stop();
      if (usage !== undefined) this.#parts.observer.usage(usage, false);
      else if (wasSent) this.#parts.observer.usage(estimateUsage(body, producedCount), true);
    }
  }

  async #open(
    { url, body, about }: { url: string; body: Record<string, unknown>; about: Subject },
    signal: AbortSignal,
  ): Promise<AsyncIterable<unknown>> {
    const headers = { [subjectHeader]: `${about.purpose} ${encodeURIComponent(about.subject)}` };
    return this.#client.post<AsyncIterable<unknown>>(url, { body, headers, stream: true, signal });
  }

  async #fetch(url: string, init: Init): Promise<Response> {
    const { connection, credential, endpoint, observer } = this.#parts;
    const isCompletion = init.method?.toUpperCase() === "POST";
    const signal = init.signal ?? new AbortController().signal;
    const opened = await unlessAborted(credential(), signal);
    if (opened === undefined && endpoint.kind === "azure" && endpoint.headers === undefined)
      throw new BackendError(
        "unauthorized",
        `${endpoint.name} has no key yet, so nothing was sent. ${this.#parts.keyAdvice()}`,
      );
    const subject = new Headers(init.headers).get(subjectHeader);
    if (typeof init.body === "string" && subject !== null)
      observer.sent({ url, bytes: Buffer.byteLength(init.body), ...readSubject(subject) });
    const response = await connection.fetch(url, {
      method: isCompletion ? "POST" : "GET",
      headers: headersOf({
        endpoint,
        resolved: this.resolved,
        requestId: randomUUID(),
        credential: opened,
        isCompletion,
      }),
      ...(typeof init.body === "string" ? { body: init.body } : {}),
      signal,
    });
    observer.headers(response.headers, response.status);
    return isCompletion && response.ok ? asEventStream(response, endpoint.name) : response;
  }

  #filtered(): BackendError {
    return new BackendError(
      "contentFiltered",
      `${this.name}'s content filter declined this text. Other places are not affected.`,
    );
  }

  #failed(): FailedEndpoint {
    const { host } = new URL(this.resolved.wire.requestUrl);
    return { name: this.name, host, model: this.model, keyAdvice: this.#parts.keyAdvice() };
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

/** UTF-16 units that no token of a code model exceeds in the mean, by far. // guess */
const mostCharsPerToken = 20;
