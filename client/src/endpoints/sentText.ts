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

const previewTitle = "What Nanotype would send";
const auditTitle = "What Nanotype has sent";

/** Time without a change of caret, text or settings after which a visible preview is renewed, in ms. */
const renewAfterMs = 300; // guess

/**
 * Shows what was sent, and what would be, in editors that can be read, searched and copied but not changed. A preview on
 * the screen follows the caret, the text and the settings.
 */
export class SentTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #parts: readonly Pick<vscode.Disposable, "dispose">[];
  #renewal: NodeJS.Timeout | undefined;
  readonly onDidChange = this.#changed.event;

  constructor(private readonly runner: ServerRunner) {
    this.#parts = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#renewSoon(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#renewSoon(editor)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        const editor = vscode.window.activeTextEditor;
        if (editor?.document === document) this.#renewSoon(editor);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("nanotype")) this.#renewSoon(vscode.window.activeTextEditor);
      }),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? "";
  }

  /** Shows the requests that a key at the caret would send. */
  async showPreview(): Promise<void> {
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
    const client = await askServer(this.runner);
    if (client !== undefined) await this.#show(previewTitle, await previewAt(client, editor));
  }

  /** Shows the receiver, size, source and time of everything that was sent. */
  async showAudit(): Promise<void> {
    const client = await askServer(this.runner);
    if (client === undefined) return;
    const { text } = await client.sendRequest<AuditResult>(auditMethod);
    await this.#show(auditTitle, text);
  }

  dispose(): void {
    clearTimeout(this.#renewal);
    for (const part of this.#parts) part.dispose();
  }

  /** Renews the preview if one is on the screen and `editor` shows something that could be sent. */
  #renewSoon(editor: vscode.TextEditor | undefined): void {
    if (editor === undefined || !isRelevantScheme(editor.document.uri.scheme) || !isPreviewVisible()) return;
    clearTimeout(this.#renewal);
    this.#renewal = setTimeout(() => inBackground("renewing the preview", this.#renew(editor)), renewAfterMs);
  }

  async #renew(editor: vscode.TextEditor): Promise<void> {
    const { client } = this.runner;
    if (client === undefined || editor.document.isClosed) return;
    this.#set(previewTitle, await previewAt(client, editor));
  }

  #set(title: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: title });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    return uri;
  }

  /** Opens beside the document it is about, in the column that already shows such a text if there is one. */
  async #show(title: string, text: string): Promise<void> {
    const opened = await vscode.workspace.openTextDocument(this.#set(title, text));
    const document = await vscode.languages.setTextDocumentLanguage(opened, languageId);
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.scheme === scheme);
    const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(document, { preview: true, viewColumn });
  }
}

function isPreviewVisible(): boolean {
  return vscode.window.visibleTextEditors.some(
    ({ document: { uri } }) => uri.scheme === scheme && uri.path === previewTitle,
  );
}

/** Returns the requests that a key at the caret would send. */
async function previewAt(client: LanguageClient, { document, selection }: vscode.TextEditor): Promise<string> {
  const { line, character } = selection.active;
  const about: PreviewParams = { textDocument: { uri: document.uri.toString() }, position: { line, character } };
  const { text } = await client.sendRequest<Preview>(previewMethod, about);
  return text;
}

/** Starts the server if needed. Says so if it doesn't run. */
async function askServer(runner: ServerRunner): Promise<LanguageClient | undefined> {
  const client = await runner.ready();
  if (client !== undefined) return client;
  const action = "Start it again";
  const message = "The language server keeps crashing, so it cannot answer.";
  if ((await vscode.window.showWarningMessage(message, action)) === action) await runner.restart();
  return undefined;
}
