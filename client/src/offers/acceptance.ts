/** An item as it was handed to the editor; offsets count UTF-16 units. */
export interface Offer {
  readonly uri: string;
  readonly itemId: string;
  /** Where the caret stood. */
  readonly offset: number;
  /** What the editor shows: the item's text from the caret on. */
  readonly text: string;
}

/** One change of a document. */
export interface Change {
  readonly uri: string;
  readonly offset: number;
  readonly removedCharCount: number;
  readonly insertedText: string;
}

/** What became of an offer. `acceptedCharCount` counts what was taken at once, not what was typed through. */
export interface OfferOutcome {
  readonly itemId: string;
  readonly acceptedCharCount: number;
  readonly typedCharCount: number;
  readonly offeredCharCount: number;
}

/** Pairs that editors close by themselves while one character is typed. */
const autoClosed = new Set(["()", "[]", "{}", '""', "''", "``", "<>"]);

/** Whether one key has brought this text: a character, a pair that was closed, a line's end with its indentation. */
export function isTyped(text: string): boolean {
  return text.length === 1 || autoClosed.has(text) || /^\r?\n[ \t]*$/.test(text);
}

/**
 * Follows the offer that is on the screen through the edits after it. The editor reports only whole acceptance (by the item's
 * command); word-wise and line-wise acceptance are inferred: several characters of the offer arriving at the caret in one edit.
 * `onOutcome` runs once an offer, when it is taken, typed to its end, or left.
 */
export class OfferFollower {
  #current: { offer: Offer; position: number; acceptedCharCount: number; typedCharCount: number } | undefined;

  constructor(private readonly onOutcome: (outcome: OfferOutcome) => void) {}

  /** The document that the last offer was made in; `undefined` once it is over. */
  get uri(): string | undefined {
    return this.#current?.offer.uri;
  }

  /** An item was handed to the editor; `undefined` when nothing was offered. The same text at a later caret goes on being one offer. */
  offered(offer: Offer | undefined): void {
    const current = this.#current;
    if (current !== undefined && offer !== undefined && this.#continues(current, offer)) {
      const rest = current.offer.text.slice(current.position - current.offer.offset);
      // An answer that goes on further than the last one extends the offer.
      if (offer.text.length > rest.length) {
        const text = current.offer.text.slice(0, current.position - current.offer.offset) + offer.text;
        this.#current = { ...current, offer: { ...current.offer, itemId: offer.itemId, text } };
      }
      return;
    }
    this.#finish();
    if (offer !== undefined) {
      this.#current = { offer, position: offer.offset, acceptedCharCount: 0, typedCharCount: 0 };
    }
  }

  /** A document changed. */
  changed(change: Change): void {
    const current = this.#current;
    if (current?.offer.uri !== change.uri) return;
    const rest = current.offer.text.slice(current.position - current.offer.offset);
    const { insertedText } = change;
    const isAtCaret = change.offset === current.position && insertedText.length > 0;
    if (!isAtCaret || !rest.startsWith(insertedText)) {
      // An auto-closed pair types its first character along with the offer.
      if (isAtCaret && autoClosed.has(insertedText) && rest.startsWith(insertedText.charAt(0))) {
        this.#advance(1, "typed");
      } else this.#finish();
      return;
    }
    this.#advance(insertedText.length, isTyped(insertedText) ? "typed" : "accepted");
  }

  /** The item's command ran: it was taken whole. The edit itself may have been seen before or after. */
  accepted(itemId: string): void {
    const current = this.#current;
    if (current?.offer.itemId !== itemId) return;
    const restLength = current.offer.text.length - (current.position - current.offer.offset);
    if (restLength > 0) this.#advance(restLength, "accepted");
  }

  #continues(current: { offer: Offer; position: number }, next: Offer): boolean {
    if (current.offer.uri !== next.uri || current.position !== next.offset) return false;
    const rest = current.offer.text.slice(current.position - current.offer.offset);
    return rest.length > 0 && (rest.startsWith(next.text) || next.text.startsWith(rest));
  }

  #advance(charCount: number, how: "typed" | "accepted"): void {
    if (this.#current === undefined) return;
    this.#current.position += charCount;
    if (how === "typed") this.#current.typedCharCount += charCount;
    else this.#current.acceptedCharCount += charCount;
    if (this.#current.position - this.#current.offer.offset >= this.#current.offer.text.length) this.#finish();
  }

  #finish(): void {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    this.onOutcome({
      itemId: current.offer.itemId,
      acceptedCharCount: current.acceptedCharCount,
      typedCharCount: current.typedCharCount,
      offeredCharCount: current.offer.text.length,
    });
  }
}
