import type { CompletionChunk } from "../backend";

/** Reorders the chunks of several candidates, which an endpoint mixes, as consumers expect: the first streamed whole, then the others. */
export class InOrder {
  readonly #waiting: CompletionChunk[][] = [];
  #current = 0;

  /** Adds a chunk and returns the chunks whose turn it is. */
  add(chunk: CompletionChunk): CompletionChunk[] {
    if (chunk.candidate > this.#current) {
      (this.#waiting[chunk.candidate] ??= []).push(chunk);
      return [];
    }
    if (chunk.candidate < this.#current) return [];
    const due = [chunk];
    while (due.at(-1)?.finish !== undefined) {
      this.#current++;
      const waiting = this.#waiting[this.#current] ?? [];
      if (waiting.length === 0) break;
      due.push(...waiting);
    }
    return due;
  }

  /** Returns the remaining chunks when the stream ends before a candidate does. */
  rest(): CompletionChunk[] {
    return this.#waiting.slice(this.#current + 1).flatMap((chunks) => chunks);
  }
}
