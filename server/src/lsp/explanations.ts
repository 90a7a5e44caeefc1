import type { Trace } from "../completion/trace";
import type { Explanation } from "../protocol";

/** Number of documents whose last request is remembered. */
const maxDocuments = 100;

/** Remembers the steps of each document's last request. Bounded to 100 documents; traces hold no document text. */
export class Explanations {
  readonly #traces = new Map<string, Trace>();

  /** Records a request's trace; the request may still be running. */
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
