import type { Tree } from "@vscode/tree-sitter-wasm";
import type { TextEdit } from "../base/textEdit";

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
