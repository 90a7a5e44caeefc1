import * as vscode from "vscode";
import { commitBoxScheme } from "../offers/documentSelector";
import type { MessageBox } from "./commitDrafts";
import type { GitRepository } from "./gitRepositories";

/** Time for the box's document to follow its value, in ms. // guess */
const followMs = 1_000;

/** Returns a repository's message box in Source Control. */
export function commitBox(repository: GitRepository): MessageBox {
  const { inputBox, rootUri } = repository;
  return {
    repository: rootUri.toString(),
    read: () => inputBox.value,
    show: (text) => {
      inputBox.value = text;
    },
    async put(text) {
      // Undo doesn't take back a value that is set, but it does take back an edit of the box's document.
      const document = documentOf(rootUri);
      const isEdited =
        document !== undefined && (await shows(document, inputBox.value)) && (await replace(document, text));
      if (!isEdited) inputBox.value = text;
    },
  };
}

/** Finds the box's document: Source Control names the repository in the query of its address. */
function documentOf(rootUri: vscode.Uri): vscode.TextDocument | undefined {
  const wanted = `rootUri=${encodeURIComponent(rootUri.toString())}`;
  return vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === commitBoxScheme && uri.query === wanted);
}

/** Reports whether the document contains `text`, now or soon: it follows a value a moment after it is set. */
async function shows(document: vscode.TextDocument, text: string): Promise<boolean> {
  const isSame = (): boolean => document.getText().replaceAll("\r\n", "\n") === text.replaceAll("\r\n", "\n");
  if (isSame()) return true;
  return new Promise((done) => {
    const finish = (verdict: boolean): void => {
      clearTimeout(timer);
      listening.dispose();
      done(verdict);
    };
    const timer = setTimeout(() => finish(isSame()), followMs);
    const listening = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && isSame()) finish(true);
    });
  });
}

async function replace(document: vscode.TextDocument, text: string): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  const end = document.lineAt(document.lineCount - 1).range.end;
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  return vscode.workspace.applyEdit(edit);
}
