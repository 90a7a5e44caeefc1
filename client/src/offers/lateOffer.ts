import * as vscode from "vscode";

/** Origin of a request: a typed key, or a command of the user. */
type Wanted = "byKey" | "byCommand";

/** The last request from before anything could be offered; offsets count UTF-16 units. */
interface Missed {
  readonly wanted: Wanted;
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly startOffset: number;
  readonly endOffset: number;
}

/**
 * Remembers a key or request that came while the model was not ready, and requests an offer once it is. A suggestion
 * then appears without another key, if the caret is still behind the typed text.
 */
export class LateOffer {
  #missed: Missed | undefined;

  /** `ask` requests an offer at the caret. */
  constructor(
    private readonly parts: { readonly isReady: () => boolean; readonly ask: (wanted: Wanted) => Promise<void> },
  ) {}

  /** Requests an offer at the caret now, or as soon as there can be one. */
  async want(editor: vscode.TextEditor): Promise<void> {
    const { document, selection } = editor;
    const offset = document.offsetAt(selection.active);
    if (this.parts.isReady()) await this.parts.ask("byCommand");
    else this.noteRequest(document, offset);
  }

  /** Notes an explicit request that could not be answered. */
  noteRequest(document: vscode.TextDocument, offset: number): void {
    this.#miss({ wanted: "byCommand", document, startOffset: offset - 1, endOffset: offset });
  }

  /** Notes an edit; only edits from before anything can be offered matter. */
  noteEdit({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const change = contentChanges.at(0);
    if (this.parts.isReady()) return;
    const isTyped = contentChanges.length === 1 && reason === undefined && change !== undefined && change.text !== "";
    if (!isTyped || document !== vscode.window.activeTextEditor?.document) return;
    const startOffset = change.rangeOffset;
    this.#miss({ wanted: "byKey", document, startOffset, endOffset: startOffset + change.text.length });
  }

  /** Repeats the missed request, if its offer is still wanted. */
  async ready(): Promise<void> {
    const missed = this.#missed;
    this.#missed = undefined;
    const editor = vscode.window.activeTextEditor;
    if (missed === undefined || editor?.document !== missed.document || !editor.selection.isEmpty) return;
    const offset = editor.document.offsetAt(editor.selection.active);
    // Between the brackets of a pair that the editor closed counts as behind the typed text.
    const isBehind = missed.startOffset < offset && offset <= missed.endOffset;
    if (isBehind && editor.document.version === missed.version) await this.parts.ask(missed.wanted);
  }

  #miss(missed: Omit<Missed, "version">): void {
    this.#missed = { ...missed, version: missed.document.version };
  }
}
