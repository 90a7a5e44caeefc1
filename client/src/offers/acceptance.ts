import { autoClosed, continuesText, isTyped } from "../../../server/src/base/typedText";

/** An item as the editor received it; offsets count UTF-16 units. */
export interface Offer {
  readonly uri: string;
  readonly itemId: string;
  /** Offset of the caret. */
  readonly offset: number;
  /** Text that the editor shows: the item's text from the caret on. */
  readonly text: string;
}

/** One change of a document. */
export interface Change {
  readonly uri: string;
  readonly offset: number;
  readonly removedCharCount: number;
  readonly insertedText: string;
}

/** Outcome of an offer. `acceptedCharCount` counts the characters taken at once, not those typed through. */
export interface OfferOutcome {
  readonly itemId: string;
  readonly acceptedCharCount: number;
  readonly typedCharCount: number;
  readonly offeredCharCount: number;
}

/**
 * Follows the offer on the screen through later edits. The editor reports only whole acceptance, by the item's command.
 * Acceptance by word or by line is inferred: several characters of the offer arrive at the caret in one edit.
 * `onOutcome` runs once per offer: when it is taken, typed to its end, or left.
 */
export class OfferFollower {
  #current: { offer: Offer; position: number; acceptedCharCount: number; typedCharCount: number } | undefined;

  constructor(private readonly onOutcome: (outcome: OfferOutcome) => void) {}

  /** The document of the last offer; `undefined` once the offer is over. */
  get uri(): string | undefined {
    return this.#current?.offer.uri;
  }

  /**
   * Notes an item that the editor received, or `undefined` when there was none. The same text at a later caret remains
   * one offer.
   */
  offered(offer: Offer | undefined): void {
    const current = this.#current;
    if (current !== undefined && offer !== undefined && this.#continues(current, offer)) {
      const rest = current.offer.text.slice(current.position - current.offer.offset);
      // An answer that is longer than the last one extends the offer.
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

  /** Notes a change of a document. */
  changed(change: Change): void {
    const current = this.#current;
    if (current?.offer.uri !== change.uri) return;
    const rest = current.offer.text.slice(current.position - current.offer.offset);
    const { insertedText } = change;
    const isAtCaret = change.offset === current.position && insertedText.length > 0;
    if (!isAtCaret || !rest.startsWith(insertedText)) {
      // An auto-closed pair types its first character as part of the offer.
      if (isAtCaret && autoClosed.has(insertedText) && rest.startsWith(insertedText.charAt(0))) {
        this.#advance(1, "typed");
      } else this.#finish();
      return;
    }
    this.#advance(insertedText.length, isTyped(insertedText) ? "typed" : "accepted");
  }

  /** Notes that the item's command ran: the user took all of it. The edit itself may come before or after this call. */
  accepted(itemId: string): void {
    const current = this.#current;
    if (current?.offer.itemId !== itemId) return;
    const restLength = current.offer.text.length - (current.position - current.offer.offset);
    if (restLength > 0) this.#advance(restLength, "accepted");
  }

  #continues(current: { offer: Offer; position: number }, next: Offer): boolean {
    if (current.offer.uri !== next.uri || current.position !== next.offset) return false;
    return continuesText(current.offer.text.slice(current.position - current.offer.offset), next.text);
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
