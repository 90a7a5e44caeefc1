import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import {
  auditMethod,
  previewMethod,
  type AuditResult,
  type Preview,
  type PreviewParams,
} from "../../../server/src/protocol";
import { isRelevantScheme } from "../offers/documentSelector";
import type { ServerRunner } from "../server/serverRunner";

const scheme = "nanotype-sent";
/** Language id from package.json, which wraps long lines: a request's body is one line. */
const languageId = "nanotype-sent";

/** Shows what was sent, and what would be, in editors that can be read, searched and copied but not changed. */
export class SentTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? "";
  }

  /** Shows the requests that a key at the caret would send. */
  async showPreview(runner: ServerRunner): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || !isRelevantScheme(editor.document.uri.scheme)) {
      inBackground(
        "showing a message",
        vscode.window.showInformationMessage(
          "Put the caret into a document first: this command shows what is sent for it.",
        ),
      );
      return;
    }
    const { document, selection } = editor;
    const { line, character } = selection.active;
    const about: PreviewParams = { textDocument: { uri: document.uri.toString() }, position: { line, character } };
    const preview = await askServer<Preview>(runner, (client) => client.sendRequest(previewMethod, about));
    if (preview !== undefined) await this.#show("What Nanotype would send", preview.text);
  }

  /** Shows the receiver, size, source and time of everything that was sent. */
  async showAudit(runner: ServerRunner): Promise<void> {
    const audit = await askServer<AuditResult>(runner, (client) => client.sendRequest(auditMethod));
    if (audit !== undefined) await this.#show("What Nanotype has sent", audit.text);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  /** Opens beside the document it is about, in the column that already shows such a text if there is one. */
  async #show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: title });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    const opened = await vscode.workspace.openTextDocument(uri);
    const document = await vscode.languages.setTextDocumentLanguage(opened, languageId);
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.scheme === scheme);
    const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(document, { preview: true, viewColumn });
  }
}

/** Starts the server if needed and sends it a request. Says so if the server doesn't run. */
async function askServer<Answer>(
  runner: ServerRunner,
  ask: (client: LanguageClient) => Promise<Answer>,
): Promise<Answer | undefined> {
  const client = await runner.ready();
  if (client !== undefined) return ask(client);
  const action = "Start it again";
  const message = "The language server keeps crashing, so it cannot answer.";
  if ((await vscode.window.showWarningMessage(message, action)) === action) await runner.restart();
  return undefined;
}
