import * as vscode from "vscode";

/** VS Code's commands that take the beginning of a suggestion. */
export type AcceptPart = "acceptNextWord" | "acceptNextLine";

/** Steps for one key: VS Code stops at blanks before a word, so a second step may be needed. */
const maxSteps = 3;

/**
 * Takes the next word or line of the suggestion on the screen. Unlike VS Code's own commands, it doesn't stop when only
 * blanks were inserted.
 */
export async function acceptPart(part: AcceptPart): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  for (let step = 0; step < maxSteps; step++) {
    const before = editor?.selection.active;
    await vscode.commands.executeCommand(`editor.action.inlineSuggest.${part}`);
    if (editor === undefined || before === undefined) return;
    const after = editor.selection.active;
    const inserted = editor.document.getText(new vscode.Range(before, after));
    if (after.isBeforeOrEqual(before) || inserted.trim() !== "") return;
  }
}
