import { BackendError } from "../errors";
import { describeError } from "../../base/log";
import { ownText } from "../../safety/promptText";
import { chatInstructionTokens } from "../prompt/chat";
import { promptChars } from "../prompt/snippets";
import type { Backend, BackendLimits, CloudRequest, CompletionChunk } from "../backend";
import type { Drafter, DraftRequest } from "../draft";
import { eventsOf, type BatchAnswer } from "./batchAnswer";
import { BatchClient } from "./batchClient";
import { BatchLine } from "./batchLine";
import { Adaptation, type RequestChange } from "./adaptation";
import { AnswerText } from "./answerText";
import { charsOf, fitMessages, fitPrompt, safeCharsPerToken } from "./contextLimit";
import type { Endpoint } from "../../settings/endpoint";
import { EndpointClient, type CloudParts, type Subject } from "./endpointClient";
import { believableUsage } from "./believableUsage";
import { estimateUsage } from "./estimateUsage";
import { InOrder } from "./inOrder";
import { RecentLatency } from "./recentLatency";
import { randomIdentity } from "./requestIdentity";
import type { RequestSpan } from "./requestSpan";
import { refusalIn, toBackendError, type FailedEndpoint } from "./toBackendError";
import { Watchdog } from "./watchdog";
import { readServedModels, type ServedModel } from "./servedModels";
import { teamModels, type TeamModel } from "./teamModels";
import { mostTokens, type Instead, type TokenUsage, type Wire } from "./wire";
import { cloudLimits, resolveEndpoint, type BatchPlace, type ResolvedEndpoint } from "./wires";

/** An endpoint as a backend: sends requests, reads and watches the answers, and accounts for their cost. */
export class CloudBackend implements Backend<CloudRequest>, Drafter {
  readonly name: string;
  readonly model: string;
  readonly endpoint: Endpoint;
  readonly resolved: ResolvedEndpoint;
  readonly #parts: CloudParts;
  readonly #client: EndpointClient;
  readonly #latency = new RecentLatency();
  /** Refused forms, for completions and for drafts; one shared list when both go to one address. */
  readonly #forms: { readonly completions: Adaptation; readonly drafts: Adaptation };
  /** True if its answers begin inside a thought. */
  #isInside = false;
  #servedModel: string | undefined;

  /** @throws BackendError `badRequest` with the reason if the endpoint's address cannot be used. */
  constructor(parts: CloudParts) {
    this.#parts = parts;
    this.endpoint = parts.endpoint;
    this.resolved = resolveEndpoint(parts.endpoint);
    this.name = parts.endpoint.name;
    this.model = this.resolved.model;
    this.#client = new EndpointClient({ ...parts, resolved: this.resolved });
    const changes: RequestChange[] = [];
    const mostChars = roomIn(parts.endpoint.contextTokens, this.resolved.isChat);
    const isShared = this.resolved.drafts.requestUrl === this.resolved.wire.requestUrl;
    this.#forms = {
      completions: new Adaptation(changes, mostChars),
      drafts: new Adaptation(isShared ? changes : [], mostChars),
    };
  }

  /** The usual limits, or smaller ones learned from the endpoint's refusals. */
  get limits(): BackendLimits {
    const { contextTokens, suffixTokens, charsPerToken, snippetTokens } = cloudLimits;
    const mostPromptTokens = Math.floor(this.#forms.completions.mostChars / charsPerToken / windowHeadroom);
    if (mostPromptTokens >= contextTokens) return cloudLimits;
    return {
      contextTokens: mostPromptTokens,
      suffixTokens: Math.min(suffixTokens, Math.floor(mostPromptTokens / 4)),
      charsPerToken,
      snippetTokens: Math.min(snippetTokens, Math.floor(mostPromptTokens / 4)),
    };
  }

  /** Departures from the usual request that this endpoint's refusals have led to, in words. */
  get adaptations(): readonly string[] {
    return this.#forms.completions.described;
  }

  /** The model's name as the endpoint itself gives it, once it has answered; a deployment's name may hide it. */
  get servedModel(): string | undefined {
    return this.#servedModel;
  }

  expectedLatencyMs(): number {
    return this.#latency.expectedMs();
  }

  async *stream(request: CloudRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const noteLatency = (elapsedMs: number): void => this.#latency.record(elapsedMs);
    yield* this.#exchange({ ...this.#completion(request), noteLatency }, signal);
  }

  /** Returns the endpoint's Batch API; `undefined` if its protocol has none. */
  openBatches(): BatchClient | undefined {
    const { batch } = this.resolved;
    return batch && new BatchClient({ ...this.#parts, resolved: this.resolved, place: batch });
  }

  /** Makes a request's line of a batch, in the form that the endpoint takes by all that is known. */
  batchLine(request: CloudRequest, params: { label: string; place: BatchPlace }): BatchLine {
    return new BatchLine({ ...params, request, resolved: this.resolved, form: this.#forms.completions });
  }

  /**
   * Reads a batch's answer to a request in the same way as a live one; its tokens count if it `isCounted`.
   * @throws BackendError of any kind.
   */
  async *readBatched(
    request: CloudRequest,
    batched: { answer: BatchAnswer; isCounted: boolean },
    signal: AbortSignal,
  ): AsyncIterable<CompletionChunk> {
    yield* this.#exchange({ ...this.#completion(request), batched }, signal);
  }

  async *draft(request: DraftRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const { drafts } = this.resolved;
    const form = this.#forms.drafts;
    const messages = fitMessages(request.messages, form.mostChars);
    yield* this.#exchange(
      {
        wire: drafts,
        operation: "chat",
        form,
        body: drafts.body({ ...request, messages }),
        size: { chars: charsOf(messages), otherTokens: request.maxTokens },
        about: { purpose: "draft", subject: request.subjectUri },
        maxChars: request.maxTokens * mostCharsPerToken,
        answer: new AnswerText({ isInside: this.#isInside }),
      },
      signal,
    );
  }

  /**
   * Requests one token, to test whether the endpoint works: address, key, model and streaming.
   * @throws BackendError of any kind.
   */
  async probe(signal: AbortSignal, extras: Pick<CloudRequest, "candidateCount" | "stop"> = usualExtras): Promise<void> {
    const request: CloudRequest = {
      prompt: {
        path: ownText("probe.py"),
        languageId: "python",
        prefix: ownText("print("),
        suffix: ownText(""),
      },
      ...extras,
      maxTokens: 1,
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
    return readServedModels(await this.#get(this.resolved.modelsUrl, signal));
  }

  /**
   * Lists the models with their limits and prices, as far as the endpoint says them; the best one for code comes first.
   * @throws BackendError of any kind.
   */
  async describeModels(signal: AbortSignal): Promise<TeamModel[]> {
    const listed = await this.listModels(signal);
    // Only LiteLLM has this page.
    const info = await this.#get(this.resolved.modelsUrl.replace(/\/models$/, "/model/info"), signal).catch(
      () => undefined,
    );
    return teamModels(listed, info);
  }

  async #get(url: string, signal: AbortSignal): Promise<unknown> {
    const { clock, limits } = this.#parts;
    const watchdog = new Watchdog({ clock, limits, signal });
    try {
      return await this.#client.get(url, watchdog.signal);
    } catch (error) {
      throw toBackendError(error, this.#failed(), watchdog.expired);
    } finally {
      watchdog.stop();
    }
  }

  /** Describes the exchange of a completion. */
  #completion(request: CloudRequest): Exchange {
    const { wire, isChat } = this.resolved;
    const form = this.#forms.completions;
    const prompt = fitPrompt(request.prompt, form.mostChars);
    return {
      wire,
      operation: isChat ? "chat" : "text_completion",
      form,
      body: wire.body({ ...request, prompt }),
      size: {
        chars: promptChars(prompt),
        otherTokens: request.maxTokens + (isChat ? chatInstructionTokens : 0),
      },
      about: { purpose: request.documentUri === "" ? "probe" : "completion", subject: request.documentUri },
      maxChars: request.candidateCount * Math.min(request.maxTokens, mostTokens) * mostCharsPerToken,
      answer: new AnswerText({ prompt, isInside: this.#isInside }),
    };
  }

  /** Sends a request, unless a batch has its answer, and reads the answer, watched for stalls. Reports the usage to the observer. */
  async *#exchange(params: Exchange, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const { wire, operation, form, about, maxChars, answer, noteLatency, batched } = params;
    const body = form.apply(params.body);
    const { clock, limits } = this.#parts;
    const startMs = clock.nowMs();
    const watchdog = new Watchdog({ clock, limits, signal });
    const inOrder = new InOrder();
    const identity = randomIdentity();
    let usage: TokenUsage | undefined;
    let firstTextMs: number | undefined;
    let outcome: RequestSpan["outcome"] = "answered";
    let producedCount = 0;
    let producedChars = 0;
    let hasBegun = false;
    let hasText = false;
    let wasSent = false;
    let isThinking = false;
    let instead: Instead | undefined;
    let finish: CompletionChunk["finish"];
    try {
      const events =
        batched === undefined
          ? await this.#client.post({ url: wire.requestUrl, body, about, identity }, watchdog.signal)
          : eventsOf(batched.answer, this.name);
      wasSent = true;
      for await (const event of events) {
        const said = wire.read(event);
        usage = said.usage ?? usage;
        this.#servedModel = said.model ?? this.#servedModel;
        instead = said.instead ?? instead;
        isThinking ||= said.isThinking ?? false;
        // A user who waits for a draft also waits for thinking.
        if (hasBegun || (said.isThinking === true && about.purpose === "draft")) watchdog.noteProgress();
        for (const raw of said.chunks) {
          producedCount += raw.tokenCount;
          if (raw.candidate === 0) finish = raw.finish ?? finish;
          if (!hasBegun && raw.text !== "") {
            hasBegun = true;
            firstTextMs = clock.nowMs() - startMs;
            noteLatency?.(firstTextMs);
            watchdog.noteProgress();
          }
          const chunk = answer.clean(raw);
          if (chunk.text === "" && (chunk.finish === undefined || !hasText)) continue;
          hasText = true;
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
      for (const chunk of answer.rest()) {
        hasText = true;
        yield* inOrder.add(chunk);
      }
      yield* inOrder.rest();
      this.#isInside ||= answer.hasLoneCloser;
      if (!hasText) this.#checkSilence({ instead, finish, form, hasThought: isThinking || answer.hasThought });
      if (!hasText && finish !== undefined) yield { candidate: 0, text: "", tokenCount: 0, finish };
    } catch (error) {
      // The caller hung up: an ordinary outcome, whatever the connection made of it.
      if (signal.aborted) return;
      const failure = toBackendError(error, this.#failed(), watchdog.expired);
      outcome = failure.kind;
      const adapted = hasText ? failure : this.#adapted(failure, params, body);
      this.#parts.log.debug("endpoint failed", {
        endpoint: this.name,
        kind: adapted.kind,
        isAdapted: adapted.isAdapted,
        error: describeError(error),
        elapsedMs: clock.nowMs() - startMs,
      });
      throw adapted;
    } finally {
      watchdog.stop();
      const believed = usage && believableUsage(usage, body);
      const isCounted = batched?.isCounted ?? true;
      if (isCounted && believed !== undefined) this.#parts.observer.usage(believed, false);
      else if (isCounted && wasSent) this.#parts.observer.usage(estimateUsage(body, producedCount), true);
      if (batched === undefined)
        this.#parts.observer.ended?.({
          ...{ traceparent: identity.traceparent, operation, model: this.model, host: new URL(wire.requestUrl).host },
          durationMs: clock.nowMs() - startMs,
          outcome: signal.aborted ? "cancelled" : outcome,
          ...(firstTextMs === undefined ? {} : { firstTextMs }),
          ...(believed === undefined ? {} : { usage: believed }),
        });
    }
  }

  /** Learns from the refusal of `sent` which fields to avoid. */
  #adapted(failure: BackendError, { form, body, size }: Exchange, sent: Record<string, unknown>): BackendError {
    const refusal = failure.isAdapted ? undefined : refusalIn(failure.cause);
    if (refusal === undefined) return failure;
    // Another request may have learned the same in the meantime.
    const isLearned = JSON.stringify(form.apply(body)) !== JSON.stringify(sent);
    const isAdapted = isLearned || form.learn(refusal, sent, size);
    // A request that cannot be shortened further doesn't fit at all.
    const kind = failure.kind === "tooLong" && !isAdapted ? "badRequest" : failure.kind;
    const { message, cause, retryAfterMs, fault } = failure;
    return new BackendError(kind, message, {
      cause,
      isAdapted,
      fault,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }

  /**
   * Accepts an answer without text when the model had nothing to say; otherwise throws the reason.
   * @throws BackendError
   */
  #checkSilence(answer: {
    instead: Instead | undefined;
    finish: CompletionChunk["finish"];
    form: Adaptation;
    hasThought: boolean;
  }): void {
    const { instead, finish, form, hasThought } = answer;
    const { name } = this;
    if (finish === "contentFilter") throw this.#filtered();
    if (instead === "refusal")
      throw new BackendError(
        "contentFiltered",
        `The model of ${name} declined to answer. Other places are not affected.`,
      );
    if (instead === "toolCall")
      throw new BackendError(
        "badResponse",
        `${name} called a tool instead of answering. Choose a model or route without tools.`,
      );
    if (instead === "failure") throw new BackendError("server", `${name} ended its answer with an error.`);
    if (hasThought && finish === "length")
      throw new BackendError(
        "badResponse",
        `${this.model} at ${name} used all its tokens for thinking. Choose a model that answers directly.`,
        { isAdapted: form.learnThinking() },
      );
    if (finish === undefined)
      throw new BackendError("badResponse", `${name} sent an empty answer. Check the endpoint's url and kind.`);
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

/** UTF-16 units per token, far above the average of any code model. // guess */
const mostCharsPerToken = 20;

/** Parameters of a probe that only checks whether an endpoint is back. */
const usualExtras = { candidateCount: 1, stop: [] };

/** Extra parameters of an explicit request, for a test that should find out which of them an endpoint refuses. */
export const explicitExtras = { candidateCount: 3, stop: ["\n\n"] };

/** A request to an endpoint, and how to read its answer. */
interface Exchange {
  readonly wire: Pick<Wire, "requestUrl" | "read">;
  readonly operation: RequestSpan["operation"];
  /** Forms that the endpoint has refused so far. */
  readonly form: Adaptation;
  /** The request in the usual form, before any departure. */
  readonly body: Record<string, unknown>;
  /** Size of the user's text in UTF-16 units, and of everything else in tokens. */
  readonly size: { readonly chars: number; readonly otherTokens: number };
  readonly about: Subject;
  /** Longest answer accepted; the connection to an endpoint that sends more is closed. */
  readonly maxChars: number;
  readonly answer: AnswerText;
  readonly noteLatency?: (elapsedMs: number) => void;
  /** The answer, if a batch has it already. */
  readonly batched?: { readonly answer: BatchAnswer; readonly isCounted: boolean };
}

/** Returns how much text fits a model's context beside the answer and the instructions, in UTF-16 units. */
function roomIn(contextTokens: number | undefined, isChat: boolean): number {
  if (contextTokens === undefined) return Infinity;
  const textTokens = contextTokens - mostTokens - (isChat ? chatInstructionTokens : 0);
  return Math.max(1, Math.floor(textTokens * safeCharsPerToken));
}

/** Factor by which the pipeline's window may exceed the limits; see `model/prompt/prefixSuffix.ts`. */
const windowHeadroom = 1.3;
