import type { Tree } from "@vscode/tree-sitter-wasm";

/** A change of a text in UTF-16 units: the text between `startOffset` and `oldEndOffset` now ends at `newEndOffset`. */
export interface TextEdit {
  readonly startOffset: number;
  readonly oldEndOffset: number;
  readonly newEndOffset: number;
}

/** Joins two consecutive edits (`second` counts in the text after `first`) into the one that covers both. */
export function joinEdits(first: TextEdit | undefined, second: TextEdit): TextEdit {
  if (first === undefined) return second;
  const beyond = Math.max(0, second.oldEndOffset - first.newEndOffset);
  const kept = Math.max(0, first.newEndOffset - second.oldEndOffset);
  return {
    startOffset: Math.min(first.startOffset, second.startOffset),
    oldEndOffset: first.oldEndOffset + beyond,
    newEndOffset: second.newEndOffset + kept,
  };
}

/** Copies a tree of the text `before` and applies the edit that leads to `after`. The caller deletes the copy. */
export function editedCopy(tree: Tree, edit: TextEdit, { before, after }: { before: string; after: string }): Tree {
  const copy = tree.copy();
  copy.edit({
    startIndex: edit.startOffset,
    oldEndIndex: edit.oldEndOffset,
    newEndIndex: edit.newEndOffset,
    startPosition: pointAt(before, edit.startOffset),
    oldEndPosition: pointAt(before, edit.oldEndOffset),
    newEndPosition: pointAt(after, edit.newEndOffset),
  });
  return copy;
}

/** Returns the line and column at `offset` (both from 0, in UTF-16 units). */
export function pointAt(text: string, offset: number): { row: number; column: number } {
  let row = 0;
  let lineStart = 0;
  for (let newline = text.indexOf("\n"); newline >= 0 && newline < offset; newline = text.indexOf("\n", newline + 1)) {
    row++;
    lineStart = newline + 1;
  }
  return { row, column: offset - lineStart };
}
