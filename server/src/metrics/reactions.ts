import type { Clock } from "../base/clock";
import { commonLength } from "../base/commonLength";
import type { TextEdit } from "../base/textEdit";
import { continuesText, isTyped } from "../base/typedText";
import type { ComparedArm } from "../model/backend";
import type { SuggestionLabels } from "./suggestionLabels";
import { TakenTexts, type TakenText } from "./takenTexts";

/** An answer that went to the client. */
export interface OfferedAnswer {
  readonly uri: string;
  /** Offset of the caret. */
  readonly caret: number;
  /** The candidates: the text behind the caret, with the id that the client reports. */
  readonly items: readonly { readonly id: string; readonly text: string }[];
  readonly labels: SuggestionLabels;
  /** The backend that wrote it, while two are compared. */
  readonly arm?: ComparedArm | undefined;
}

/** Reactions of the user to suggestions. */
export type Reaction = "offered" | "accepted" | "partlyAccepted" | "kept" | "dismissed" | "deleted";

/** Receiver of reactions, and of the characters that were inserted with some keys. */
export interface ReactionCounter {
  reaction(reaction: Reaction, labels: SuggestionLabels, arm?: ComparedArm): void;
  took(charCount: number, keyCount: number, labels: SuggestionLabels): void;
  /** Reports whether a suggestion of a compared backend counts, which is about to be shown. */
  takes(arm: ComparedArm): boolean;
}

/** Ids whose late acceptance can at least still be reported; older ones are no longer on any screen. */
const maxOpenIds = 64;

/** The suggestion on the screen of a document. */
interface Shown {
  readonly uri: string;
  readonly labels: SuggestionLabels;
  /** Absent unless two backends are compared and the comparison isn't over. */
  readonly arm: ComparedArm | undefined;
  items: OfferedAnswer["items"];
  /** Offset at which its text begins. */
  start: number;
  /** UTF-16 units of it that are in the document. */
  position: number;
  /** Position before the last change. */
  lastFrom: number;
  /** Position from which text was taken rather than typed. */
  takenFrom: number | undefined;
  takenCharCount: number;
  takenTimes: number;
  isAccepted: boolean;
}

/**
 * Derives from the changes of documents how the user reacts to suggestions, so that every editor counts: an editor need not report
 * anything, and one that reports whole acceptances or Escape is believed. Text that arrives key by key was typed; several characters of
 * the suggestion in one change were taken.
 */
export class Reactions {
  readonly #counter: ReactionCounter;
  readonly #taken: TakenTexts;
  /** The last suggestion of each document. */
  readonly #shown = new Map<string, Shown>();
  /** Suggestions by the ids of their items: the newest, and as many before them. */
  #byId = new Map<string, Shown>();
  #byOlderId: ReadonlyMap<string, Shown> = new Map();

  constructor(params: { counter: ReactionCounter; clock: Clock; textOf: (uri: string) => string | undefined }) {
    this.#counter = params.counter;
    this.#taken = new TakenTexts(params.clock, params.textOf);
  }

  /** Records an answer with at least one item. The rest of the suggestion on the screen isn't a new one. */
  offered(answer: OfferedAnswer): void {
    const { uri, items } = answer;
    const last = this.#shown.get(uri);
    const shown = last !== undefined && isContinued(last, answer) ? last : this.#show(answer);
    const before = shown.items[0].text.slice(0, shown.position);
    shown.items = items.map((item) => ({ ...item, text: before + item.text }));
    if (this.#byId.size >= maxOpenIds) {
      this.#byOlderId = this.#byId;
      this.#byId = new Map();
    }
    for (const { id } of items) this.#byId.set(id, shown);
  }

  /** Records a change; `text` is the document's new text, and each edit's offsets are of the text after the one before. */
  changed(uri: string, text: string, edits: readonly TextEdit[]): void {
    this.#taken.changed(uri, text, edits);
    const shown = this.#shown.get(uri);
    if (shown === undefined) return;
    // A change above the suggestion, such as an import that the editor adds, moves it.
    if (edits.every(({ oldEndOffset }) => oldEndOffset < shown.start)) {
      for (const { oldEndOffset, newEndOffset } of edits) shown.start += newEndOffset - oldEndOffset;
      return;
    }
    const insertedCount = edits.reduce((sum, { startOffset, newEndOffset }) => sum + newEndOffset - startOffset, 0);
    const { start, position } = shown;
    const item =
      shown.items.find((each) => text.startsWith(each.text.slice(0, position + insertedCount), start)) ??
      shown.items[0];
    // All that was inserted is the suggestion's, or, of a pair that the editor closed, its beginning.
    const arrivedCount = commonLength(item.text, text.slice(start, start + item.text.length));
    const advance = Math.min(insertedCount, arrivedCount - position);
    const isTyping = areTyped(text, edits);
    if (advance <= 0 || (advance < insertedCount && !isTyping)) {
      this.#leave(uri);
      return;
    }
    shown.lastFrom = position;
    shown.position += advance;
    // The chosen candidate comes first.
    if (item !== shown.items[0]) shown.items = [item, ...shown.items.filter((other) => other !== item)];
    if (!isTyping) this.#take(shown, position, advance);
    if (shown.position >= item.text.length) this.#leave(uri);
  }

  /** Records that the client has reported an item as taken whole; an item counts once, an unknown one not at all. */
  accepted(itemId: string): void {
    const shown = this.#byId.get(itemId) ?? this.#byOlderId.get(itemId);
    if (shown === undefined || shown.isAccepted) return;
    const item = shown.items.find(({ id }) => id === itemId) ?? shown.items[0];
    shown.items = [item];
    const { position } = shown;
    const restLength = item.text.length - position;
    shown.position = item.text.length;
    if (restLength > 0) this.#take(shown, position, restLength);
    // The change came first, and looked like a key: one character or an empty pair was left to take.
    else if (shown.takenFrom === undefined) this.#take(shown, shown.lastFrom, position - shown.lastFrom);
    if (this.#shown.get(shown.uri) === shown) this.#leave(shown.uri);
    else this.#finish(shown);
  }

  /** Follows a text that was taken, or a next edit that is about to arrive. */
  follow({ uri, start, text }: Omit<TakenText, "onFate">, labels: SuggestionLabels, arm?: ComparedArm): void {
    this.#taken.follow({ uri, start, text, onFate: (fate) => this.#counter.reaction(fate, labels, arm) });
  }

  /** Records that the user has hidden the suggestion of a document. */
  dismissed(uri: string): void {
    const shown = this.#shown.get(uri);
    if (shown !== undefined && shown.takenTimes === 0) this.#counter.reaction("dismissed", shown.labels, shown.arm);
    this.#leave(uri);
  }

  /** Forgets a document. */
  closed(uri: string): void {
    this.#leave(uri);
    this.#taken.closed(uri);
  }

  /** Begins to follow a new suggestion, in place of the document's last one. */
  #show({ uri, caret, items, labels, arm: written }: OfferedAnswer): Shown {
    this.#leave(uri);
    const arm = written !== undefined && this.#counter.takes(written) ? written : undefined;
    const shown = {
      ...{ uri, labels, arm, items, start: caret, position: 0, lastFrom: 0 },
      ...{ takenFrom: undefined, takenCharCount: 0, takenTimes: 0, isAccepted: false },
    };
    this.#shown.set(uri, shown);
    this.#counter.reaction("offered", labels, arm);
    return shown;
  }

  #take(shown: Shown, position: number, charCount: number): void {
    shown.takenFrom ??= position;
    shown.takenCharCount += charCount;
    shown.takenTimes++;
  }

  /** Ends the suggestion of a document, and counts what the user made of it. */
  #leave(uri: string): void {
    const shown = this.#shown.get(uri);
    this.#shown.delete(uri);
    if (shown !== undefined) this.#finish(shown);
  }

  #finish(shown: Shown): void {
    const { uri, labels, arm, start, takenFrom, position } = shown;
    const [{ text }] = shown.items;
    if (takenFrom === undefined || shown.isAccepted) return;
    const isWhole = position >= text.length;
    // One that was taken in part may still be reported as taken whole, but counts once.
    shown.isAccepted = true;
    this.#counter.reaction(isWhole ? "accepted" : "partlyAccepted", labels, arm);
    this.#counter.took(shown.takenCharCount, shown.takenTimes, labels);
    this.follow({ uri, start: start + takenFrom, text: text.slice(takenFrom, position) }, labels, arm);
  }
}

/** Reports whether an answer is the rest of the suggestion on the screen, or makes it longer. */
function isContinued(shown: Shown, { caret, items }: OfferedAnswer): boolean {
  return (
    caret === shown.start + shown.position && continuesText(shown.items[0].text.slice(shown.position), items[0].text)
  );
}

/** Reports whether each change is one key's; an editor may join several. */
function areTyped(text: string, edits: readonly TextEdit[]): boolean {
  return edits.every(({ startOffset, newEndOffset }) => {
    const inserted = text.slice(startOffset, newEndOffset);
    return inserted === "" || isTyped(inserted);
  });
}
