import type { Clock } from "../../base/clock";
import type { OffsetEdit } from "../../documents/openText";
import type { Span } from "../promptText";
import { excerptOf, joined, withoutSecrets, type Excerpt } from "./excerpt";
import { disjoint } from "./disjoint";
import { prepareRules } from "./findSecrets";
import { searchKeyBlocks } from "./keyBlocks";
import type { Secret } from "./secretRule";
import { searchWindow } from "./searchWindow";
import type { Steps } from "./steps";
import { lookedAt, windowEnd, withContext } from "./windows";

/** Time that a document rests before its changed lines are searched, in ms: a burst of keys is one search. // guess */
const restMs = 20;

/** Work that ends a slice, in ms; a step may come on top, which takes up to 4 ms if expressions are compiled. */
const sliceMs = 1;

/** Most secrets of a text; one with more is a file of secrets, and following them would cost time at each key. // guess: no code has as many */
export const maxSecrets = 1_000;

interface Document {
  readonly uri: string;
  readonly text: string;
}

interface Entry {
  text: string;
  /** Private keys, apart from other secrets: they take many lines, and the whole text is searched for them. */
  keys: readonly Secret[];
  areKeysKnown: boolean;
  others: readonly Secret[];
  /** Both. */
  secrets: readonly Secret[];
  unscanned: readonly Span[];
  /** The unfinished search of them; `undefined` if nothing is in doubt, and after a change. */
  search: Steps<void> | undefined;
  /** Callbacks that wait for the text without its secrets. */
  waiting: (() => void)[];
}

/**
 * Knows the secrets of the open documents. A change costs the shifting of the known spans; its lines are searched a moment
 * later, in slices, so that a prompt only has to cut.
 */
export class SecretScanner {
  readonly #entries = new Map<string, Entry>();
  /** Documents found to contain too many. */
  readonly #full = new Set<string>();
  readonly #clock: Clock;
  readonly #onFull: (uri: string) => void;
  #cancel: (() => void) | undefined;
  /** Makes the rules ready, before any document is there. */
  #preparation: Steps<void> | undefined = prepareRules();

  /** `onFull` is called with each document for which `reason` now gives a reason. */
  constructor(clock: Clock, onFull: (uri: string) => void = () => undefined) {
    this.#clock = clock;
    this.#onFull = onFull;
    this.#scanAfter(0);
  }

  /** Returns why a document is excluded, as a sentence's end; `undefined` if it isn't. */
  reason(uri: string): string | undefined {
    return this.#full.has(uri)
      ? `it holds more than ${maxSecrets.toLocaleString("en")} secrets; reopen it once it holds fewer`
      : undefined;
  }

  /** Records that the editor has closed a document: the next time its text may be another. */
  forget(uri: string): void {
    this.#full.delete(uri);
  }

  opened({ uri, text }: Document): void {
    this.#entries.set(uri, {
      text,
      keys: [],
      areKeysKnown: false,
      others: [],
      secrets: [],
      unscanned: whole(text),
      search: undefined,
      waiting: [],
    });
    this.#cancel?.();
    this.#cancel = undefined;
    this.#scanAfter(0);
  }

  /** Applies edits in their order, each in offsets of the text after the previous one. Does not search the text's lines. */
  changed({ uri, text }: Document, edits: readonly OffsetEdit[]): void {
    const entry = this.#entries.get(uri);
    if (entry === undefined) return;
    entry.text = text;
    entry.areKeysKnown = false;
    entry.search = undefined;
    for (const edit of edits) {
      entry.keys = entry.keys.map((secret) => shifted(secret, edit));
      // Everything that an edit touches has to be searched again, as far as it reaches.
      const isTouched = ({ start, end }: Span): boolean => start < edit.oldEndOffset && end > edit.startOffset;
      const touched = { start: edit.startOffset, end: edit.newEndOffset };
      const doubtful = [...entry.unscanned, ...entry.others.filter(isTouched)].map((span) => shifted(span, edit));
      entry.others = entry.others.filter((secret) => !isTouched(secret)).map((secret) => shifted(secret, edit));
      entry.unscanned = [...doubtful, touched];
    }
    entry.secrets = disjoint([...entry.keys, ...entry.others]);
    entry.unscanned = joined(entry.unscanned.map((span) => withContext(text, span)));
    this.#scanAfter(restMs);
  }

  closed({ uri }: Document): void {
    const entry = this.#entries.get(uri);
    this.#entries.delete(uri);
    for (const take of entry?.waiting ?? []) take();
  }

  /** Returns a part of a document. Nothing is known about a text other than the scanned one, e.g. after the document has changed. */
  excerpt(document: Document, start: number, end: number): Excerpt {
    return excerptOf(this.#known(document), start, end);
  }

  /**
   * Calls `take` with the document's text less its secrets, once all of it has been searched; with the newest text
   * if it changes till then, and without the doubtful lines if it is closed.
   */
  whenClean(document: Document, take: (text: string) => void): void {
    const entry = this.#entries.get(document.uri);
    if (entry === undefined || entry.unscanned.length === 0) take(withoutSecrets(entry ?? this.#known(document)));
    else entry.waiting.push(() => take(withoutSecrets(entry)));
  }

  dispose(): void {
    this.#cancel?.();
    this.#entries.clear();
  }

  #known({ uri, text }: Document): Excerpt {
    const entry = this.#entries.get(uri);
    return entry?.text === text ? entry : { text, secrets: [], unscanned: whole(text) };
  }

  #scanAfter(delayMs: number): void {
    this.#cancel ??= this.#clock.after(delayMs, () => {
      this.#cancel = undefined;
      this.#scan();
    });
  }

  /** Takes steps for as long as a slice may last: first those that make the rules ready, then through each document. */
  #scan(): void {
    const endMs = this.#clock.nowMs() + sliceMs;
    while (this.#step())
      if (this.#clock.nowMs() >= endMs) {
        this.#scanAfter(0);
        return;
      }
  }

  /** Takes one step, if there is one to take. */
  #step(): boolean {
    if (this.#preparation !== undefined) {
      if (this.#preparation.next().done === true) this.#preparation = undefined;
      return true;
    }
    for (const [uri, entry] of this.#entries) {
      if ((entry.unscanned.length === 0 && entry.search === undefined) || this.#full.has(uri)) continue;
      entry.search ??= search(entry);
      if (entry.search.next().done !== true) return true;
      entry.search = undefined;
      if (entry.secrets.length > maxSecrets) {
        this.#full.add(uri);
        this.#onFull(uri);
      } else for (const take of entry.waiting.splice(0)) take();
      return true;
    }
    return false;
  }
}

/** Searches the doubtful stretches of a document, window by window; ends early at more secrets than are followed. */
function* search(entry: Entry): Steps<void> {
  if (!entry.areKeysKnown) entry.keys = yield* searchKeyBlocks(entry.text);
  entry.areKeysKnown = true;
  while (entry.unscanned.length > 0) {
    const { text } = entry;
    const [{ start, end }, ...rest] = entry.unscanned;
    const to = windowEnd(text, start, end);
    const found = yield* searchWindow(text, { start, end: to });
    entry.others = withFound(entry, { start, end: to }, found);
    entry.secrets = disjoint([...entry.keys, ...entry.others]);
    entry.unscanned = to < end ? [{ start: to, end }, ...rest] : rest;
    if (entry.secrets.length > maxSecrets) return;
    yield;
  }
}

/** Returns the known secrets of a text after a window of it was searched. */
function withFound({ text, others }: Entry, window: Span, found: readonly Secret[]): Secret[] {
  const { start, end } = window;
  const looked = lookedAt(text, window);
  const isNear = (secret: Secret): boolean => secret.end > looked.start && secret.start < looked.end;
  const isOutside = (secret: Secret): boolean => secret.end <= start || secret.start >= end;
  // Secrets that reach beyond the searched lines are not found again.
  const isLarger = (secret: Secret): boolean => secret.start < looked.start || secret.end > looked.end;
  const kept = others.filter((secret) => isNear(secret) && (isOutside(secret) || isLarger(secret)));
  return disjoint([...others.filter((secret) => !isNear(secret)), ...kept, ...found]);
}

/** Returns a span's place after an edit; a touched one grows by the inserted text. */
function shifted<T extends Span>(span: T, { startOffset, oldEndOffset, newEndOffset }: OffsetEdit): T {
  const delta = newEndOffset - oldEndOffset;
  if (span.end <= startOffset) return span;
  if (span.start >= oldEndOffset) return { ...span, start: span.start + delta, end: span.end + delta };
  return { ...span, start: Math.min(span.start, startOffset), end: Math.max(span.end, oldEndOffset) + delta };
}

function whole(text: string): Span[] {
  return text === "" ? [] : [{ start: 0, end: text.length }];
}
