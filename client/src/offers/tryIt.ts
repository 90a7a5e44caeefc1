import * as vscode from "vscode";

/** Text in the "try it" file behind whose last occurrence the caret is put. */
const caretAfter = "item.weight;\n  }\n  ";

/** Opens the "try it" file as an untitled document, with the caret where a suggestion waits. */
export async function openTryIt(extensionUri: vscode.Uri): Promise<vscode.TextEditor> {
  const source = vscode.Uri.joinPath(extensionUri, "media", "walkthrough", "tryIt.ts.txt");
  const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(source));
  const document = await vscode.workspace.openTextDocument({ language: "typescript", content });
  const editor = await vscode.window.showTextDocument(document);
  const caret = document.positionAt(content.lastIndexOf(caretAfter) + caretAfter.length);
  editor.selection = new vscode.Selection(caret, caret);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}
