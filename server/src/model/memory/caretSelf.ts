import type { MemoryReader } from "./memoryReader";

/**
 * The caret's position, so that a document doesn't answer with the very line that is being typed.
 * The snapshot may be older than the text: everything in it between the two texts is left out, including text that the user has just deleted.
 */
export interface CaretSelf {
  readonly documentId: string;
  /** Text from the start of the caret's line back to at most 200 characters before it. */
  readonly beforeLine: string;
  /**
   * Text from the start of the line after the caret's, at most 200 characters. Optional: it distinguishes equal places, and shows which of them
   * continue as here.
   */
  readonly afterLine?: string;
  /** The reader: only texts of its project and language family answer, other texts only with single words. Without a reader all texts answer. */
  readonly reader?: MemoryReader;
}

/** Text before and after the caret's line by which its place is recognised, in UTF-16 units; see `CaretSelf`. */
const selfChars = 200; // guess

/** Builds the caret's position in `documentId`, for a memory that must not answer with the line being typed. */
export function caretSelf(documentId: string, prefix: string, suffix: string, reader: MemoryReader): CaretSelf {
  const lineStart = prefix.lastIndexOf("\n") + 1;
  const lineBreak = suffix.indexOf("\n");
  return {
    documentId,
    reader,
    beforeLine: prefix.slice(Math.max(0, lineStart - selfChars), lineStart),
    afterLine: lineBreak < 0 ? "" : suffix.slice(lineBreak + 1, lineBreak + 1 + selfChars),
  };
}
