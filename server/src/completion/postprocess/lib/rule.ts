import type { Surroundings } from "./surroundings";

/** A rule's refusal: a plain sentence for people, without document text. */
export interface Drop {
  readonly drop: string;
}

/** A reply at a caret, and the part of it that is inserted. */
export interface Example {
  readonly languageId: string;
  /** The document before the caret. */
  readonly before: string;
  readonly reply: string;
  /** The document after the caret. */
  readonly rest: string;
  /** `null`: nothing may be offered. */
  readonly result: string | null;
  /** `block` unless said. */
  readonly lines?: "one" | "block";
  /** True if the reply is from a model on this machine; false by default. */
  readonly isLocal?: boolean;
  /** Names declared in the caret's scope, and whether code there has an object; unknown by default. */
  readonly scope?: { readonly declared: readonly string[]; readonly hasSelf: boolean };
  /** True if the user didn't request it; false by default. */
  readonly isAutomatic?: boolean;
  /** True if the model could not finish it; false by default. */
  readonly isCutOff?: boolean;
}

/**
 * One step of post-processing. Returns the text to continue with, or a refusal. Lines end with `\n` inside rules.
 * Invariant: a rule only removes; whitespace alone may be rewritten.
 */
export interface Rule {
  readonly name: string;
  /** Reason for the rule: the annoyance it prevents; one sentence. */
  readonly why: string;
  /** A case that only this rule gets right; a test runs it with and without the rule. */
  readonly example: Example;
  apply(text: string, around: Surroundings): string | Drop;
}
