import { movedSpan, type TextEdit } from "../base/textEdit";

/** A change that the user doesn't want at a place. */
interface Refused {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Number of refused changes remembered of each document. // guess: more than a person refuses of one chain */
const maxCount = 100;

/** Remembers refused changes by place and text, until their place is edited or the document is closed. */
export class RefusedPlaces {
  readonly #documents = new Map<string, Refused[]>();

  add(uri: string, { start, end, newText }: Refused): void {
    const list = this.#documents.get(uri) ?? [];
    list.push({ start, end, newText });
    this.#documents.set(uri, list.slice(-maxCount));
  }

  has(uri: string, { start, end, newText }: Refused): boolean {
    const list = this.#documents.get(uri) ?? [];
    return list.some((each) => each.start === start && each.end === end && each.newText === newText);
  }

  /** Moves the places along with edits; one that is edited is no longer refused. */
  changed(uri: string, edits: readonly TextEdit[]): void {
    const list = this.#documents.get(uri);
    if (list === undefined) return;
    this.#documents.set(
      uri,
      list.flatMap((each) =>
        edits.reduce<Refused[]>((kept, edit) => kept.flatMap((one) => movedSpan(one, edit) ?? []), [each]),
      ),
    );
  }

  forget(uri: string): void {
    this.#documents.delete(uri);
  }
}
