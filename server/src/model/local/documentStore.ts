import type { MemoryOrigin } from "../memory/memoryReader";

/** Most text kept for a restart of the model process, in UTF-16 units; as much as its memory holds. // guess */
const maxChars = 2_000_000;

/** A text, and the requests that it may answer. */
interface StoredDocument {
  readonly text: string;
  readonly origin: MemoryOrigin;
}

/** Texts of recent documents, kept for sending them again to a restarted model process. The oldest are dropped first. */
export class DocumentStore {
  readonly #documents = new Map<string, StoredDocument>();
  #charCount = 0;

  /** Adds or replaces a document, which is then the newest. */
  set(uri: string, document: StoredDocument): void {
    this.delete(uri);
    this.#documents.set(uri, document);
    this.#charCount += document.text.length;
    for (const oldest of this.#documents.keys()) {
      if (this.#charCount <= maxChars) break;
      this.delete(oldest);
    }
  }

  delete(uri: string): void {
    this.#charCount -= this.#documents.get(uri)?.text.length ?? 0;
    this.#documents.delete(uri);
  }

  /** Returns the documents, oldest first. */
  entries(): Iterable<[uri: string, document: StoredDocument]> {
    return this.#documents.entries();
  }
}
