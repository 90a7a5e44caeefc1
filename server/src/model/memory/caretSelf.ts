import type { MemoryReader } from "./shares";
import type { CaretSelf } from "./workspaceMemory";

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
