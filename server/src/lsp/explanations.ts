import type { Trace } from "../completion/trace";
import type { Explanation } from "../protocol";

/** Documents whose last request is remembered. */
const maxDocuments = 100;

/** Remembers what the last request of each document went through. Bounded to 100 documents; traces hold no document text. */
export class Explanations {
  readonly #traces = new Map<string, Trace>();

  /** Notes a request's trace; it may still be under way. */
  note(uri: string, trace: Trace): void {
    this.#traces.delete(uri);
    this.#traces.set(uri, trace);
    for (const oldest of this.#traces.keys()) {
      if (this.#traces.size <= maxDocuments) break;
      this.#traces.delete(oldest);
    }
  }

  /** Explains the last request of a document, or of all if none is named. */
  explain(uri: string | undefined): Explanation {
    const trace = uri === undefined ? [...this.#traces.values()].at(-1) : this.#traces.get(uri);
    return trace?.explanation() ?? { summary: "No completion has been asked for here yet.", steps: [] };
  }
}
