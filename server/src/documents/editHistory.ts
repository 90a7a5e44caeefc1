import type { Clock } from "../base/clock";
import { joinEdits, movedSpan, type TextEdit } from "../base/textEdit";

/** Some keys at one place of a document, as one edit. */
export interface RecentEdit {
  readonly uri: string;
  readonly before: string;
  readonly after: string;
  /** Offsets in `before` up to `oldEndOffset`, in `after` up to `newEndOffset`. */
  readonly edit: TextEdit;
}

/** An edit as it was made, for those who ask where it is now. */
export interface PlacedEdit extends RecentEdit {
  /** The same while keys continue the edit, and unique. */
  readonly id: number;
  /** Time of its last key, in ms of the clock. */
  readonly atMs: number;
  /** Place of its new text in the document as it is now; `undefined` once a later edit has changed it. */
  readonly now: { readonly start: number; readonly end: number } | undefined;
  /** True if the user accepted it instead of typing it. */
  readonly isAccepted: boolean;
}

/** Edits that are remembered: what the user did in the last minutes, of accepted ones fewer if there are more. Their texts are shared with the documents. // guess */
const maxEdits = 24;

/** Edits in the coarser view, in which near ones are one. // guess */
const maxJoined = 8;

/** Largest document whose edits are remembered, in UTF-16 units. // guess */
const maxChars = 500_000;

/** Most text that all edits hold together, in UTF-16 units: some megabytes. // guess */
const maxAllChars = 4_000_000;

/** Distance within which a key continues an edit in the coarser view, in UTF-16 units: two lines. // guess */
const nearChars = 160;

/** Distance within which the other half of a pair of brackets or quotes continues an edit, in UTF-16 units. // guess: an expression */
const pairChars = 400;

/** Time after which a key begins another edit, in ms. // guess */
const restMs = 60_000;

/** Most text that an edit adds or removes, in UTF-16 units; more is pasted, formatted or another branch. // guess */
const maxChanged = 4_000;

/**
 * Remembers the latest edits of the open documents. A change costs the joining of offsets; a text is compared only with one of its length.
 * An edit that is undone is forgotten, with those after it.
 */
export class EditHistory {
  readonly #clock: Clock;
  readonly #texts = new Map<string, string>();
  #edits: PlacedEdit[] = [];
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  opened(uri: string, text: string): void {
    this.#texts.set(uri, text);
  }

  /** Returns a document's text as of the last recorded change. */
  textOf(uri: string): string | undefined {
    return this.#texts.get(uri);
  }

  /** Records a change; `edits` in their order, each in offsets of the text after the previous one. */
  changed(uri: string, text: string, edits: readonly TextEdit[], isAccepted = false): void {
    const before = this.#texts.get(uri);
    this.#texts.set(uri, text);
    const first = edits.at(0);
    if (before === undefined || first === undefined) return;
    const edit = edits.slice(1).reduce((joined, next) => joinEdits(joined, next), first);
    if (this.#isUndone(uri, text)) {
      this.#move(uri, edit, this.#edits.length);
      return;
    }
    const last = this.#edits.at(-1);
    const atMs = this.#clock.nowMs();
    const added: PlacedEdit = {
      id: ++this.#count,
      uri,
      before,
      after: text,
      edit,
      atMs,
      now: spanOf(edit),
      isAccepted,
    };
    if (Math.max(text.length, before.length) > maxChars) {
      this.#edits = this.#edits.filter((each) => each.uri !== uri);
      return;
    }
    const isLarge =
      edit.oldEndOffset - edit.startOffset > maxChanged || edit.newEndOffset - edit.startOffset > maxChanged;
    if (!isLarge && !isAccepted && last && !last.isAccepted && continues(last, added)) {
      const joined = joinEdits(last.edit, edit);
      this.#edits[this.#edits.length - 1] = {
        ...added,
        id: last.id,
        before: last.before,
        edit: joined,
        now: spanOf(joined),
      };
      this.#move(uri, edit, this.#edits.length - 1);
    } else {
      this.#move(uri, edit, this.#edits.length);
      if (!isLarge) this.#edits.push(added);
    }
    this.#bound();
  }

  /** Forgets a document. */
  forget(uri: string): void {
    this.#texts.delete(uri);
    this.#edits = this.#edits.filter((edit) => edit.uri !== uri);
  }

  /** Returns the edits as they were made, the newest first. */
  edits(): readonly PlacedEdit[] {
    return this.#edits.toReversed();
  }

  /** Returns the edits with near ones joined, the newest first. */
  recent(): readonly RecentEdit[] {
    const joined: RecentEdit[] = [];
    for (const edit of this.#edits) {
      const last = joined.at(-1);
      if (last !== undefined && isNear(last, edit))
        joined[joined.length - 1] = { ...edit, before: last.before, edit: joinEdits(last.edit, edit.edit) };
      else joined.push(edit);
    }
    return joined.slice(-maxJoined).reverse();
  }

  /** Removes the edits that a change has taken back. */
  #isUndone(uri: string, text: string): boolean {
    const undone = this.#edits.findLastIndex(
      (each) => each.uri === uri && each.before.length === text.length && each.before === text,
    );
    if (undone < 0) return false;
    this.#edits = this.#edits.filter((each, index) => index < undone || each.uri !== uri);
    return true;
  }

  /** Moves the places of the edits before `end` along with a later one. */
  #move(uri: string, edit: TextEdit, end: number): void {
    for (let index = 0; index < end; index++) {
      const { now, ...each } = this.#edits[index];
      if (each.uri === uri && now) this.#edits[index] = { ...each, now: movedSpan(now, edit) };
    }
  }

  #bound(): void {
    let chars = 0;
    const kept = this.#edits.findLastIndex((edit) => (chars += edit.after.length) > maxAllChars);
    this.#edits = this.#edits.slice(kept + 1);
    // A chain of accepted edits continues as long as the one by hand is known that began it.
    while (this.#edits.length > maxEdits) {
      const oldest = this.#edits.findIndex(({ isAccepted }) => isAccepted);
      this.#edits.splice(Math.max(0, oldest), 1);
    }
  }
}

function spanOf({ startOffset, newEndOffset }: TextEdit): { start: number; end: number } {
  return { start: startOffset, end: newEndOffset };
}

/** Reports whether a change is made at the place of an edit, or closes what it has left open. */
function continues(last: PlacedEdit, { uri, before, edit, atMs }: PlacedEdit): boolean {
  if (last.uri !== uri || last.after !== before || atMs - last.atMs >= restMs) return false;
  const touches = edit.startOffset <= last.edit.newEndOffset && edit.oldEndOffset >= last.edit.startOffset;
  return touches || (distance(last.edit, edit) <= pairChars && leavesOpen(last));
}

function isNear(last: RecentEdit, { uri, before, edit }: PlacedEdit): boolean {
  return last.uri === uri && last.after === before && distance(last.edit, edit) <= nearChars;
}

function distance(last: TextEdit, next: TextEdit): number {
  return Math.max(0, next.startOffset - last.newEndOffset, last.startOffset - next.oldEndOffset);
}

/** Reports whether an edit opens more brackets or quotes than it closes, or the other way round. */
function leavesOpen({ before, after, edit: { startOffset, oldEndOffset, newEndOffset } }: RecentEdit): boolean {
  const [old, now] = [before.slice(startOffset, oldEndOffset), after.slice(startOffset, newEndOffset)].map((text) => ({
    brackets: count(text, /[([{]/g) - count(text, /[)\]}]/g),
    quotes: count(text, /["'`]/g) % 2,
  }));
  return old.brackets !== now.brackets || old.quotes !== now.quotes;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
