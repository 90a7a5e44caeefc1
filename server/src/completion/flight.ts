import type { CompletionChunk } from "../model/backend";
import { withoutClosingRest } from "../model/prompt/prefixSuffix";
import { BackendError } from "../model/errors";
import { ScoredText } from "./scoredText";
import { firstLineLength } from "./stopConditions";

/** The state for which a generation was started. */
export interface FlightOrigin {
  /** Whole text before the caret. */
  readonly prefix: string;
  /** Whole text after the caret. */
  readonly suffix: string;
  readonly lines: "one" | "block";
}

/** Decides how much of the first candidate to keep and whether it is complete. */
export type StopCondition = (
  textSoFar: string,
  scored: ScoredText,
) => { kind: "continue" } | { kind: "stop"; length: number };

/** Parameters of a flight's generation. */
export interface Generation {
  /** Asks the backend, once more if it died. `hasEnough` ends a candidate early. */
  readonly stream: (signal: AbortSignal, hasEnough: (candidate: number) => boolean) => AsyncIterable<CompletionChunk>;
  readonly candidateCount: number;
  readonly createStop: () => StopCondition;
  /** Sees each chunk, and the candidate to which it was added. */
  readonly watch?: ((chunk: CompletionChunk, candidate: ScoredText) => void) | undefined;
}

/**
 * A running generation. It outlives the request that started it: while the user types its text, later
 * requests join it, and each gets the rest of its answer.
 */
export class Flight {
  readonly candidates: ScoredText[] = [];
  /** Store of a kept answer; `undefined` if a model has just made it. */
  keptIn: "disk" | "redis" | undefined;
  /** Number of requests that wait for it. */
  waiterCount = 0;
  #isLineEnough = false;
  readonly #abort = new AbortController();
  readonly #suffix: string;
  #state: { kind: "running" } | { kind: "finished" } | { kind: "failed"; error: unknown } = { kind: "running" };
  #listeners: (() => void)[] = [];

  constructor(readonly origin: FlightOrigin) {
    this.#suffix = withoutClosingRest(origin.suffix);
  }

  get state(): { kind: "running" } | { kind: "finished" } | { kind: "failed"; error: unknown } {
    return this.#state;
  }

  /** Number of candidates, from the first on, that are finished. An endpoint may send the third one before the second. */
  get wholeCount(): number {
    let count = 0;
    while (this.candidates.at(count)?.finished === true) count++;
    return count;
  }

  /** True if it was cut before it had finished. */
  get aborted(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Streams until the backend ends, `stop` has accepted every candidate, or `abort()`. Never rejects. */
  async run(params: Generation): Promise<void> {
    for (let attempt = 1; this.#state.kind === "running"; attempt++) {
      try {
        await this.#stream(params);
        this.#state = { kind: "finished" };
      } catch (error) {
        // The local backend retries a request that it had not begun; here one is retried that had begun but was not shown.
        const hasDied = error instanceof BackendError && error.kind === "processDied";
        if (hasDied && attempt === 1 && !this.aborted) this.candidates.length = 0;
        else this.#state = { kind: "failed", error };
      }
    }
    this.#notify();
  }

  async #stream({ stream, candidateCount, createStop, watch }: Generation): Promise<void> {
    const stops: StopCondition[] = [];
    const hasEnough = (candidate: number): boolean => this.candidates.at(candidate)?.finished === true;
    for await (const chunk of stream(this.#abort.signal, hasEnough)) {
      this.keptIn = chunk.keptIn;
      const candidate = (this.candidates[chunk.candidate] ??= new ScoredText());
      if (!candidate.finished) {
        candidate.append(chunk);
        const verdict = (stops[chunk.candidate] ??= createStop())(candidate.text, candidate);
        const length = verdict.kind === "stop" ? verdict.length : this.#isLineEnough && firstLineLength(candidate.text);
        if (typeof length === "number") candidate.finish(length);
      }
      watch?.(chunk, candidate);
      this.#notify();
      if (this.wholeCount >= candidateCount) return;
    }
  }

  /** Ends the candidates after their first lines: the line isn't offered, so the text after its acceptance isn't needed. */
  endAfterLine(): void {
    this.#isLineEnough = true;
  }

  /** Stops the work. The text produced so far stays readable. */
  abort(): void {
    if (this.#state.kind === "running") this.#abort.abort();
  }

  /**
   * Returns the text typed since the start. `undefined` unless the text around the caret is the origin's plus only that, and it agrees with
   * the text produced so far.
   */
  typedSince(prefix: string, suffix: string): string | undefined {
    if (!prefix.startsWith(this.origin.prefix) || withoutClosingRest(suffix) !== this.#suffix) return undefined;
    const typed = prefix.slice(this.origin.prefix.length);
    return this.#agreesWith(typed) ? typed : undefined;
  }

  /** Reports the same for a whole document whose caret is not known. */
  survives(documentText: string): boolean {
    if (!documentText.startsWith(this.origin.prefix) || !documentText.endsWith(this.#suffix)) return false;
    const between = documentText.slice(this.origin.prefix.length, documentText.length - this.#suffix.length);
    // Auto-closed brackets follow the typed text; the shortest reading is enough to keep the generation.
    return this.#agreesWith(between.replace(/[)>}\]"'`;,]*$/, ""));
  }

  /** Resolves when there is more text, the flight ends, or `signal` aborts. */
  progress(signal: AbortSignal): Promise<void> {
    if (this.#state.kind !== "running" || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener("abort", done);
        resolve();
      };
      signal.addEventListener("abort", done, { once: true });
      this.#listeners.push(done);
    });
  }

  #agreesWith(typed: string): boolean {
    const produced = this.candidates[0]?.text ?? "";
    const complete = this.#state.kind !== "running" || (this.candidates[0]?.finished ?? false);
    return complete ? produced.startsWith(typed) : produced.startsWith(typed) || typed.startsWith(produced);
  }

  #notify(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}
