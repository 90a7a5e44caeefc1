import * as vscode from "vscode";
import { setContextKey } from "../contextKey";

/** Rest on a blank line after which Tab takes a suggestion there, in ms. // guess: reading one takes longer */
const restMs = 400;

/** Context key under which our own key binding lets Tab indent. */
const contextKey = "nanotype.isIndenting";

/**
 * Notices that the user is indenting: the caret's line has just become blank. Tab then indents, even if a suggestion is
 * shown.
 */
export class Indenting {
  #timer: NodeJS.Timeout | undefined;

  /** Notes an edit. */
  documentChanged({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const change = contentChanges.at(0);
    if (change === undefined || document !== vscode.window.activeTextEditor?.document) return;
    const { line } = document.positionAt(change.rangeOffset + change.text.length);
    if (document.lineAt(line).isEmptyOrWhitespace) this.#begin();
    else this.#end();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #begin(): void {
    if (this.#timer === undefined) setContextKey(contextKey, true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(), restMs);
  }

  #end(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    setContextKey(contextKey, false);
  }
}
