import type { MemoryReader } from "./shares";

/**
 * Where the caret is, so that a document does not answer with the very line that is being typed.
 * The snapshot may be older than the text: what is in it between the two texts is left out, also what the user has just deleted.
 */
export interface CaretSelf {
  readonly documentId: string;
  /** Text from the start of the caret's line back to at most 200 characters before it. */
  readonly beforeLine: string;
  /** Text from the start of the line after the caret's, at most 200 characters. Optional: it tells equal places apart, and says which continue as here. */
  readonly afterLine?: string;
  /** Who asks: only texts of that project and that language family answer, and others with single words. Without it all do. */
  readonly reader?: MemoryReader;
}

/** Text before and after the caret's line by which its place is recognised, in UTF-16 units; see `CaretSelf`. */
const selfChars = 200; // guess

/** Where the caret is in `documentId`, for a memory that must not answer with the line being typed. */
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
