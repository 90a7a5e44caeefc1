import type { CompletionChunk } from "../backend";
import { certaintyOfFirstLine, type Certainty } from "../certainty";
import { inBackground } from "../../base/inBackground";

/** One backend's work on a request. Its chunks are kept, so that the caller can decide first and read later. */
export class Attempt {
  readonly #chunks: CompletionChunk[] = [];
  readonly #abort = new AbortController();
  #text = "";
  #state: { kind: "running" } | { kind: "ended" } | { kind: "failed"; error: unknown } = { kind: "running" };
  #listeners: (() => void)[] = [];

  /** Starts at once. `signal` ends the attempt, as `abort()` does. */
  constructor(stream: (signal: AbortSignal) => AsyncIterable<CompletionChunk>, signal: AbortSignal) {
    inBackground("asking a model", this.#run(stream(AbortSignal.any([signal, this.#abort.signal]))));
  }

  /** The first candidate's text so far. */
  get text(): string {
    return this.#text;
  }

  /** The backend's certainty of the first candidate's first line so far; `undefined` if it gives no probabilities. */
  get certainty(): Certainty | undefined {
    return certaintyOfFirstLine(this.#chunks.filter(({ candidate }) => candidate === 0));
  }

  /** The error, if the attempt failed. */
  get error(): unknown {
    return this.#state.kind === "failed" ? this.#state.error : undefined;
  }

  /** True once there is a first line to show: a whole one, or all text before a regular end. */
  get isUsable(): boolean {
    return hasFirstLine(this.#text) || (this.#state.kind === "ended" && this.#text.trim() !== "");
  }

  /** Resolves once there is a first line, or there never will be. */
  firstLine(): Promise<void> {
    return this.#until(() => this.isUsable);
  }

  /** Resolves when the attempt has ended. */
  end(): Promise<void> {
    return this.#until(() => false);
  }

  /** Stops the work. */
  abort(): void {
    this.#abort.abort();
  }

  /** Yields the chunks from the first on. A failure after a whole first line only cuts the answer short. @throws the backend's error. */
  async *follow(): AsyncIterable<CompletionChunk> {
    for (let at = 0; ;) {
      const chunk = this.#chunks.at(at);
      if (chunk !== undefined) {
        at++;
        yield chunk;
      } else if (this.#state.kind === "running") {
        const seen = at;
        await this.#until(() => this.#chunks.length > seen);
      } else {
        if (this.#state.kind === "failed" && !hasFirstLine(this.#text)) throw this.#state.error;
        return;
      }
    }
  }

  async #run(stream: AsyncIterable<CompletionChunk>): Promise<void> {
    try {
      for await (const chunk of stream) {
        this.#chunks.push(chunk);
        if (chunk.candidate === 0) this.#text += chunk.text;
        this.#notify();
      }
      this.#state = { kind: "ended" };
    } catch (error) {
      this.#state = { kind: "failed", error };
    }
    this.#notify();
  }

  #until(condition: () => boolean): Promise<void> {
    if (condition() || this.#state.kind !== "running") return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (condition() || this.#state.kind !== "running") resolve();
        else this.#listeners.push(look);
      };
      this.#listeners.push(look);
    });
  }

  #notify(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}

/** Returns the first of `attempts` that has something to show; `undefined` once none of them will, or `signal` aborts. */
export function firstUsable(attempts: readonly Attempt[], signal: AbortSignal): Promise<Attempt | undefined> {
  return new Promise((resolve) => {
    let openCount = attempts.length;
    if (openCount === 0 || signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
    for (const attempt of attempts)
      inBackground(
        "waiting for a model",
        attempt.firstLine().then(() => {
          if (attempt.isUsable) resolve(attempt);
          else if (--openCount === 0) resolve(undefined);
        }),
      );
  });
}

function hasFirstLine(text: string): boolean {
  const start = text.search(/\S/);
  return start >= 0 && text.includes("\n", start);
}
