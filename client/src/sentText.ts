import * as vscode from "vscode";
import {
  auditMethod,
  previewMethod,
  type AuditResult,
  type Preview,
  type PreviewParams,
} from "../../server/src/protocol";
import type { ServerRunner } from "./serverRunner";

const scheme = "nanotype-sent";

/** Shows what would be and what was sent, in editors that can be read, searched and copied but not changed. */
export class SentTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? "";
  }

  /** Shows the requests that a key pressed at the caret would send. */
  async showPreview(runner: ServerRunner): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || runner.client === undefined) {
      void vscode.window.showInformationMessage("Put the caret into a document first: this shows what is sent for it.");
      return;
    }
    const { document, selection } = editor;
    const { line, character } = selection.active;
    const about: PreviewParams = { textDocument: { uri: document.uri.toString() }, position: { line, character } };
    const { text } = await runner.client.sendRequest<Preview>(previewMethod, about);
    await this.#show("What Nanotype would send", text);
  }

  /** Shows who received how much of what, and when. */
  async showAudit(runner: ServerRunner): Promise<void> {
    if (runner.client === undefined) {
      void vscode.window.showInformationMessage("The language server does not run. Type in an editor to start it.");
      return;
    }
    const { text } = await runner.client.sendRequest<AuditResult>(auditMethod);
    await this.#show("What Nanotype has sent", text);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  async #show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: title });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  }
}
