import type { Backend, BackendLimits, CloudRequest, CompletionChunk, RoutableRequest } from "../model/backend";
import type { BatchAnswer } from "../model/cloud/batchAnswer";
import type { BatchLine } from "../model/cloud/batchLine";
import type { CloudBackend } from "../model/cloud/cloudBackend";
import type { BatchPlace } from "../model/cloud/wires";
import { BackendError } from "../model/errors";
import { askAgain } from "../model/routing/askAgain";

/** The endpoint behind a `BatchedBackend`. */
interface BatchedEndpoint {
  readonly backend: CloudBackend;
  readonly place: BatchPlace;
  /** Reports whether text of a document may be sent to endpoints. */
  readonly mayLeave: (documentUri: string) => boolean;
}

/**
 * Answers requests out of batches, and keeps those without an answer as lines for the next batch: the pipeline runs once to write the lines, and once more to
 * read the answers. Nothing is sent from here.
 */
export class BatchedBackend implements Backend<RoutableRequest> {
  readonly name = "batch";
  #endpoint: BatchedEndpoint | undefined;
  readonly #answers = new Map<string, BatchAnswer>();
  #unanswered = new Map<string, BatchLine>();
  #label = "";
  #isCounted = false;
  #runningCount = 0;

  /** Takes the endpoint that answers; nothing may be asked before. */
  use(endpoint: BatchedEndpoint): void {
    this.#endpoint = endpoint;
  }

  /** Names what the next requests are for; their tokens count if they `isCounted`. */
  about(label: string, isCounted: boolean): void {
    this.#label = label;
    this.#isCounted = isCounted;
  }

  /** Takes answers, by the line's id. */
  take(answers: ReadonlyMap<string, BatchAnswer>): void {
    for (const [id, answer] of answers) this.#answers.set(id, answer);
  }

  /** Returns the requests without an answer since the last call. */
  unanswered(): BatchLine[] {
    const lines = [...this.#unanswered.values()];
    this.#unanswered = new Map();
    return lines;
  }

  /** Number of lines without an answer by the reason. */
  get missing(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const answer of this.#answers.values())
      if (answer.kind === "missing") counts.set(answer.reason, (counts.get(answer.reason) ?? 0) + 1);
    return counts;
  }

  /** True if no answer is being read: all that were asked for are counted. */
  get isIdle(): boolean {
    return this.#runningCount === 0;
  }

  get model(): string {
    return this.#used().backend.model;
  }

  get limits(): BackendLimits {
    return this.#used().backend.limits;
  }

  expectedLatencyMs(): number {
    return 0;
  }

  isOnlyLocal(): boolean {
    return false;
  }

  async *stream(request: RoutableRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const { mayLeave } = this.#used();
    if (!mayLeave(request.documentUri))
      throw new BackendError("unreachable", "Text of this document stays on this machine.");
    const checked = { ...request, prompt: request.checked() };
    this.#runningCount++;
    try {
      yield* askAgain(() => this.#answer(checked, signal), signal);
    } finally {
      this.#runningCount--;
    }
  }

  async *#answer(request: CloudRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const { backend, place } = this.#used();
    const line = backend.batchLine(request, { label: this.#label, place });
    const answer = this.#answers.get(line.id);
    if (answer === undefined) this.#unanswered.set(line.id, line);
    else yield* backend.readBatched(request, { answer, isCounted: this.#isCounted }, signal);
  }

  #used(): BatchedEndpoint {
    if (this.#endpoint === undefined) throw new BackendError("unreachable", "No endpoint is in use yet.");
    return this.#endpoint;
  }
}
