/** A place where the text before the caret has stood before, and what followed it there. */
export interface Continuation {
  /** How many characters before the caret agree, counted backwards; bounded by the memory. */
  readonly matchLength: number;
  /** What followed, up to the bound asked for. */
  readonly text: string;
  readonly documentId: string;
  /** Offset in that document at which `text` starts. */
  readonly offset: number;
}

/** Where the caret is, so that a document does not answer with the very line that is being typed. */
export interface CaretSelf {
  readonly documentId: string;
  /** Text from the start of the caret's line back to at most 200 characters before it. */
  readonly beforeLine: string;
}

/**
 * Remembers the text of open and recent documents and finds what followed the longest match of the text before the caret.
 * Matching is on characters. Bounded, incremental by whole-document snapshots taken while the user is idle.
 */
export interface WorkspaceMemory {
  /** Adds or replaces a document's snapshot; the newest set is the most recent. */
  set(documentId: string, text: string): void;
  delete(documentId: string): void;
  /**
   * Continuations for `history` (text before the caret, at least its last 200 characters), longest match first,
   * the more recent first among equals.
   */
  find(history: string, params: { self?: CaretSelf; maxCount: number; maxChars: number }): Continuation[];
  /** Memory in use, estimated, in bytes. */
  readonly sizeBytes: number;
}
