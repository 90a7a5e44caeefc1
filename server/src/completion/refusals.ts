import { restOfCaretLine, startOfLine } from "../model/prompt/prefixSuffix";
import type { OffsetEdit } from "../documents/openText";

/** Text around a caret. */
interface Around {
  readonly prefix: string;
  readonly suffix: string;
}

/** A line that the user refused or removed, with its place: the text around it, blanks aside. */
interface RefusedLine {
  readonly above: string;
  /** The line from its first character on, up to the end of the refused text. */
  readonly line: string;
  readonly rest: string;
  readonly below: string;
}

/** Number of lines remembered of each document, by kind. // guess: more than a person refuses in one function */
const maxCount = { dismissed: 50, deleted: 20 };

const reasons = {
  dismissed: "You dismissed this suggestion here.",
  deleted: "You deleted this text here.",
};

interface Refused {
  dismissed: RefusedLine[];
  deleted: RefusedLine[];
  /** The deletion that Backspace or Delete may continue: its last element of `deleted` then grows. */
  run: { readonly offset: number; readonly text: string } | undefined;
}

/**
 * Remembers what the user doesn't want, by place and text: lines of suggestions dismissed with Escape, and lines that were
 * deleted. They are refused until the text around them changes, or the user requests one.
 */
export class Refusals {
  readonly #documents = new Map<string, Refused>();

  /** Records edits in their order; `before` is the text that the first of them changed. */
  changed(uri: string, before: string, edits: readonly OffsetEdit[]): void {
    const refused = this.#of(uri);
    const { run } = refused;
    refused.run = undefined;
    // Later edits have offsets in texts that are unavailable here.
    if (edits.length !== 1) return;
    const [{ startOffset, oldEndOffset, newEndOffset }] = edits;
    const removed = before.slice(startOffset, oldEndOffset);
    if (removed === "") return;
    const around = { prefix: before.slice(0, startOffset), suffix: before.slice(oldEndOffset) };
    const isPure = newEndOffset === startOffset;
    const isNext = isPure && (run?.offset === oldEndOffset || run?.offset === startOffset);
    const added = run?.offset === oldEndOffset ? removed + run.text : (run?.text ?? "") + removed;
    const text = isNext ? added : removed;
    if (isNext) refused.deleted.pop();
    remember(refused, "deleted", lineOf(around, text));
    if (isPure) refused.run = { offset: startOffset, text };
  }

  /** Records that the user has hidden a suggestion. */
  dismissed(uri: string, around: Around, text: string): void {
    remember(this.#of(uri), "dismissed", lineOf(around, text));
  }

  /** Returns the reason why `text` isn't to be suggested here without a request; `undefined` if it may be. */
  reason(uri: string, around: Around, text: string): string | undefined {
    const refused = this.#documents.get(uri);
    if (refused === undefined) return undefined;
    const isMade = madeBy(around, text);
    if (refused.dismissed.some(isMade)) return reasons.dismissed;
    return refused.deleted.some(isMade) ? reasons.deleted : undefined;
  }

  /** Lets a text be suggested here again: the user has requested it. */
  lift(uri: string, around: Around, text: string): void {
    const refused = this.#documents.get(uri);
    if (refused === undefined) return;
    const isMade = madeBy(around, text);
    for (const kind of ["dismissed", "deleted"] as const) refused[kind] = refused[kind].filter((line) => !isMade(line));
  }

  /** Forgets a document. */
  forget(uri: string): void {
    this.#documents.delete(uri);
  }

  #of(uri: string): Refused {
    const known = this.#documents.get(uri);
    if (known !== undefined) return known;
    const refused: Refused = { dismissed: [], deleted: [], run: undefined };
    this.#documents.set(uri, refused);
    return refused;
  }
}

function remember(refused: Refused, kind: "dismissed" | "deleted", line: RefusedLine): void {
  const lines = refused[kind];
  lines.push(line);
  if (lines.length > maxCount[kind]) lines.shift();
}

/** Returns the test whether inserting `text` would bring back a refused line, or its beginning. */
function madeBy(around: Around, text: string): (refused: RefusedLine) => boolean {
  const now = lineOf(around, text);
  const typed = beginsNextLine(around, text) ? "" : startOfLine(around.prefix).trimStart();
  const added = now.line.slice(typed.length);
  return ({ above, line, rest, below }) => {
    const wanted = line.slice(typed.length);
    if (wanted === "" || added === "" || !line.startsWith(typed)) return false;
    const isPlace = above === now.above && rest === now.rest && below === now.below;
    return isPlace && (added.startsWith(wanted) || wanted.startsWith(added));
  };
}

/** Most of a deleted text that is read, in UTF-16 units. */
const maxReadLength = 2_000;

/** Returns the first line with content that `text` makes at a caret, and its place. */
function lineOf(around: Around, text: string): RefusedLine {
  const { prefix, suffix } = around;
  const read = text.slice(0, maxReadLength);
  const typed = startOfLine(prefix);
  const rest = restOfCaretLine(suffix);
  const isNext = beginsNextLine(around, text);
  const [line = ""] = ((isNext ? "" : typed) + read).trimStart().split("\n", 1);
  // Deleted up to its line's end, it was a line before the rest of the caret's.
  const isWholeLine = read.trim() !== "" && /\n[ \t]*$/.test(text);
  return {
    above: isNext ? typed.trim() : lastLine(prefix.slice(0, prefix.length - typed.length)),
    line: line.trimEnd(),
    rest: isWholeLine ? "" : rest.trim(),
    below: firstLine(isWholeLine ? suffix : suffix.slice(rest.length)),
  };
}

/** Reports whether a text leaves the caret's line as it is and continues below it. */
function beginsNextLine({ prefix }: Around, text: string): boolean {
  return /^[ \t]*\n/.test(text) && startOfLine(prefix).trim() !== "";
}

/** Distance at which a line with content is looked for, in UTF-16 units. */
const lookLength = 1_000;

function firstLine(text: string): string {
  return text.slice(0, lookLength).trimStart().split("\n", 1)[0].trimEnd();
}

function lastLine(text: string): string {
  return startOfLine(text.slice(-lookLength).trimEnd()).trim();
}
