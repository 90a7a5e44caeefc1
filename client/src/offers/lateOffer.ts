import * as vscode from "vscode";

/** Who wants an offer: a key that was typed, or the user by a command. */
type Wanted = "byKey" | "byCommand";

/** The last thing that asked for an offer before anything could be offered; offsets count UTF-16 units. */
interface Missed {
  readonly wanted: Wanted;
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly startOffset: number;
  readonly endOffset: number;
}

/**
 * Remembers where the user typed or asked while the model was not ready, and asks once when it is: a suggestion then shows up
 * without another key, if the caret still stands behind what was typed.
 */
export class LateOffer {
  #missed: Missed | undefined;

  /** `ask` requests an offer at the caret. */
  constructor(
    private readonly parts: { readonly isReady: () => boolean; readonly ask: (wanted: Wanted) => Promise<void> },
  ) {}

  /** Asks for an offer at the caret now, or as soon as there can be one. */
  async want(editor: vscode.TextEditor): Promise<void> {
    const { document, selection } = editor;
    const offset = document.offsetAt(selection.active);
    if (this.parts.isReady()) await this.parts.ask("byCommand");
    else this.noteRequest(document, offset);
  }

  /** Takes note of an explicit request that nobody could answer. */
  noteRequest(document: vscode.TextDocument, offset: number): void {
    this.#miss({ wanted: "byCommand", document, startOffset: offset - 1, endOffset: offset });
  }

  /** Takes note of an edit; only one that is made before anything can be offered matters. */
  noteEdit({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const change = contentChanges.at(0);
    if (this.parts.isReady()) return;
    const isTyped = contentChanges.length === 1 && reason === undefined && change !== undefined && change.text !== "";
    if (!isTyped || document !== vscode.window.activeTextEditor?.document) return;
    const startOffset = change.rangeOffset;
    this.#miss({ wanted: "byKey", document, startOffset, endOffset: startOffset + change.text.length });
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
    if (isBehind && editor.document.version === missed.version) await this.parts.ask(missed.wanted);
  }

  #miss(missed: Omit<Missed, "version">): void {
    this.#missed = { ...missed, version: missed.document.version };
  }
}
