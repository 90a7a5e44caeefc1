import type { CompletionChunk } from "../backend";

/** Puts the chunks of several candidates, which an endpoint mixes, in the order a consumer is promised: the first streamed whole, then the others. */
export class InOrder {
  readonly #waiting: CompletionChunk[][] = [];
  #current = 0;

  /** Adds a chunk and returns those whose turn it is. */
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

  /** What is left when the stream ends without having finished a candidate. */
  rest(): CompletionChunk[] {
    return this.#waiting.slice(this.#current + 1).flatMap((chunks) => chunks);
  }
}
