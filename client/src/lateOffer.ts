import * as vscode from "vscode";

/** The last edit that was made before anything could be offered; offsets count UTF-16 units. */
interface Missed {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly startOffset: number;
  readonly endOffset: number;
}

/**
 * Remembers where the user typed while the model was not ready, and asks once when it is: a suggestion then shows up without
 * another key, if the caret still stands behind what was typed.
 */
export class LateOffer {
  #missed: Missed | undefined;

  /** `ask` requests an automatic offer at the caret. */
  constructor(private readonly ask: () => Promise<void>) {}

  /** Notes an edit that was made before anything could be offered. */
  noteEdit({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const change = contentChanges.at(0);
    const isTyped = contentChanges.length === 1 && reason === undefined && change !== undefined && change.text !== "";
    if (!isTyped || document !== vscode.window.activeTextEditor?.document) return;
    const startOffset = change.rangeOffset;
    this.#missed = { document, version: document.version, startOffset, endOffset: startOffset + change.text.length };
  }

  /** Asks for what was missed, if it is still wanted. */
  async ready(): Promise<void> {
    const missed = this.#missed;
    this.#missed = undefined;
    const editor = vscode.window.activeTextEditor;
    if (missed === undefined || editor?.document !== missed.document || !editor.selection.isEmpty) return;
    const offset = editor.document.offsetAt(editor.selection.active);
    // Between the two brackets of a pair that the editor has closed counts as behind.
    const isBehind = missed.startOffset < offset && offset <= missed.endOffset;
    if (isBehind && editor.document.version === missed.version) await this.ask();
  }
}
