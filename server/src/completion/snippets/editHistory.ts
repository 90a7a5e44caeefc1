import type { Clock } from "../../base/clock";
import { joinEdits, type TextEdit } from "../../code/pendingEdit";

/** Some keys at one place of a document, as one edit. */
export interface RecentEdit {
  readonly uri: string;
  readonly before: string;
  readonly after: string;
  /** Offsets in `before` up to `oldEndOffset`, in `after` up to `newEndOffset`. */
  readonly edit: TextEdit;
}

/** Edits that are remembered: what the user did in the last minutes. Their texts are shared with the documents. // guess */
const maxEdits = 8;

/** Largest document whose edits are remembered, in UTF-16 units: all together take at most some megabytes. // guess */
const maxChars = 200_000;

/** Distance within which a key continues an edit, in UTF-16 units: two lines. // guess */
const nearChars = 160;

/** Time after which a key begins another edit, in ms. // guess */
const restMs = 60_000;

/** Remembers the latest edits of the open documents. A change costs the joining of offsets; nothing is compared or copied. */
export class EditHistory {
  readonly #clock: Clock;
  readonly #texts = new Map<string, string>();
  #edits: (RecentEdit & { readonly atMs: number })[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  opened(uri: string, text: string): void {
    this.#texts.set(uri, text);
  }

  /** Records a change; `edits` in their order, each in offsets of the text after the previous one. */
  changed(uri: string, text: string, edits: readonly TextEdit[]): void {
    const before = this.#texts.get(uri);
    this.#texts.set(uri, text);
    const first = edits.at(0);
    if (before === undefined || first === undefined || Math.max(text.length, before.length) > maxChars) return;
    const edit = edits.slice(1).reduce((joined, next) => joinEdits(joined, next), first);
    const atMs = this.#clock.nowMs();
    const last = this.#edits.at(-1);
    const isNear =
      last?.uri === uri &&
      last.after === before &&
      atMs - last.atMs < restMs &&
      edit.startOffset <= last.edit.newEndOffset + nearChars &&
      edit.oldEndOffset >= last.edit.startOffset - nearChars;
    if (isNear) this.#edits[this.#edits.length - 1] = { ...last, after: text, edit: joinEdits(last.edit, edit), atMs };
    else this.#edits.push({ uri, before, after: text, edit, atMs });
    if (this.#edits.length > maxEdits) this.#edits.shift();
  }

  /** Forgets a document. */
  forget(uri: string): void {
    this.#texts.delete(uri);
    this.#edits = this.#edits.filter((edit) => edit.uri !== uri);
  }

  /** Returns the edits, the newest first. */
  recent(): readonly RecentEdit[] {
    return this.#edits.toReversed();
  }
}
