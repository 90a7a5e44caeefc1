import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import { cellsMethod, type CellsParams } from "../../../server/src/protocol";

/** Keeps the server informed of the order of a notebook's cells: to the server, each cell is a separate document. */
export class NotebookCells {
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(private readonly client: () => LanguageClient | undefined) {
    const { onDidOpenNotebookDocument, onDidChangeNotebookDocument, onDidCloseNotebookDocument } = vscode.workspace;
    this.#subscriptions = [
      onDidOpenNotebookDocument((notebook) => this.#tell(notebook, notebook.getCells())),
      onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (contentChanges.length > 0) this.#tell(notebook, notebook.getCells());
      }),
      onDidCloseNotebookDocument((notebook) => this.#tell(notebook, [])),
    ];
  }

  /** Reports every open notebook to a server that has just started. */
  tellAll(): void {
    for (const notebook of vscode.workspace.notebookDocuments) this.#tell(notebook, notebook.getCells());
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #tell(notebook: vscode.NotebookDocument, cells: readonly vscode.NotebookCell[]): void {
    const params: CellsParams = {
      notebook: { uri: notebook.uri.toString() },
      cells: cells.map(({ document }) => document.uri.toString()),
    };
    inBackground("sending the order of cells", () => this.client()?.sendNotification(cellsMethod, params));
  }
}
