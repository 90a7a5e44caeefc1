import type { SecretCut } from "../promptText";
import type { Secret } from "./secretRule";

/** Secrets that keep their name at the same time; the one used longest ago loses it. // guess: far more than a session meets */
const maxNames = 2_000;

/**
 * Names secrets for prompts: a secret keeps its name as long as the program runs, so that a prompt's beginning stays
 * the same as in the provider's cache. A name is a number in the order of first use; it contains nothing of the secret. Memory only.
 */
export class SecretNames {
  readonly #names = new Map<string, string>();
  #count = 0;

  /** Returns the replacement of each secret of `text`. */
  cuts(text: string, secrets: readonly Secret[]): SecretCut[] {
    return secrets.map(({ start, end }) => ({ start, end, placeholder: this.#nameOf(text.slice(start, end)) }));
  }

  #nameOf(secret: string): string {
    const name = this.#names.get(secret) ?? `<secret-${++this.#count}>`;
    this.#names.delete(secret);
    this.#names.set(secret, name);
    const oldest = this.#names.keys().next().value;
    if (this.#names.size > maxNames && oldest !== undefined) this.#names.delete(oldest);
    return name;
  }
}
