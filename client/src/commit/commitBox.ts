import * as vscode from "vscode";
import type { MessageBox } from "./commitDrafts";
import type { GitRepository } from "./gitRepositories";

/** How long the box's document may take to follow, in ms. // guess */
const followMs = 1_000;

/** The box of a repository in Source Control. */
export function commitBox(repository: GitRepository): MessageBox {
  const { inputBox, rootUri } = repository;
  return {
    repository: rootUri.toString(),
    read: () => inputBox.value,
    show: (text) => {
      inputBox.value = text;
    },
    async put(text) {
      // A value that is set cannot be undone, an edit of the box's document can.
      const document = documentOf(rootUri);
      const isEdited =
        document !== undefined && (await shows(document, inputBox.value)) && (await replace(document, text));
      if (!isEdited) inputBox.value = text;
    },
  };
}

/** Source Control names the repository in the query of its box's address. */
function documentOf(rootUri: vscode.Uri): vscode.TextDocument | undefined {
  const wanted = `rootUri=${encodeURIComponent(rootUri.toString())}`;
  return vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "vscode-scm" && uri.query === wanted);
}

/** Whether the document holds `text`, or does soon: it follows a value that was set a moment later. */
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
