import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import { caretRestedMethod, type CaretRestedParams } from "../../../server/src/protocol";
import { isRelevantScheme } from "./documentSelector";

/** Time for which the caret must rest, in ms: longer than clicks and arrow keys in a row leave it. */
const restMs = 300; // guess

/** Tells the server where the caret rests after it was moved, so that the model has read the text there before the first key. */
export class CaretRest {
  readonly #subscriptions: readonly vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly client: () => LanguageClient | undefined) {
    this.#subscriptions = [
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#wait(editor)),
      // Typing moves the caret too, and has no kind.
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        if (kind !== undefined) this.#wait(textEditor);
      }),
      vscode.workspace.onDidChangeTextDocument(() => clearTimeout(this.#timer)),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Reports the caret of the active editor, if it still rests there. */
  #wait(editor: vscode.TextEditor | undefined): void {
    clearTimeout(this.#timer);
    if (editor === undefined || !isRelevantScheme(editor.document.uri.scheme)) return;
    this.#timer = setTimeout(() => {
      if (editor !== vscode.window.activeTextEditor) return;
      const { line, character } = editor.selection.active;
      const textDocument = { uri: editor.document.uri.toString() };
      const params: CaretRestedParams = { textDocument, position: { line, character } };
      inBackground("reporting the caret", () => this.client()?.sendNotification(caretRestedMethod, params));
    }, restMs);
  }
}
