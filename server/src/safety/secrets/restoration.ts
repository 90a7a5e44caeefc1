import type { SecretCut } from "../promptText";

/** A placeholder or the beginning of one at the end of a text. */
const openPlaceholder = /<(?:s(?:e(?:c(?:r(?:e(?:t(?:-\d*)?)?)?)?)?)?)?$/;

/**
 * Puts secrets back into a model's answer. It knows only those that were cut out of this one prompt, so no answer can
 * bring a secret of another file; and not those whose placeholder the text already contained.
 */
export class Restoration {
  readonly #secrets = new Map<string, string>();

  /** Adds the cuts of one more part of the prompt. */
  add(text: string, cuts: readonly SecretCut[]): void {
    for (const { start, end, placeholder } of cuts)
      if (!text.includes(placeholder)) this.#secrets.set(placeholder, text.slice(start, end));
  }

  get isEmpty(): boolean {
    return this.#secrets.size === 0;
  }

  /** Returns a whole answer with the secrets in their places. */
  restore(answer: string): string {
    if (this.isEmpty) return answer;
    return answer.replace(/<secret-\d+>/g, (placeholder) => this.#secrets.get(placeholder) ?? placeholder);
  }

  /** Restores an answer that comes in pieces: `held` is the end of the earlier pieces, which may be half a placeholder. */
  restorePiece(held: string, piece: string): { readonly text: string; readonly held: string } {
    if (this.isEmpty) return { text: held + piece, held: "" };
    const whole = held + piece;
    const rest = openPlaceholder.exec(whole)?.[0] ?? "";
    return { text: this.restore(whole.slice(0, whole.length - rest.length)), held: rest };
  }
}
