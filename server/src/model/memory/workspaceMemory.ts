import type { CaretSelf } from "./caretSelf";
import type { Alike } from "./lexemeIndex";
import type { MemoryOrigin } from "./shares";

/** A place where the text before the caret was before, and what followed it there. */
export interface Continuation {
  /** How many characters before the caret agree, counted backwards; bounded by the memory. */
  readonly matchLength: number;
  /** What followed, up to the bound asked for. */
  readonly text: string;
  readonly documentId: string;
  /** Offset at which `text` starts, in that document. */
  readonly offset: number;
  /** Distance from the caret in its own document; `undefined` in another one, or where the caret's line was not found. */
  readonly distance: number | undefined;
  /** Whether the place is before the caret, in the caret's own document. */
  readonly isBeforeCaret: boolean;
  /** How many characters from the next line on agree with the text after the caret's line, at most 64. */
  readonly afterMatchLength: number;
}

/** How a caller asks. */
export interface FindParams {
  readonly self?: CaretSelf;
  /** Most continuations wanted. */
  readonly maxCount: number;
  /** Most characters of each continuation. */
  readonly maxChars: number;
}

/**
 * Remembers the text of open and recent documents and finds what followed the longest match of the text before the caret.
 * Matching is on characters; every text has `\n` alone at its line ends.
 * Bounded, incremental by whole-document snapshots taken while the user is idle.
 */
export interface WorkspaceMemory {
  /** Adds or replaces a document's snapshot; the newest set is the most recent. */
  set(documentId: string, text: string, origin: MemoryOrigin): void;
  delete(documentId: string): void;
  /**
   * Continuations for `history` (text before the caret, at least its last 200 characters), longest match first.
   * Among equals: the caret's own document first, and in it the nearest before the caret; then the more recent document.
   */
  find(history: string, params: FindParams): Continuation[];
  /** Places of the caret's own document that are like the caret's, lexeme by lexeme; `undefined` where it is not remembered. */
  findAlike(history: string, self: CaretSelf): Alike | undefined;
  /** Memory in use, estimated, in bytes. */
  readonly sizeBytes: number;
}
