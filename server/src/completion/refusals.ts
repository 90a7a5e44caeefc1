import { restOfCaretLine, startOfLine } from "../model/prompt/prefixSuffix";
import type { OffsetEdit } from "../documents/openText";

/** Text around a caret. */
interface Around {
  readonly prefix: string;
  readonly suffix: string;
}

/** Refused suggestions that are remembered of each document. // guess: more than a person dismisses in one function */
const maxDismissals = 50;

/** A deletion as one act: the keystrokes of Backspace or Delete add up. */
interface Deletion {
  readonly offset: number;
  readonly text: string;
}

interface Refused {
  deletion: Deletion | undefined;
  readonly dismissals: string[];
}

/**
 * Remembers refusals in each document: suggestions dismissed with Escape, and text deleted a moment ago.
 * A dismissal counts as long as the lines around it are the same, whatever was typed and deleted in between; a deletion until
 * something is typed elsewhere.
 */
export class Refusals {
  readonly #documents = new Map<string, Refused>();

  /** Records edits in their order; `before` is the text that the first of them changed. */
  changed(uri: string, before: string, edits: readonly OffsetEdit[]): void {
    const refused = this.#of(uri);
    // Later edits have offsets in texts that are unavailable here; several carets delete the same kind of text anyway.
    const [edit] = edits;
    if (edits.length !== 1) refused.deletion = undefined;
    else refused.deletion = afterEdit(refused.deletion, before, edit);
  }

  /** Records that the user has hidden a suggestion. */
  dismissed(uri: string, around: Around, text: string): void {
    const { dismissals } = this.#of(uri);
    dismissals.push(lineWith(around, text));
    if (dismissals.length > maxDismissals) dismissals.shift();
  }

  /** Returns the reason why `text` isn't to be suggested here without a request; `undefined` if it may be. */
  reason(uri: string, around: Around, text: string): string | undefined {
    const refused = this.#documents.get(uri);
    if (refused === undefined) return undefined;
    const { deletion, dismissals } = refused;
    if (dismissals.length > 0 && dismissals.includes(lineWith(around, text)))
      return "You dismissed this suggestion here.";
    if (deletion?.offset !== around.prefix.length) return undefined;
    const [deleted, offered] = [firstLine(deletion.text), firstLine(text)];
    const isSame = deleted !== "" && offered !== "" && (deleted.startsWith(offered) || offered.startsWith(deleted));
    return isSame ? "You deleted this text a moment ago." : undefined;
  }

  /** Forgets a document. */
  forget(uri: string): void {
    this.#documents.delete(uri);
  }

  #of(uri: string): Refused {
    const known = this.#documents.get(uri);
    if (known !== undefined) return known;
    const refused: Refused = { deletion: undefined, dismissals: [] };
    this.#documents.set(uri, refused);
    return refused;
  }
}

/** Returns the deletion to remember after an edit: begun, continued by Backspace or Delete, moved by text typed there, or over. */
function afterEdit(
  deletion: Deletion | undefined,
  before: string,
  { startOffset, oldEndOffset, newEndOffset }: OffsetEdit,
): Deletion | undefined {
  const removed = before.slice(startOffset, oldEndOffset);
  if (newEndOffset === startOffset) {
    if (deletion?.offset === oldEndOffset) return { offset: startOffset, text: removed + deletion.text };
    if (deletion?.offset === startOffset) return { offset: startOffset, text: deletion.text + removed };
    return { offset: startOffset, text: removed };
  }
  // Typing over a selection deletes it, too.
  if (removed !== "") return { offset: newEndOffset, text: removed };
  return deletion?.offset === startOffset ? { offset: newEndOffset, text: deletion.text } : undefined;
}

/** Returns the subject of a dismissal: the line above, the caret's line with `text` in it, and the line's rest. */
function lineWith({ prefix, suffix }: Around, text: string): string {
  const line = startOfLine(prefix);
  const above = startOfLine(prefix.slice(0, Math.max(0, prefix.length - line.length - 1)));
  return JSON.stringify([above, (line + text).trimEnd(), restOfCaretLine(suffix).trim()]);
}

function firstLine(text: string): string {
  return text.trimStart().split("\n", 1)[0].trimEnd();
}
