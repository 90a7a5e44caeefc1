import type { Span } from "../safety/promptText";
import { searchSecrets } from "../safety/secrets/findSecrets";
import { searchKeyBlocks } from "../safety/secrets/keyBlocks";
import { searchWindow } from "../safety/secrets/searchWindow";
import type { Steps } from "../safety/secrets/steps";
import { windowEnd, withContext } from "../safety/secrets/windows";
import { idsIn, sliceRuns, spliceRuns, type IdRun } from "./characterIds";
import type { SessionEvent } from "./sessionEvent";

/** Fewest characters of a secret that is also looked for by itself. */
const minValueLength = 6;

/** An event whose own secrets are masked, apart from those of a document's text. */
interface FollowedEvent {
  readonly event: SessionEvent;
  /** Number of the first character that it inserts into a document. */
  readonly firstId: number;
  /** Length of what its stream's candidate said before. */
  readonly saidFrom: number;
}

/** A document's text, and the number of each of its characters. */
interface NumberedText {
  readonly text: string;
  readonly runs: readonly IdRun[];
}

/** The caret's line at a request: the text before and after the caret, and the numbers of its characters. */
interface AskedLine {
  readonly document: number;
  readonly before: string;
  readonly after: string;
  readonly runs: readonly IdRun[];
}

/** A stream's document, and what each candidate has said. */
interface SaidTexts {
  readonly document: number;
  readonly texts: Map<number, string>;
}

const noLine: AskedLine = { document: 0, before: "", after: "", runs: [] };

/**
 * Masks the secrets of a session, letter for letter, so that every offset stays. A character is masked in every event if it was part of a secret at any time: a
 * secret that was typed key by key leaves no key. The search takes place event by event, so that little is left to do at the session's end.
 */
export class SessionMask {
  #followed: FollowedEvent[] = [];
  readonly #documents = new Map<number, NumberedText>();
  readonly #forgotten = new Set<number>();
  readonly #secretIds = new Set<number>();
  readonly #values = new Set<string>();
  readonly #lines = new Map<number, AskedLine>();
  readonly #streams = new Map<number, SaidTexts>();
  /** Streams that may still say something. */
  readonly #running = new Set<number>();
  #lastId = 0;

  /** Takes the session's next event, and searches what it has changed. */
  *follow(event: SessionEvent): Steps<void> {
    if (this.#isForgotten(event)) return;
    const firstId = this.#lastId + 1;
    const saidFrom = event.kind === "chunk" ? this.#hear(event) : 0;
    this.#followed.push({ event: yield* this.#ownMasked(event), firstId, saidFrom });
    if (event.kind === "open") {
      this.#documents.set(event.document, { text: event.text, runs: [this.#newRun(event.text)] });
      this.#mark(event.document, yield* searchSecrets(event.text));
    } else if (event.kind === "edit") yield* this.#edit(event);
    else if (event.kind === "ask") this.#lines.set(event.request, this.#lineOf(event));
    else if (event.kind === "stream") {
      this.#streams.set(event.stream, { document: event.document, texts: new Map<number, string>() });
      this.#running.add(event.stream);
    } else if (event.kind === "end") yield* this.#cleanSaid(event.stream);
  }

  /** Drops every event of a document, those that follow too. */
  forget(document: number): void {
    this.#forgotten.add(document);
    this.#documents.delete(document);
    this.#followed = this.#followed.filter(({ event }) => !this.#isForgotten(event));
  }

  /** Returns every event, masked. */
  *masked(): Steps<SessionEvent[]> {
    for (const stream of this.#running) yield* this.#cleanSaid(stream);
    const events: SessionEvent[] = [];
    for (const followed of this.#followed) {
      if (this.#isForgotten(followed.event)) continue;
      events.push(this.#masked(followed));
      yield;
    }
    return events;
  }

  /** Masks the secrets that an event's texts have by themselves; those of documents are marked in their characters. */
  *#ownMasked(event: SessionEvent): Steps<SessionEvent> {
    switch (event.kind) {
      case "open":
        return { ...event, path: yield* maskedText(event.path) };
      case "ask":
        if (event.selected === undefined) return event;
        return { ...event, selected: { ...event.selected, text: yield* maskedText(event.selected.text) } };
      case "answer":
        for (const { text } of event.items) if (yield* this.#hasSecret(text, event.request)) return withheld(event);
        return event;
      case "later":
        return { ...event, text: yield* maskedText(event.text) };
      case "end":
        // An endpoint's own words may repeat what was sent.
        return event.error === undefined ? event : { ...event, error: { ...event.error, message: event.error.kind } };
      case "settings":
      case "edit":
      case "close":
      case "dismissed":
      case "cancel":
      case "stream":
      case "chunk":
      case "fact":
        return event;
    }
  }

  /** Masks the secrets that have been found since the event. */
  #masked({ event, firstId, saidFrom }: FollowedEvent): SessionEvent {
    switch (event.kind) {
      case "open":
        return { ...event, path: this.#withoutValues(event.path), text: this.#withoutIds(event.text, firstId) };
      case "edit":
        return { ...event, text: this.#withoutIds(event.text, firstId) };
      case "ask":
        if (event.selected === undefined) return event;
        return { ...event, selected: { ...event.selected, text: this.#withoutValues(event.selected.text) } };
      case "answer":
        return this.#isBesideSecret(event.request) || event.items.some(({ text }) => this.#withoutValues(text) !== text)
          ? withheld(event)
          : event;
      case "chunk": {
        const { stream, chunk } = event;
        const said = this.#withoutValues(this.#streams.get(stream)?.texts.get(chunk.candidate) ?? "");
        return { ...event, chunk: { ...chunk, text: said.slice(saidFrom, saidFrom + chunk.text.length) } };
      }
      case "later":
        return { ...event, text: this.#withoutValues(event.text) };
      case "settings":
      case "close":
      case "dismissed":
      case "cancel":
      case "stream":
      case "end":
      case "fact":
        return event;
    }
  }

  #newRun({ length }: string): IdRun {
    const first = this.#lastId + 1;
    this.#lastId += length;
    return { first, length };
  }

  *#edit({ document, start, end, text }: Extract<SessionEvent, { kind: "edit" }>): Steps<void> {
    const known = this.#documents.get(document);
    if (known === undefined) return;
    const now = known.text.slice(0, start) + text + known.text.slice(end);
    this.#documents.set(document, { text: now, runs: spliceRuns(known.runs, start, end, this.#newRun(text)) });
    this.#mark(document, yield* searchKeyBlocks(now));
    const touched = withContext(now, { start, end: start + text.length });
    for (let at = touched.start; at < touched.end;) {
      const to = windowEnd(now, at, touched.end);
      this.#mark(document, yield* searchWindow(now, { start: at, end: to }));
      at = to;
    }
  }

  #mark(document: number, secrets: readonly Span[]): void {
    const known = this.#documents.get(document);
    if (known === undefined) return;
    for (const { start, end } of secrets) {
      for (const id of idsIn(sliceRuns(known.runs, start, end))) this.#secretIds.add(id);
      if (end - start >= minValueLength) this.#values.add(known.text.slice(start, end));
    }
  }

  #lineOf({ document, offset }: Extract<SessionEvent, { kind: "ask" }>): AskedLine {
    const { text, runs } = this.#documents.get(document) ?? { text: "", runs: [] };
    const start = text.lastIndexOf("\n", offset - 1) + 1;
    const newline = text.indexOf("\n", offset);
    const end = newline < 0 ? text.length : newline;
    return {
      ...{ document, before: text.slice(start, offset), after: text.slice(offset, end) },
      runs: sliceRuns(runs, start, end),
    };
  }

  /** Adds a chunk to what its candidate has said; returns the length before. */
  #hear({ stream, chunk: { candidate, text } }: Extract<SessionEvent, { kind: "chunk" }>): number {
    const texts = this.#streams.get(stream)?.texts;
    const said = texts?.get(candidate) ?? "";
    texts?.set(candidate, said + text);
    return said.length;
  }

  /** Masks the secrets that a stream's texts have by themselves, which may be cut by its chunks. */
  *#cleanSaid(stream: number): Steps<void> {
    const texts = this.#streams.get(stream)?.texts ?? new Map<number, string>();
    for (const [candidate, text] of texts) texts.set(candidate, yield* maskedText(text));
    this.#running.delete(stream);
  }

  /** Masks the characters of a document's text that were part of a secret at any time. */
  #withoutIds(text: string, firstId: number): string {
    let masked = "";
    for (let at = 0; at < text.length; at++)
      masked += this.#secretIds.has(firstId + at) ? mask(text.charAt(at)) : text.charAt(at);
    return masked;
  }

  /** Masks the documents' secrets in a text from elsewhere. */
  #withoutValues(text: string): string {
    let masked = text;
    for (const value of this.#values) if (masked.includes(value)) masked = masked.replaceAll(value, mask(value));
    return masked;
  }

  /** Reports whether the caret's line holds a masked character, so that another text is completed in a replay. */
  #isBesideSecret(request: number): boolean {
    return idsIn(this.#lines.get(request)?.runs ?? []).some((id) => this.#secretIds.has(id));
  }

  /** Reports whether an offered text holds a secret, or makes one of the caret's line. */
  *#hasSecret(text: string, request: number): Steps<boolean> {
    const { before, after } = this.#lines.get(request) ?? noLine;
    const start = before.length;
    const secrets = [...(yield* searchSecrets(before + text + after))];
    if (secrets.some((secret) => secret.end > start && secret.start < start + text.length)) return true;
    return (yield* searchSecrets(text)).length > 0;
  }

  #isForgotten(event: SessionEvent): boolean {
    if (this.#forgotten.size === 0) return false;
    const document =
      ("document" in event ? event.document : undefined) ??
      ("request" in event ? this.#lines.get(event.request)?.document : undefined) ??
      ("stream" in event ? this.#streams.get(event.stream)?.document : undefined);
    return document !== undefined && this.#forgotten.has(document);
  }
}

/** Removes the texts of an answer, which is then not compared. */
function withheld(event: Extract<SessionEvent, { kind: "answer" }>): SessionEvent {
  return { ...event, items: event.items.map((item) => ({ ...item, text: "" })), isWithheld: true };
}

/** Masks the secrets that a text has by itself. */
function* maskedText(text: string): Steps<string> {
  let masked = text;
  for (const { start, end } of yield* searchSecrets(text))
    masked = masked.slice(0, start) + mask(text.slice(start, end)) + masked.slice(end);
  return masked;
}

/** Returns a text of the same length and lines. */
function mask(text: string): string {
  return text.replace(/[^\n]/g, "x");
}
