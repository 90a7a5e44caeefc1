import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { inBackground } from "../../../server/src/base/inBackground";
import {
  editorEditMethod,
  nextEditAcceptedCommand,
  nextEditRefusedMethod,
  type EditorEditEvent,
  type NextEditResult,
} from "../../../server/src/protocol";
import { setContextKey } from "../contextKey";
import { unservedReason } from "../offers/unserved";
import { isEnabledFor } from "../server/configuration";
import { announceNextEdit } from "./announceNextEdit";
import { nextEditLevel } from "./chooseNextEdits";
import { findEditorFix } from "./editorFix";
import { findRename, renameTitle } from "./renameElsewhere";
import { IgnoredOffers } from "./ignoredOffers";
import { NextEditDecorations } from "./nextEditDecorations";
import { askNextEdit, isCurrent, type NextEditOffer } from "./nextEditOffer";
import { caretOf, columnOf, isAt, isOnScreen, type Caret } from "./offerPlace";

export interface NextEditParts {
  readonly client: () => LanguageClient | undefined;
  /** True while the user snoozes, or while suggestions pause on battery. */
  readonly isPaused: () => boolean;
}

/** Rest after the last key before the server is asked, in ms; the server's own rest ends a moment later. */
const restMs = 330;

/** Time after an edit in which the editor's verdict on a name still is about it, in ms. // guess */
const verdictMs = 10_000;

/** Longest time in which Tab waits for the next place of a chain instead of indenting, in ms; answers take a few. // guess */
const chainMs = 1_500;

/** Columns that are on the screen in a window of common width; VS Code doesn't say which are. // guess */
const seenColumns = 100;

/** Form of an offer on the screen; `behind` something else that is in front: ghost text, or a selection. */
type Form = "none" | "behind" | "ghost" | "change" | "hint";

/**
 * Shows the next edit, and acts on Tab and Escape. How it is shown, and whether Tab is ours, follows from the offer and the
 * editor (`#form`). Invariant: an offer ends with the next change of its document or of the active one.
 */
export class NextEditControl {
  readonly #decorations = new NextEditDecorations();
  readonly #ignored = new IgnoredOffers();
  readonly #subscriptions: readonly vscode.Disposable[];
  #offer: NextEditOffer | undefined;
  #shownMs = 0;
  #form: Form = "none";
  #request: vscode.CancellationTokenSource | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** True from an acceptance until the chain's next place is known. */
  #isContinuing = false;
  /** Changes under way that are ours or a command's, and aren't asked about. */
  #ownChangeCount = 0;
  /** Caret where our Tab has put it: there Tab continues, at an indentation too. */
  #ownCaret: Caret | undefined;
  /** Caret at which other ghost text of ours is in front. */
  #ghostCaret: Caret | undefined;
  /** The offer to whose place Tab has led, while the place is on the screen. */
  #reached: NextEditOffer | undefined;
  #editedMs = -Infinity;
  /** Changes of the editor's own language features that the user took or refused in this window, by document and change. */
  readonly #settled = new Set<string>();
  readonly #keys = new Map<string, boolean>();

  constructor(private readonly parts: NextEditParts) {
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument((event) => this.#documentChanged(event)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#editorChanged(editor)),
      vscode.window.onDidChangeTextEditorSelection(() => this.refresh()),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        if (this.#offer && !isOnScreen(textEditor, this.#offer)) this.#reached = undefined;
        this.refresh();
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => this.#judged(uris)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("nanotype")) this.refresh();
      }),
    ];
  }

  dispose(): void {
    this.#end();
    this.#decorations.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Shows the offer in the form that the editor calls for now, and gives the keys to whom they belong. */
  refresh(): void {
    const editor = vscode.window.activeTextEditor;
    const offer = this.#offer;
    const last = this.#form;
    this.#form = offer && editor ? this.#formFor(editor, offer) : "none";
    const hasKey = editor !== undefined && this.#isTabOurs(editor);
    const isDrawn = this.#form === "change" || (this.#form === "hint" && hasKey);
    if (offer && editor && isDrawn) {
      this.#decorations.draw(editor, offer, this.#form === "hint" ? { kind: "hint" } : { kind: "change", hasKey });
    } else this.#decorations.clear();
    this.#setKey("nanotype.nextEditShown", isDrawn);
    this.#setKey("nanotype.nextEditTab", (isDrawn && hasKey) || this.#isContinuing);
    if (this.#form === "ghost" && last !== "ghost")
      inBackground("showing a next edit", vscode.commands.executeCommand("editor.action.inlineSuggest.trigger"));
  }

  /** Returns the offer as ghost text, if that is its form and the caret is at its place. */
  ghostAt(document: vscode.TextDocument, position: vscode.Position): vscode.InlineCompletionItem | undefined {
    const offer = this.#offer;
    if (this.#form !== "ghost" || offer?.document !== document || !position.isEqual(offer.range.start))
      return undefined;
    const item = new vscode.InlineCompletionItem(offer.newText, offer.range);
    item.command = { title: "Next edit accepted", command: nextEditAcceptedCommand, arguments: [offer.id] };
    return item;
  }

  /** Notes whether other ghost text was offered at a caret. While it is there, it is in front of a next edit. */
  noteGhost(document: vscode.TextDocument, position: vscode.Position, isOffered: boolean): void {
    this.#ghostCaret = isOffered ? { document, version: document.version, position } : undefined;
    this.refresh();
  }

  /** Notes that the user hid ghost text: an offer in that form is refused, another one is no longer behind it. */
  noteDismissal(): void {
    if (this.#form === "ghost") this.refuse();
    this.#ghostCaret = undefined;
    this.refresh();
  }

  /** Returns a sentence about the offer on the screen. */
  why(): string | undefined {
    const offer = this.#offer;
    if (offer === undefined || this.#form === "none" || this.#form === "behind") return undefined;
    return `A next edit is offered in line ${offer.range.start.line + 1}. ${offer.reason}`;
  }

  /** Runs a command whose changes of the text aren't edits to repeat. */
  async during<T>(command: () => Promise<T>): Promise<T> {
    this.#ownChangeCount++;
    this.#end();
    try {
      return await command();
    } finally {
      this.#ownChangeCount--;
    }
  }

  /**
   * Makes the change if its place is on the screen, else goes there. Called for the Tab key, which does what it always does
   * unless all of this is still true: VS Code may have decided by a state of some milliseconds ago.
   */
  async take({ isTab }: { isTab: boolean }): Promise<void> {
    if (this.#isContinuing) return;
    this.refresh();
    const editor = vscode.window.activeTextEditor;
    const offer = this.#offer;
    const isShown = this.#form === "change" || this.#form === "hint";
    if (editor && offer && isShown && isCurrent(offer) && (!isTab || this.#isTabOurs(editor)))
      await (this.#form === "change" || offer.fromHere !== undefined ? this.#accept(editor, offer) : this.#goTo(offer));
    else if (isTab) await vscode.commands.executeCommand("tab");
  }

  /** Hides the offer for good: the server doesn't offer it there again. */
  refuse(): void {
    const offer = this.#offer;
    this.#end();
    if (offer === undefined) return;
    if (offer.kind !== "edit") {
      this.#settle(offer, "refused");
      return;
    }
    const { id } = offer;
    inBackground("refusing a next edit", () => this.parts.client()?.sendNotification(nextEditRefusedMethod, { id }));
  }

  /** Remembers what the user made of a change that the server doesn't know, and has it counted. */
  #settle(offer: NextEditOffer, event: "taken" | "refused"): void {
    this.#settled.add(keyOf(offer));
    this.#count(offer, event);
  }

  #count({ kind }: NextEditOffer, event: EditorEditEvent["event"]): void {
    if (kind === "edit") return;
    const params: EditorEditEvent = { kind, event };
    inBackground("counting a next edit", () => this.parts.client()?.sendNotification(editorEditMethod, params));
  }

  /** Reports an acceptance to the server, and asks for the chain's next place. Until that is known, Tab waits. */
  async accepted(id: string): Promise<void> {
    this.#forget();
    const editor = vscode.window.activeTextEditor;
    this.#ownCaret = editor && caretOf(editor);
    this.#isContinuing = true;
    this.refresh();
    const stopWaiting = (): void => {
      this.#isContinuing = false;
      this.refresh();
    };
    const tooLong = setTimeout(stopWaiting, chainMs);
    try {
      const command = { command: nextEditAcceptedCommand, arguments: [id] };
      await this.parts.client()?.sendRequest("workspace/executeCommand", command);
      await this.#ask();
    } finally {
      clearTimeout(tooLong);
      stopWaiting();
    }
  }

  async #accept(editor: vscode.TextEditor, offer: NextEditOffer): Promise<void> {
    const { document, range, newText, id, make } = offer;
    this.#ignored.forget(offer);
    if (make !== undefined) {
      this.#settle(offer, "taken");
      await this.during(make);
      return;
    }
    this.#isContinuing = true;
    this.#ownChangeCount++;
    const start = document.offsetAt(range.start);
    const { length } = document.getText();
    // VS Code refuses it if the text has changed meanwhile, and puts an undo stop before and behind it.
    const edit = editor.edit((change) => change.replace(range, newText));
    const isMade = await Promise.resolve(edit).finally(() => this.#ownChangeCount--);
    if (!isMade) {
      this.#end();
      this.#askSoon();
      return;
    }
    if (offer.kind !== "edit") this.#settle(offer, "taken");
    if (offer.fromHere === undefined) {
      const addedLength = document.getText().length - length + offer.oldText.length;
      const end = document.positionAt(start + addedLength);
      editor.selection = new vscode.Selection(end, end);
      editor.revealRange(editor.selection);
    }
    await this.accepted(id);
  }

  /** Puts the caret at the place of the change, in another file too. */
  async #goTo(offer: NextEditOffer): Promise<void> {
    const { document, range, version } = offer;
    this.#reached = offer;
    this.#ownCaret = { document, version, position: range.start };
    const selection = new vscode.Selection(range.start, range.start);
    const editor = vscode.window.activeTextEditor;
    if (editor?.document === document) {
      editor.selection = selection;
      editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    } else await vscode.window.showTextDocument(document, { ...columnOf(document), selection });
    this.refresh();
  }

  #documentChanged({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const isActive = document === vscode.window.activeTextEditor?.document;
    const offer = this.#offer;
    if (contentChanges.length === 0 || !(isActive || document === offer?.document)) return;
    const isOwn = this.#ownChangeCount > 0;
    if (isActive && !isOwn && offer && this.#form === "change")
      this.#ignored.noteTyping(offer, this.#shownMs, Date.now());
    if (isOwn) this.#forget();
    else this.#end();
    if (isOwn || reason !== undefined) return;
    this.#editedMs = Date.now();
    this.#askSoon();
  }

  #editorChanged(editor: vscode.TextEditor | undefined): void {
    // While a panel has the focus, there is no active editor; the offer waits.
    if (editor === undefined) return;
    if (this.#offer?.document === editor.document) this.refresh();
    else {
      this.#end();
      if (this.#editedMs > 0) this.#askSoon();
    }
  }

  #askSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => inBackground("asking for the next edit", this.#ask()), restMs);
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    const editor = vscode.window.activeTextEditor;
    const client = this.parts.client();
    if (editor === undefined || client === undefined || !this.#isWanted(editor)) return;
    const request = (this.#request = new vscode.CancellationTokenSource());
    const ask = async (): Promise<NextEditOffer | undefined> => {
      const { offer, renamed, further } = await askNextEdit(client, editor, request.token);
      const here = offer ?? (await this.#rename(editor, renamed, request.token));
      if (here !== undefined || further === undefined) return here ?? (await this.#editorFix(editor, request.token));
      // Opened without being shown: the server then looks into it. It names a file again only if that failed.
      await vscode.workspace.openTextDocument(vscode.Uri.parse(further)).then(undefined, () => undefined);
      return request.token.isCancellationRequested ? undefined : ask();
    };
    const offer = await ask().finally(() => request.dispose());
    if (this.#request !== request || offer === undefined || this.#ignored.has(offer, Date.now())) return;
    // Another cell of a notebook has no place that Tab could open.
    if (offer.document !== editor.document && offer.document.uri.scheme === "vscode-notebook-cell") return;
    this.#offer = offer;
    this.#shownMs = Date.now();
    this.#isContinuing = false;
    this.#count(offer, "offered");
    this.refresh();
    if (this.#form === "change" || this.#form === "hint") announceNextEdit(offer);
  }

  /** Finds the rename of a name's other uses, unless the user took or refused it. */
  async #rename(
    editor: vscode.TextEditor,
    renamed: NextEditResult["renamed"],
    token: vscode.CancellationToken,
  ): Promise<NextEditOffer | undefined> {
    if (renamed === undefined) return undefined;
    const change = { document: editor.document, kind: "rename", fromHere: renameTitle(renamed) } as const;
    if (this.#settled.has(keyOf({ ...change, oldText: "", newText: "" }))) return undefined;
    // Another extension's proposals may fail, or end with the next change.
    return findRename(editor, renamed, token).catch(() => undefined);
  }

  /** Finds a fix of the editor's own after an edit, unless the user took or refused it: the editor's verdict may be older than that. */
  async #editorFix(editor: vscode.TextEditor, token: vscode.CancellationToken): Promise<NextEditOffer | undefined> {
    if (token.isCancellationRequested || Date.now() - this.#editedMs > verdictMs) return undefined;
    // As above.
    const offer = await findEditorFix(editor, token).catch(() => undefined);
    return offer === undefined || this.#settled.has(keyOf(offer)) ? undefined : offer;
  }

  /** Asks again if the editor has judged the names of the last edit after we asked. */
  #judged(uris: readonly vscode.Uri[]): void {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const sinceMs = Date.now() - this.#editedMs;
    const isMeant = sinceMs > restMs && sinceMs < verdictMs && uris.some((each) => each.toString() === uri);
    if (this.#offer === undefined && isMeant) this.#askSoon();
  }

  /** Ends the offer, the request for one, and the chain. */
  #end(): void {
    this.#isContinuing = false;
    this.#forget();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#request?.cancel();
    this.#request = this.#offer = this.#reached = undefined;
    this.refresh();
  }

  #isWanted({ document, selections }: vscode.TextEditor): boolean {
    return (
      nextEditLevel(document) !== "off" &&
      isEnabledFor(document) &&
      unservedReason(document) === undefined &&
      selections.length === 1 &&
      this.#ownChangeCount === 0 &&
      !this.parts.isPaused()
    );
  }

  #formFor(editor: vscode.TextEditor, offer: NextEditOffer): Form {
    const { document, selection } = editor;
    if (!this.#isWanted(editor)) return "none";
    if (!selection.isEmpty || isAt(editor, this.#ghostCaret)) return "behind";
    if (offer.document !== document) return "hint";
    if (offer.fromHere !== undefined) return "hint";
    if (this.#isGhostText(editor, offer)) return "ghost";
    if (this.#reached === offer) return "change";
    return isOnScreen(editor, offer) && offer.range.end.character <= seenColumns ? "change" : "hint";
  }

  /** Reports whether an offer only adds text at the caret. Several lines push those below down, which only our own Tab may. */
  #isGhostText(editor: vscode.TextEditor, { oldText, newText, range }: NextEditOffer): boolean {
    const isAdded = oldText === "" && editor.selection.active.isEqual(range.start);
    if (!isAdded || (newText.includes("\n") && !isAt(editor, this.#ownCaret))) return false;
    return vscode.workspace.getConfiguration("editor", editor.document).get<boolean>("inlineSuggest.enabled", true);
  }

  /** Reports whether Tab takes the offer; at a line's indentation it indents, unless Tab itself has led there. */
  #isTabOurs(editor: vscode.TextEditor): boolean {
    const { line, character } = editor.selection.active;
    const { firstNonWhitespaceCharacterIndex } = editor.document.lineAt(line);
    return character > firstNonWhitespaceCharacterIndex || isAt(editor, this.#ownCaret);
  }

  #setKey(key: string, isOn: boolean): void {
    if ((this.#keys.get(key) ?? false) === isOn) return;
    this.#keys.set(key, isOn);
    setContextKey(key, isOn);
  }
}

function keyOf({
  document,
  kind,
  fromHere,
  oldText,
  newText,
}: Pick<NextEditOffer, "document" | "kind" | "fromHere" | "oldText" | "newText">): string {
  return JSON.stringify([document.uri.toString(), kind, fromHere ?? [oldText, newText]]);
}
