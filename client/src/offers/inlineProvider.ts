import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient";
import { isTyped } from "../../../server/src/base/typedText";
import { acceptedCommand } from "../../../server/src/protocol";
import type { Offer, OfferFollower } from "./acceptance";
import type { Hesitation } from "./hesitation";
import { unservedReason } from "./unserved";
import { verdictAction } from "../status/verdictAction";
import type { SilenceReason } from "../status/whySilent";
import type { SnoozeTimer } from "../status/snooze";
import type { NextEditControl } from "../nextEdit/nextEditControl";

export interface InlineProviderParts {
  readonly snooze: SnoozeTimer;
  readonly hesitation: Hesitation;
  readonly follower: OfferFollower;
  readonly nextEdits: NextEditControl;
  /** Sentence that says why circumstances (battery) pause automatic offers; `undefined` when they don't. */
  readonly pauseReason: () => string | undefined;
}

const heldBackSentences = {
  undo: "You had just undone something, so automatic suggestions waited a few seconds.",
  deletion: "You had just deleted several times, so automatic suggestions waited a moment.",
  dismissal: "You had just dismissed a suggestion with Escape, so automatic suggestions paused for a while.",
} as const;

const neverAsked =
  "VS Code has not asked for a suggestion since you last typed here. Its own snooze for inline suggestions may be on, for example.";
const severalCursors = "There are several cursors. Nanotype suggests text at a single one only.";
const askAnyway = "An explicit request (Alt+\\) is always answered.";

/**
 * Decides when to stay silent, between the editor and the server. Automatic requests get nothing while the user
 * snoozes, hesitates or saves the battery. Everything else passes on to the server, and its offers are followed from
 * here.
 */
export class InlineProvider {
  #lastSilence: { readonly uri: string; readonly reason: SilenceReason } | undefined;
  /** URI of the document in which the user typed and no offer has been requested since. */
  #typedIn: string | undefined;
  #isAskingByItself = false;

  constructor(private readonly parts: InlineProviderParts) {}

  /** Returns why the last key brought nothing, if the server doesn't know why; `undefined` if it does. */
  lastSilence(uri: string | undefined): SilenceReason | undefined {
    // The commit box never is the active editor.
    if (uri !== undefined && this.#typedIn === uri) return askableReason(neverAsked);
    return uri === undefined || this.#lastSilence?.uri === uri ? this.#lastSilence?.reason : undefined;
  }

  /**
   * Requests an offer at the caret. `byKey` counts as a pressed key, although VS Code's command counts as the user's
   * own wish.
   */
  async ask(wanted: "byKey" | "byCommand"): Promise<void> {
    this.#isAskingByItself = wanted === "byKey";
    try {
      await vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
    } finally {
      this.#isAskingByItself = false;
    }
  }

  readonly provideInlineCompletionItems: NonNullable<Middleware["provideInlineCompletionItems"]> = async (
    document,
    position,
    context,
    token,
    next,
  ) => {
    const { Automatic } = vscode.InlineCompletionTriggerKind;
    const isAutomatic = context.triggerKind === Automatic || this.#isAskingByItself;
    const uri = document.uri.toString();
    const nextEdit = this.parts.nextEdits.ghostAt(document, position);
    if (nextEdit !== undefined) {
      this.parts.follower.offered(undefined);
      return [nextEdit];
    }
    const reason = this.#reasonFor(document, isAutomatic);
    this.#lastSilence = reason && { uri, reason };
    if (this.#typedIn === uri) this.#typedIn = undefined;
    if (this.#lastSilence !== undefined) {
      this.parts.follower.offered(undefined);
      return undefined;
    }
    if (!isAutomatic) this.parts.hesitation.noteInterest();
    const answer = await next(
      document,
      position,
      isAutomatic ? { ...context, triggerKind: Automatic } : context,
      token,
    );
    if (!token.isCancellationRequested) {
      const items = Array.isArray(answer) ? answer : answer?.items;
      this.parts.follower.offered(offerOf(document, position, items?.at(0)));
      this.parts.nextEdits.noteGhost(document, position, (items?.length ?? 0) > 0);
    }
    return answer;
  };

  /** Passes an edit on to the parts that judge by edits. */
  documentChanged(event: vscode.TextDocumentChangeEvent): void {
    const uri = event.document.uri.toString();
    for (const change of event.contentChanges) {
      this.parts.follower.changed({
        uri,
        offset: change.rangeOffset,
        removedCharCount: change.rangeLength,
        insertedText: change.text,
      });
    }
    const first = event.contentChanges.at(0);
    if (first === undefined || event.document !== vscode.window.activeTextEditor?.document) return;
    if (event.reason === undefined && isTyped(first.text)) this.#typedIn = uri;
    const isUndoOrRedo = event.reason !== undefined;
    const sign = { isUndoOrRedo, removedCharCount: first.rangeLength, insertedCharCount: first.text.length };
    this.parts.hesitation.noteEdit(sign, Date.now());
  }

  #reasonFor(document: vscode.TextDocument, isAutomatic: boolean): SilenceReason | undefined {
    const unserved = hasSeveralCursors(document) ? severalCursors : unservedReason(document);
    if (unserved !== undefined) return { message: unserved };
    const sentence = isAutomatic ? this.#silence() : undefined;
    return sentence === undefined ? undefined : askableReason(sentence);
  }

  #silence(): string | undefined {
    if (this.parts.snooze.state.kind === "snoozed") return "Nanotype was snoozed when you last typed.";
    const reason = this.parts.hesitation.heldBack(Date.now());
    return reason === undefined ? this.parts.pauseReason() : heldBackSentences[reason];
  }
}

/** Returns a reason that an explicit request overrules, with the button for one. */
function askableReason(sentence: string): SilenceReason {
  return { message: `${sentence} ${askAnyway}`, action: verdictAction({ kind: "refused" }) };
}

/** Reports whether a text would be inserted at several places; a column selection is several cursors too. */
function hasSeveralCursors(document: vscode.TextDocument): boolean {
  const editor = vscode.window.activeTextEditor;
  return editor?.document === document && editor.selections.length > 1;
}

/** Converts an item for the follower: its text is what follows the caret once the item is inserted. */
function offerOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  item: vscode.InlineCompletionItem | undefined,
): Offer | undefined {
  const itemId: unknown = item?.command?.command === acceptedCommand ? item.command.arguments?.[0] : undefined;
  if (item === undefined || typeof item.insertText !== "string" || typeof itemId !== "string") return undefined;
  const offset = document.offsetAt(position);
  const replacedBeforeCaret = item.range === undefined ? 0 : offset - document.offsetAt(item.range.start);
  return { uri: document.uri.toString(), itemId, offset, text: item.insertText.slice(replacedBeforeCaret) };
}
