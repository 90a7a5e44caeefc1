/** Most text kept for a restart of the model process, in UTF-16 units; as much as its memory holds. // guess */
const maxChars = 2_000_000;

/** Texts of recent documents, kept so that a restarted model process can be told again. The oldest go first. */
export class DocumentStore {
  readonly #texts = new Map<string, string>();
  #charCount = 0;

  /** Adds or replaces a document, which is then the newest. */
  set(uri: string, text: string): void {
    this.delete(uri);
    this.#texts.set(uri, text);
    this.#charCount += text.length;
    for (const oldest of this.#texts.keys()) {
      if (this.#charCount <= maxChars) break;
      this.delete(oldest);
    }
  }

  delete(uri: string): void {
    this.#charCount -= this.#texts.get(uri)?.length ?? 0;
    this.#texts.delete(uri);
  }

  /** Documents, oldest first. */
  entries(): Iterable<[uri: string, text: string]> {
    return this.#texts.entries();
  }
}
