import * as vscode from "vscode";
import { documentSelector } from "./documentSelector";

/**
 * Notes explicit requests while the server can't answer: before it runs for the first time, and until it runs again.
 * Offers nothing itself, and unregisters once the server is asked, so that no request is made twice.
 */
export class EarlyRequests implements vscode.Disposable {
  #registration: vscode.Disposable | undefined;

  /** `onRequest` gets the document and the caret, as an offset in UTF-16 units. */
  constructor(private readonly onRequest: (document: vscode.TextDocument, offset: number) => void) {}

  listen(): void {
    this.#registration ??= vscode.languages.registerInlineCompletionItemProvider(documentSelector, {
      provideInlineCompletionItems: (document, position, { triggerKind }) => {
        if (triggerKind === vscode.InlineCompletionTriggerKind.Invoke)
          this.onRequest(document, document.offsetAt(position));
        return undefined;
      },
    });
  }

  dispose(): void {
    this.#registration?.dispose();
    this.#registration = undefined;
  }
}
