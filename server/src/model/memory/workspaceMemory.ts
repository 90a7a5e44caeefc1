import type { CaretSelf } from "./caretSelf";
import type { Alike } from "./lexemeIndex";
import type { MemoryOrigin } from "./memoryReader";

/** A place that has the same text before it as the caret, with the text that followed. */
export interface Continuation {
  /** Number of characters before the caret that agree, counted backwards; bounded by the memory. */
  readonly matchLength: number;
  /** The text that followed, up to the requested length. */
  readonly text: string;
  readonly documentId: string;
  /** Offset at which `text` starts, in that document. */
  readonly offset: number;
  /** Distance from the caret in its own document; `undefined` in another one, or if the caret's line was not found. */
  readonly distance: number | undefined;
  /** True if the place is before the caret, in the caret's own document. */
  readonly isBeforeCaret: boolean;
  /** Number of characters from the next line on that agree with the text after the caret's line, at most 64. */
  readonly afterMatchLength: number;
}

/** Parameters of a query. */
export interface FindParams {
  readonly self?: CaretSelf;
  /** Most continuations wanted. */
  readonly maxCount: number;
  /** Most characters of each continuation. */
  readonly maxChars: number;
}

/**
 * Remembers the text of open and recent documents and finds the text that followed the longest match before the caret.
 * Matching is on characters; every text has `\n` alone at its line ends.
 * Bounded, incremental by whole-document snapshots taken while the user is idle.
 */
export interface WorkspaceMemory {
  /** Adds or replaces a document's snapshot; the newest set is the most recent. */
  set(documentId: string, text: string, origin: MemoryOrigin): void;
  delete(documentId: string): void;
  /**
   * Finds continuations for `history` (text before the caret, at least its last 200 characters), longest match first.
   * Among equals: the caret's own document first, and in it the nearest before the caret; then the more recent document.
   */
  find(history: string, params: FindParams): Continuation[];
  /** Finds places of the caret's own document that are like the caret's, lexeme by lexeme; `undefined` if it isn't remembered. */
  findAlike(history: string, self: CaretSelf): Alike | undefined;
  /** Reports whether the document with this `normal` address is remembered. */
  isRemembered(address: string): boolean;
  /** Memory in use, estimated, in bytes. */
  readonly sizeBytes: number;
}
