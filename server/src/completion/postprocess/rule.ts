import type { Surroundings } from "./surroundings";

/** A rule's refusal: a plain sentence for people, without document text. */
export interface Drop {
  readonly drop: string;
}

/**
 * One step of post-processing. Returns the text to continue with, or a refusal. Lines end with `\n` inside rules.
 * Invariant: a rule only removes; whitespace alone may be rewritten.
 */
export interface Rule {
  readonly name: string;
  apply(text: string, around: Surroundings): string | Drop;
}
