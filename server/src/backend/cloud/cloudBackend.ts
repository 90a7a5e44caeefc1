import { BackendError } from "../../errors";
import { describeError } from "../../log";
import { ownText } from "../../prompt/promptText";
import type { Backend, CloudRequest, CompletionChunk } from "../backend";
import type { Drafter, DraftRequest } from "../draft";
import type { Endpoint } from "./endpoint";
import { EndpointClient, type CloudParts, type Subject } from "./endpointClient";
import { estimateUsage } from "./estimateUsage";
import { withoutFence, type FenceCutter } from "./fence";
import { InOrder } from "./inOrder";
import { RecentLatency } from "./recentLatency";
import { toBackendError, type FailedEndpoint } from "./toBackendError";
import { Watchdog } from "./watchdog";
import { readServedModels, type ServedModel } from "./servedModels";
import { mostTokens, type TokenUsage, type Wire } from "./wire";
import { cloudLimits, resolveEndpoint, type ResolvedEndpoint } from "./wires";

/** An endpoint: what it is asked, how its answer is read and watched, and what that cost. */
export class CloudBackend implements Backend<CloudRequest>, Drafter {
  readonly name: string;
  readonly model: string;
  readonly limits = cloudLimits;
  readonly endpoint: Endpoint;
  readonly resolved: ResolvedEndpoint;
  readonly #parts: CloudParts;
  readonly #client: EndpointClient;
  readonly #latency = new RecentLatency();
  #servedModel: string | undefined;

  /** @throws BackendError `badRequest` with the reason if the endpoint's address cannot be used. */
  constructor(parts: CloudParts) {
    this.#parts = parts;
    this.endpoint = parts.endpoint;
    this.resolved = resolveEndpoint(parts.endpoint);
    this.name = parts.endpoint.name;
    this.model = this.resolved.model;
    this.#client = new EndpointClient({ ...parts, resolved: this.resolved });
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
      return readServedModels(await this.#client.get(this.resolved.modelsUrl, watchdog.signal));
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
      const events = await this.#client.post({ url: wire.requestUrl, body, about }, watchdog.signal);
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

/** UTF-16 units that no token of a code model exceeds in the mean, by far. // guess */
const mostCharsPerToken = 20;
