import { createRandom } from "../../base/random";
import type { Backend, BackendLimits, ComparedArm, CompletionChunk, RoutableRequest } from "../backend";
import { BackendError } from "../errors";
import type { MemoryReader } from "../memory/memoryReader";
import { cutPrompt } from "./cutPrompt";

/** Characters before the caret's line that say at which place a request is. // guess: two or three lines */
const placeChars = 120;

/** Backend B of a comparison. */
export interface OtherBackend {
  /** Names the comparison. */
  readonly comparison: string;
  readonly backend: Backend<RoutableRequest>;
  /** Reports whether B itself wrote a chunk: an endpoint may have been replaced by the model on this machine. */
  readonly wrote: (chunk: CompletionChunk) => boolean;
}

/**
 * Lets two backends take turns, so that the user's reactions show which one suits them: each place in a document belongs to one of them, by a draw that only depends
 * on the text above the caret's line. So the author doesn't change while a line is typed. Without a comparison, or once it is over, A answers everything.
 */
export class ComparedBackend implements Backend<RoutableRequest> {
  readonly #usual: Backend<RoutableRequest>;
  readonly #isOver: () => boolean;
  #other: OtherBackend | undefined;

  /** `usual` is backend A; `isOver` reports whether the comparison has reached its end. */
  constructor(params: { usual: Backend<RoutableRequest>; isOver: () => boolean }) {
    this.#usual = params.usual;
    this.#isOver = params.isOver;
  }

  /** Compares with another backend from now on, or with none. */
  use(other: OtherBackend | undefined): void {
    this.#other = other;
  }

  get name(): string {
    return this.#usual.name;
  }

  get model(): string {
    const other = this.#running;
    return other === undefined ? this.#usual.model : `${this.#usual.model} or ${other.backend.model}`;
  }

  /** The wider limits of both; each request is cut to those of its backend. */
  get limits(): BackendLimits {
    const other = this.#running?.backend.limits;
    const own = this.#usual.limits;
    if (other === undefined) return own;
    const snippetTokens = Math.max(own.snippetTokens ?? 0, other.snippetTokens ?? 0);
    return {
      contextTokens: Math.max(own.contextTokens, other.contextTokens),
      suffixTokens: Math.max(own.suffixTokens, other.suffixTokens),
      charsPerToken: Math.max(own.charsPerToken, other.charsPerToken),
      ...(snippetTokens > 0 && { snippetTokens }),
    };
  }

  /** The slower one's, so that the pause before a request is the same for both. */
  expectedLatencyMs(reader?: MemoryReader): number {
    return Math.max(this.#usual.expectedLatencyMs(reader), this.#running?.backend.expectedLatencyMs(reader) ?? 0);
  }

  isOnlyLocal(): boolean {
    return [this.#usual, ...(this.#running ? [this.#running.backend] : [])].every(
      (each) => each.isOnlyLocal?.() === true,
    );
  }

  isAtHand(request: RoutableRequest): boolean {
    return this.#armAt(request)?.arm !== "b" && this.#usual.isAtHand?.(cutFor(request, this.#usual.limits)) === true;
  }

  async *stream(request: RoutableRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const other = this.#running;
    const arm = this.#armAt(request);
    if (other === undefined || arm === undefined) {
      yield* this.#usual.stream(request, signal);
      return;
    }
    if (arm.arm === "b") {
      let hasBegun = false;
      try {
        for await (const chunk of other.backend.stream(cutFor(request, other.backend.limits), signal)) {
          hasBegun = true;
          yield other.wrote(chunk) ? { ...chunk, arm } : chunk;
        }
        return;
      } catch (error) {
        if (hasBegun || !(error instanceof BackendError)) throw error;
      }
    }
    // A answers in place of a failed B too, which counts for neither.
    for await (const chunk of this.#usual.stream(cutFor(request, this.#usual.limits), signal))
      yield arm.arm === "a" ? { ...chunk, arm } : chunk;
  }

  get #running(): OtherBackend | undefined {
    return this.#isOver() ? undefined : this.#other;
  }

  /** Draws the arm of a request's place. */
  #armAt({ documentUri, prompt: { prefix } }: RoutableRequest): ComparedArm | undefined {
    const comparison = this.#running?.comparison;
    if (comparison === undefined) return undefined;
    const lineStart = prefix.lastIndexOf("\n") + 1;
    const place = prefix.slice(Math.max(0, lineStart - placeChars), lineStart);
    const draw = createRandom(`${comparison} ${documentUri} ${place}`);
    return { comparison, arm: draw() < 0.5 ? "a" : "b" };
  }
}

/** Cuts a request, which was built for the wider window, to a backend's own. */
function cutFor(request: RoutableRequest, limits: BackendLimits): RoutableRequest {
  return {
    ...request,
    prompt: cutPrompt(request.prompt, limits),
    checked: () => cutPrompt(request.checked(), limits),
  };
}
