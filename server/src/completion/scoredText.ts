import type { ComparedArm, CompletionChunk } from "../model/backend";
import { certaintyBetween, profileBetween, type Certainty, type Profile, type WeighedPiece } from "../model/certainty";
import { lfText } from "../base/lineEnds";

/** Generated text with `\n`, which remembers the probability of each piece of it. Grows while a backend streams. */
export class ScoredText {
  #text = "";
  /** A `\r` at the end of the last chunk, whose `\n` may be in the next one. */
  #held = "";
  readonly #pieces: WeighedPiece[] = [];
  #finished = false;
  #isCutOff = false;
  #writtenBy: string | undefined;
  #arm: ComparedArm | undefined;

  get text(): string {
    return this.#text;
  }

  /** The endpoint's model that wrote it; `undefined` for the model on this machine. */
  get writtenBy(): string | undefined {
    return this.#writtenBy;
  }

  /** The backend that wrote it, while two are compared. */
  get arm(): ComparedArm | undefined {
    return this.#arm;
  }

  /** True once the backend has finished this candidate. */
  get finished(): boolean {
    return this.#finished;
  }

  /** True if the backend ended it at its limit, perhaps inside a word. */
  get isCutOff(): boolean {
    return this.#isCutOff;
  }

  append(chunk: CompletionChunk): void {
    const text = this.#held + chunk.text;
    this.#held = text.endsWith("\r") && chunk.finish === undefined ? "\r" : "";
    this.#text += lfText(text.slice(0, text.length - this.#held.length));
    const { logProb, tokenCount, beginningLogProb } = chunk;
    this.#pieces.push({ end: this.#text.length, logProb, tokenCount, beginningLogProb });
    if (chunk.finish !== undefined) this.#finished = true;
    if (chunk.finish === "length") this.#isCutOff = true;
    this.#writtenBy ??= chunk.writtenBy;
    this.#arm ??= chunk.arm;
  }

  /** Marks the text as complete up to `length`; the rest is dropped. */
  finish(length: number): void {
    if (length < this.#text.length) this.#isCutOff = false;
    this.#text = this.#text.slice(0, length);
    this.#finished = true;
  }

  /** Sums up the probabilities of the text from `start` to `end`; `undefined` if unknown. */
  profile(start: number, end: number): Profile | undefined {
    return profileBetween(this.#pieces, start, end);
  }

  /** Returns the backend's certainty of the text from `start` to `end`; `undefined` if unknown. */
  certainty(start: number, end: number): Certainty | undefined {
    return certaintyBetween(this.#pieces, start, end);
  }
}
