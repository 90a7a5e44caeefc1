import * as vscode from "vscode";

/** Puts the caret where an accepted text is to be gone on with: the summary of a doc comment. */
export function placeCaret(position: unknown): void {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || typeof position !== "object" || position === null) return;
  if (!("line" in position && "character" in position)) return;
  const { line, character } = position;
  if (typeof line !== "number" || typeof character !== "number") return;
  const caret = new vscode.Position(line, character);
  editor.selection = new vscode.Selection(caret, caret);
}
