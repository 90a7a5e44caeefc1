import * as vscode from "vscode";

/** Text in the "try it" file behind whose last occurrence the caret is put. */
const caretAfter = "item.weight;\n  }\n  ";

/** Name in the file about next edits that is selected, for the user to type another over it. */
const renamed = "sum";

/** Opens the "try it" file as an untitled document, with the caret where a suggestion waits. */
export async function openTryIt(extensionUri: vscode.Uri): Promise<vscode.TextEditor> {
  return openPractice(extensionUri, "tryIt.ts.txt", (text) => {
    const caret = text.lastIndexOf(caretAfter) + caretAfter.length;
    return [caret, caret];
  });
}

/** Opens the file about next edits as an untitled document, with a variable's name selected where it is declared. */
export async function openTryNextEdit(extensionUri: vscode.Uri): Promise<vscode.TextEditor> {
  return openPractice(extensionUri, "tryNextEdit.ts.txt", (text) => {
    const start = text.indexOf(`let ${renamed}`) + "let ".length;
    return [start, start + renamed.length];
  });
}

async function openPractice(
  extensionUri: vscode.Uri,
  name: string,
  selectedIn: (text: string) => readonly [start: number, end: number],
): Promise<vscode.TextEditor> {
  const source = vscode.Uri.joinPath(extensionUri, "media", "walkthrough", name);
  const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(source));
  const document = await vscode.workspace.openTextDocument({ language: "typescript", content });
  const [start, end] = selectedIn(content);
  // At once: the first key may come before a second step.
  const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const editor = await vscode.window.showTextDocument(document, { selection });
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}
