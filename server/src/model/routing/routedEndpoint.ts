import type { Backend, CloudRequest, CompletionChunk, Priority } from "../backend";
import { mostTokens } from "../cloud/wire";
import type { Drafter, DraftRequest } from "../draft";
import type { Clock } from "../../base/clock";
import { BackendError, type BackendErrorKind } from "../errors";
import { chatInstructionTokens } from "../prompt/chat";
import { promptChars } from "../prompt/snippets";
import { askAgain, tryAgain } from "./askAgain";
import { Circuit, type CircuitStatus } from "./circuit";
import type { Pacing } from "./pacing";
import { Shedding } from "./shedding";

/** A backend that also drafts, and can be tried without a user's text. */
export interface ProbedBackend extends Backend<CloudRequest>, Drafter {
  /** @throws BackendError if the endpoint does not work. */
  probe(signal: AbortSignal): Promise<void>;
}

/** Wait without a token after which a cancelled request counts as a failure, in ms: users rarely wait for the real limit. // guess */
const patienceMs = 3_000;

/** Shortest pause worth reporting, in ms. // guess */
const tellingMs = 400;

/** Time for which a refusal of a single text is shown, in ms, unless an answer comes before. // guess */
const remarkMs = 60_000;

/** Pause after a used-up quota that names no time, in ms: only its owner can end it. // guess */
const quotaPauseMs = 60_000;

/** Failures of an endpoint under too much load. */
const overloads: readonly BackendErrorKind[] = ["rateLimited", "timeout", "server", "unreachable"];

/** Refusals that concern one request: the endpoint remains in use. */
const aboutOneRequest: readonly BackendErrorKind[] = ["contentFiltered", "tooLong"];

/** The reason why an endpoint isn't asked, or its last request failed, and until when that holds, in ms since 1970. */
export interface Pause {
  readonly error: BackendError;
  readonly untilMs: number;
}

/** Failures of drafts that completions survive: a server that completes may have no chat for its model, or not the chat's options. */
const unlikeCompletions: readonly BackendErrorKind[] = ["badRequest", "notFound"];

/** The most tokens that a request may use. */
interface MostTokens {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** One endpoint as the router sees it: it admits requests or not, and has at most one request per document in flight. */
export class RoutedEndpoint {
  readonly backend: ProbedBackend;
  readonly pacing: Pacing;
  /** As in `nanotype.endpoints`. */
  readonly rank: number | undefined;
  readonly #clock: Clock;
  readonly #circuit: Circuit;
  readonly #shedding: Shedding;
  readonly #mayBeUsed: () => boolean;
  readonly #reserve: (most: MostTokens) => () => void;
  readonly #inFlight = new Map<string, AbortController>();
  readonly #onChange: () => void;
  readonly #onFailure: (error: unknown) => void;
  #pause: Pause | undefined;
  #pausedTokenCount = 0;
  #remark: { readonly error: BackendError; readonly untilMs: number } | undefined;

  /** `mayBeUsed` reports whether there is money left for it; `reserve` reserves a request's possible cost until the request has ended. */
  constructor(params: {
    backend: ProbedBackend;
    clock: Clock;
    pacing: Pacing;
    rank?: number | undefined;
    /** Returns numbers from 0 to 1, by which editors get out of step. */
    random?: () => number;
    onChange: () => void;
    mayBeUsed: () => boolean;
    reserve?: (most: MostTokens) => () => void;
    /** Called with each failure of a request, also if another backend answers instead. */
    onFailure?: ((error: unknown) => void) | undefined;
  }) {
    const { backend, clock, pacing, onChange, random = Math.random } = params;
    this.#mayBeUsed = params.mayBeUsed;
    this.#reserve = params.reserve ?? (() => () => undefined);
    this.#onFailure = params.onFailure ?? (() => undefined);
    this.backend = backend;
    this.#clock = clock;
    this.#onChange = onChange;
    this.pacing = pacing;
    this.rank = params.rank;
    this.#shedding = new Shedding(clock, random);
    const probe = (signal: AbortSignal): Promise<void> => tryAgain(() => backend.probe(signal), signal);
    this.#circuit = new Circuit({ clock, onChange, random, probe });
  }

  get status(): CircuitStatus {
    return this.#circuit.status;
  }

  /** The reason why it has asked for a longer pause, while the pause lasts. */
  get pause(): Pause | undefined {
    return this.pacing.delayMs(this.#pausedTokenCount) > 0 ? this.#pause : undefined;
  }

  /** The reason why its last request failed, if it concerned this request alone. */
  get remark(): BackendError | undefined {
    return this.#remark !== undefined && this.#clock.nowMs() < this.#remark.untilMs ? this.#remark.error : undefined;
  }

  /** True if it works as far as is known; unlike `admits`, reading this changes nothing. */
  get isUsable(): boolean {
    return this.#mayBeUsed() && this.#circuit.status.kind === "closed" && this.pause === undefined;
  }

  /** Reports whether a request would be sent now rather than refused here. */
  admits(): boolean {
    return this.#mayBeUsed() && this.#circuit.admits();
  }

  /**
   * Streams a completion, waiting for its turn first. A newer request of the same document cancels the older one.
   * @throws BackendError of any kind.
   */
  stream(request: CloudRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const { backend } = this;
    const { prompt, maxTokens, priority, documentUri } = request;
    const chars = promptChars(prompt) + prompt.path.length;
    const most = {
      promptTokens: this.#tokens(chars) + chatInstructionTokens,
      completionTokens: Math.min(maxTokens, mostTokens),
    };
    const open = (ended: AbortSignal) => signed(backend.stream(request, ended), `${backend.model} at ${backend.name}`);
    return this.#run({ subject: documentUri, most, priority, open }, signal);
  }

  /**
   * Streams a draft, waiting for its turn first. A newer draft for the same subject cancels the older one.
   * @throws BackendError of any kind.
   */
  draft(request: DraftRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const { backend } = this;
    const { messages, maxTokens, priority, subjectUri } = request;
    const chars = messages.reduce((sum, { content }) => sum + content.length, 0);
    const most = { promptTokens: this.#tokens(chars), completionTokens: maxTokens };
    const subject = `draft ${subjectUri}`; // completions in the same document continue
    const open = (ended: AbortSignal) => backend.draft(request, ended);
    return this.#run({ subject, most, priority, open, tolerated: unlikeCompletions }, signal);
  }

  dispose(): void {
    this.#circuit.dispose();
    for (const request of this.#inFlight.values()) request.abort();
  }

  async *#run(
    params: {
      subject: string;
      /** Tokens as an endpoint's limiter counts them in advance: the whole prompt and the longest possible answer. */
      most: MostTokens;
      priority: Priority;
      open: (signal: AbortSignal) => AsyncIterable<CompletionChunk>;
      /** Failures that say nothing about the endpoint's health. */
      tolerated?: readonly BackendErrorKind[];
    },
    signal: AbortSignal,
  ): AsyncIterable<CompletionChunk> {
    const { subject, most, priority, open, tolerated = [] } = params;
    const tokenCount = most.promptTokens + most.completionTokens;
    const { backend, pacing } = this;
    const overtaken = new AbortController();
    this.#inFlight.get(subject)?.abort();
    this.#inFlight.set(subject, overtaken);
    const ended = AbortSignal.any([signal, overtaken.signal]);
    const giveBack = this.#reserve(most);
    let startMs = this.#clock.nowMs();
    let hasText = false;
    let isHeldBack = false;
    let isShed = false;
    try {
      if (priority === "keystroke" && this.#shedding.holdsBack()) {
        isShed = true;
        throw new BackendError(
          "rateLimited",
          `${backend.name} is overloaded, so it is asked less often while you type. You can still ask by key.`,
        );
      }
      if (!(await pacing.acquire({ tokenCount, priority, signal: ended }))) {
        if (ended.aborted) return;
        isHeldBack = true;
        throw new BackendError("rateLimited", `${backend.name} is at its rate limit.`);
      }
      const waitedMs = this.#clock.nowMs() - startMs;
      startMs += waitedMs;
      for await (const chunk of askAgain(() => open(ended), ended)) {
        const isFirst = !hasText;
        if (isFirst) this.#shedding.noteFirstToken(this.#clock.nowMs() - startMs);
        hasText = true;
        yield isFirst ? { ...chunk, waitedMs } : chunk;
      }
      if (ended.aborted) return;
      pacing.noteSuccess();
      if (hasText) this.#remarked(undefined);
      this.#circuit.report({ kind: "ok" });
    } catch (error) {
      // A request held back here was not refused by the endpoint, so the pause gets no longer.
      if (isShed && error instanceof BackendError) this.#remarked(error);
      else if (isHeldBack && error instanceof BackendError) this.#paused(error, tokenCount);
      else if (!(error instanceof BackendError && tolerated.includes(error.kind))) this.#failed(error);
      throw error;
    } finally {
      giveBack();
      const elapsedMs = this.#clock.nowMs() - startMs;
      if (!hasText && ended.aborted && this.#shedding.isLate(elapsedMs)) this.#shedding.noteOverload();
      if (!hasText && ended.aborted && elapsedMs > patienceMs)
        this.#failed(new BackendError("timeout", `${backend.name} took too long to answer.`));
      if (this.#inFlight.get(subject) === overtaken) this.#inFlight.delete(subject);
    }
  }

  #tokens(chars: number): number {
    return Math.ceil(chars / this.backend.limits.charsPerToken);
  }

  #failed(error: unknown): void {
    this.#onFailure(error);
    if (error instanceof BackendError && overloads.includes(error.kind)) this.#shedding.noteOverload();
    if (error instanceof BackendError && error.kind === "rateLimited") {
      this.pacing.noteRefusal(error.retryAfterMs ?? (error.fault === "quota" ? quotaPauseMs : undefined));
      this.#paused(error, 0);
    } else {
      if (error instanceof BackendError && aboutOneRequest.includes(error.kind)) this.#remarked(error);
      this.#circuit.report({ kind: "failed", error });
    }
  }

  /** Shows a lasting pause, unless it is already shown. */
  #paused(error: BackendError, tokenCount: number): void {
    const pauseMs = this.pacing.delayMs(tokenCount);
    const untilMs = Date.now() + pauseMs;
    const isShown = this.pause !== undefined && Math.abs(this.pause.untilMs - untilMs) < 1_000;
    if (pauseMs < tellingMs || isShown) return;
    this.#pause = { error, untilMs };
    this.#pausedTokenCount = tokenCount;
    this.#onChange();
    this.#clock.after(pauseMs, () => this.#onChange());
  }

  #remarked(error: BackendError | undefined): void {
    if (error?.message === this.remark?.message) return;
    this.#remark = error && { error, untilMs: this.#clock.nowMs() + remarkMs };
    this.#onChange();
    if (error !== undefined) this.#clock.after(remarkMs, () => this.#onChange());
  }
}

/** Adds to the chunks the name of the model that wrote them. */
async function* signed(chunks: AsyncIterable<CompletionChunk>, writtenBy: string): AsyncIterable<CompletionChunk> {
  for await (const chunk of chunks) yield { ...chunk, writtenBy };
}
