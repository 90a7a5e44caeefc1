import type { CompletionChunk } from "../model/backend";
import { lfText } from "../base/lineEnds";

/** Generated text with `\n`, which remembers how likely each piece of it was. Grows while a backend streams. */
export class ScoredText {
  #text = "";
  /** A `\r` at the end of the last chunk, whose `\n` may be in the next one. */
  #held = "";
  readonly #pieces: { readonly end: number; readonly logProb: number; readonly tokenCount: number }[] = [];
  #finished = false;
  #scored = true;
  #writtenBy: string | undefined;

  get text(): string {
    return this.#text;
  }

  /** The endpoint's model that wrote it; `undefined` where the model on this machine did. */
  get writtenBy(): string | undefined {
    return this.#writtenBy;
  }

  /** Whether the backend has said its last word on this candidate. */
  get finished(): boolean {
    return this.#finished;
  }

  append(chunk: CompletionChunk): void {
    const text = this.#held + chunk.text;
    this.#held = text.endsWith("\r") && chunk.finish === undefined ? "\r" : "";
    this.#text += lfText(text.slice(0, text.length - this.#held.length));
    this.#pieces.push({ end: this.#text.length, logProb: chunk.logProb ?? 0, tokenCount: chunk.tokenCount });
    if (chunk.logProb === undefined && chunk.tokenCount > 0) this.#scored = false;
    if (chunk.finish !== undefined) this.#finished = true;
    this.#writtenBy ??= chunk.writtenBy;
  }

  /** Marks the text as complete up to `length`; what lies behind is dropped. */
  finish(length: number): void {
    this.#text = this.#text.slice(0, length);
    this.#finished = true;
  }

  /** Mean natural log-probability of the tokens that lie in `start`–`end`, at least in part; `undefined` if unknown. */
  meanLogProb(start: number, end: number): number | undefined {
    if (!this.#scored) return undefined;
    let sum = 0;
    let count = 0;
    let from = 0;
    for (const piece of this.#pieces) {
      if (piece.end > start && from < end) {
        sum += piece.logProb;
        count += piece.tokenCount;
      }
      from = piece.end;
    }
    return count === 0 ? undefined : sum / count;
  }
}
