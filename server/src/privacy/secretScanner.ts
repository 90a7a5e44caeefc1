import type { Clock } from "../clock";
import type { DocumentState } from "../completion/inlineCompletion";
import type { OffsetEdit } from "../documents";
import type { Span } from "../prompt/promptText";
import { excerptOf, joined, withoutSecrets, type Excerpt } from "./excerpt";
import { disjoint, findInLines, prepareRules, windowEnd, withContext } from "./findSecrets";
import { findKeyBlocks } from "./keyBlocks";
import type { Secret } from "./secretRule";

/** How long a document rests before its changed lines are looked at, in ms: a burst of keys is one look. // guess */
const restMs = 20;

/** Longest stretch of work at once, in ms; a window may come on top, a few ms the first time a rule is compiled. */
const sliceMs = 2;

type Document = Pick<DocumentState, "uri" | "text">;

interface Entry {
  text: string;
  /** Private keys, apart from what else was found: they take many lines, and are looked for in the whole text. */
  keys: readonly Secret[];
  others: readonly Secret[];
  /** Both. */
  secrets: readonly Secret[];
  unscanned: readonly Span[];
  /** Wait for the text without its secrets. */
  waiting: (() => void)[];
}

/**
 * Knows the secrets of the open documents. A change costs the shifting of what is known; its lines are looked at a moment
 * later, in slices, so that a prompt only has to cut.
 */
export class SecretScanner {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  opened({ uri, text }: Document): void {
    this.#entries.set(uri, { text, keys: [], others: [], secrets: [], unscanned: whole(text), waiting: [] });
    this.#cancel?.();
    this.#cancel = undefined;
    this.#scanAfter(0);
  }

  /** Takes in edits in their order, each in offsets of the text that the one before it left. Does not look at the text's lines. */
  changed({ uri, text }: Document, edits: readonly OffsetEdit[]): void {
    const entry = this.#entries.get(uri);
    if (entry === undefined) return;
    entry.text = text;
    for (const edit of edits) {
      entry.keys = entry.keys.map((secret) => shifted(secret, edit));
      // What an edit touches has to be looked at anew, as far as it reaches.
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

  /** A part of a document. Nothing is known of a text that is not the one scanned, as when the document has moved on. */
  excerpt(document: Document, start: number, end: number): Excerpt {
    return excerptOf(this.#known(document), start, end);
  }

  /**
   * Calls `take` with the document's text less its secrets, as soon as all of it has been looked at; with the newest text
   * if it changes till then, and without the lines in doubt if it is closed.
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

  #scan(): void {
    if (prepareRules()) {
      this.#scanAfter(0); // that was a slice of its own
      return;
    }
    const endMs = this.#clock.nowMs() + sliceMs;
    for (const entry of this.#entries.values()) {
      if (entry.unscanned.length === 0) continue;
      entry.keys = findKeyBlocks(entry.text);
      while (entry.unscanned.length > 0) {
        if (this.#clock.nowMs() >= endMs) {
          this.#scanAfter(0);
          return;
        }
        scanWindow(entry);
      }
      for (const take of entry.waiting.splice(0)) take();
    }
  }
}

/** Looks at the first unscanned lines, as many as take half a millisecond. */
function scanWindow(entry: Entry): void {
  const { text } = entry;
  const [{ start, end }, ...rest] = entry.unscanned;
  const to = windowEnd(text, start, end);
  const looked = withContext(text, { start, end: to });
  const isOutside = (secret: Secret): boolean => secret.end <= start || secret.start >= to;
  // What reaches beyond the lines looked at is not found again.
  const isLarger = (secret: Secret): boolean => secret.start < looked.start || secret.end > looked.end;
  const kept = entry.others.filter((secret) => isOutside(secret) || isLarger(secret));
  entry.others = disjoint([...kept, ...findInLines(text, start, to)]);
  entry.secrets = disjoint([...entry.keys, ...entry.others]);
  entry.unscanned = to < end ? [{ start: to, end }, ...rest] : rest;
}

/** Where a span lies after an edit; one that was touched takes in what came instead. */
function shifted<T extends Span>(span: T, { startOffset, oldEndOffset, newEndOffset }: OffsetEdit): T {
  const delta = newEndOffset - oldEndOffset;
  if (span.end <= startOffset) return span;
  if (span.start >= oldEndOffset) return { ...span, start: span.start + delta, end: span.end + delta };
  return { ...span, start: Math.min(span.start, startOffset), end: Math.max(span.end, oldEndOffset) + delta };
}

function whole(text: string): Span[] {
  return text === "" ? [] : [{ start: 0, end: text.length }];
}
