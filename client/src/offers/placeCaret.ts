import * as vscode from "vscode";

/**
 * Puts the caret where the user continues an inserted text: at the summary of a doc comment. `end` is the end of the
 * inserted text, and so of its line. If that line is longer, the user has typed since, and nothing happens. Both are
 * LSP positions.
 */
export function placeCaret(position: unknown, end?: unknown): void {
  const editor = vscode.window.activeTextEditor;
  const caret = toPosition(position);
  if (editor === undefined || caret === undefined) return;
  const last = toPosition(end);
  if (last !== undefined && editor.document.lineAt(last.line).text.length > last.character) return;
  editor.selection = new vscode.Selection(caret, caret);
  editor.revealRange(new vscode.Range(caret, caret));
}

function toPosition(value: unknown): vscode.Position | undefined {
  if (typeof value !== "object" || value === null || !("line" in value && "character" in value)) return undefined;
  const { line, character } = value;
  return typeof line === "number" && typeof character === "number" ? new vscode.Position(line, character) : undefined;
}
