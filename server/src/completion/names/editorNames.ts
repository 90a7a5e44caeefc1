import { wait, type Clock } from "../../base/clock";
import { inBackground } from "../../base/inBackground";
import { importListAt, type ListSource } from "../../code/names/importUses";
import type { Ask } from "../ask";

/** Asks the editor's language features for the names that may follow a dot; `offset` is right after it. `undefined` if they don't know. */
type AskNames = (
  question: { readonly uri: string; readonly version: number; readonly offset: number },
  signal: AbortSignal,
) => Promise<readonly string[] | undefined>;

/** Time after which a question is given up, in ms. // guess: an answer that comes later rarely serves the same line */
const lateMs = 1_000;

/** Most receivers near the caret that are asked about ahead, for one line. // guess */
const maxAhead = 6;

/** Distance from the caret within which they are looked for, in UTF-16 units. // guess: a screen */
const nearChars = 2_000;

/** A chain of names and its dot, before another name. Met: `this.cart.` of `this.cart.total`. Missed: `).` of `cart().total`. */
const chain = /(?<![\w$.)\]#])([A-Za-z_$][\w$]*(?:\??\.#?[\w$]+)*?)\??\.(?=#?[A-Za-z_$])/g;

/** The line at a caret, with everything around it: while only the line changes, the answers about it hold. */
interface Page {
  readonly uri: string;
  readonly above: string;
  readonly below: string;
  /** Names by receiver; `undefined` if the editor doesn't know or hasn't answered yet. */
  readonly names: Map<string, ReadonlySet<string> | undefined>;
  /** Questions to come, by receiver: the offset after the dot. */
  readonly waiting: Map<string, number>;
  /** Ends with the question that the editor was asked last; `undefined` where none is open. */
  asked?: Promise<void>;
  readonly closed: AbortController;
}

/** Knows what the editor's language features say about the members of a line's receivers. Asks ahead, one question at a time. */
export class EditorNames {
  readonly #askNames: AskNames;
  readonly #clock: Clock;
  #page: Page | undefined;

  constructor(askNames: AskNames, clock: Clock) {
    this.#askNames = askNames;
    this.#clock = clock;
  }

  /** Returns the names that may follow a receiver and a dot on the caret's line; `undefined` if the editor hasn't said. */
  of(ask: Ask, receiver: string): ReadonlySet<string> | undefined {
    const page = this.#page;
    return page !== undefined && isOf(page, ask) ? page.names.get(receiver) : undefined;
  }

  /** Asks about the receiver before the caret, and about others near it: `around` is the function that the caret is in. */
  prepare(ask: Ask, around: { readonly startOffset: number; readonly endOffset: number } | undefined): void {
    const { text } = ask.request.document;
    const offset = startOf(ask);
    const page = this.#open(ask);
    const own = ownReceiver(ask, page.above.length);
    // A user who asks again may have waited for the editor.
    if (own !== undefined && ask.isInvoked && page.names.get(own.receiver) === undefined)
      page.names.delete(own.receiver);
    if (own !== undefined) this.#want(page, own.receiver, own.at);
    const list = importListAt(text.slice(0, offset), text.slice(ask.request.offset));
    if (list !== undefined) this.#want(page, sourceKey(list.source), offset + list.start);
    const near: { receiver: string; at: number; distance: number }[] = [];
    // The same name means another thing in another function.
    const start = Math.max(around?.startOffset ?? offset, offset - nearChars);
    const end = Math.min(around?.endOffset ?? offset, offset + nearChars);
    for (const { 0: said, 1: receiver = "", index } of text.slice(start, end).matchAll(chain)) {
      const at = start + index + said.length;
      const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
      if (/^\s*\*|\/\/|\/\*/.test(line)) continue; // a comment
      // A question about the caret's own line may find it changed, unless the user has stopped typing and asks by key.
      const isOnLine = at >= page.above.length && at <= text.length - page.below.length;
      if (!isOnLine || (ask.isInvoked && at < offset))
        near.push({ receiver: plain(receiver), at, distance: Math.abs(at - offset) });
    }
    near.sort((a, b) => a.distance - b.distance);
    const isKnown = new Set<string>();
    for (const { receiver, at } of near) {
      if (isKnown.size >= maxAhead) break;
      if (isKnown.has(receiver)) continue;
      isKnown.add(receiver);
      if (!isNarrowed(text.slice(Math.min(at, offset), Math.max(at, offset)), receiver)) this.#want(page, receiver, at);
    }
    this.#next(page, ask);
  }

  /** Resolves once the editor has answered about the receiver before the caret; at once if it isn't being asked anything. */
  async answered(ask: Ask): Promise<void> {
    const page = this.#page;
    if (page === undefined || !isOf(page, ask)) return;
    const own = ownReceiver(ask, page.above.length);
    if (own === undefined) return;
    while (page.asked !== undefined && !page.names.has(own.receiver)) await page.asked.catch(() => undefined);
  }

  /** Records a change of a document: what the editor said about another one may be wrong now. */
  changed(uri: string): void {
    if (this.#page?.uri !== uri) this.clear();
  }

  /** Forgets everything. */
  clear(): void {
    this.#page?.closed.abort();
    this.#page = undefined;
  }

  #open(ask: Ask): Page {
    if (this.#page !== undefined && isOf(this.#page, ask)) return this.#page;
    this.clear();
    const page = { names: new Map(), waiting: new Map(), closed: new AbortController() };
    return (this.#page = { uri: ask.request.document.uri, ...around(ask), ...page });
  }

  #want(page: Page, receiver: string, offset: number): void {
    if (!page.names.has(receiver) && !page.waiting.has(receiver)) page.waiting.set(receiver, offset);
  }

  #next(page: Page, ask: Ask): void {
    const next = page.waiting.entries().next().value;
    if (next === undefined || page.asked !== undefined) return;
    page.waiting.delete(next[0]);
    page.asked = this.#askAbout(page, next, ask);
    inBackground("asking the editor for names", page.asked);
  }

  async #askAbout(page: Page, [receiver, offset]: readonly [string, number], ask: Ask): Promise<void> {
    const { uri, version } = ask.request.document;
    const over = new AbortController();
    const { signal } = over;
    page.closed.signal.addEventListener("abort", () => over.abort(), { signal });
    try {
      const late = wait(this.#clock, lateMs, signal).then(() => undefined);
      const names = await Promise.race([this.#askNames({ uri, version, offset }, signal), late]);
      page.names.set(receiver, names && new Set([...names, ...inherited]));
    } finally {
      over.abort();
      delete page.asked;
      this.#next(page, ask);
    }
  }
}

/** Names the source of a list as a receiver; a module's name is none in code. */
export function sourceKey(source: ListSource): string {
  return "module" in source ? `import ${source.module}` : source.receiver.join(".");
}

/** Members of every object, which editors leave out. */
const inherited: readonly string[] = Object.getOwnPropertyNames(Object.prototype);

/** Returns where the text that the user has typed ends. */
function startOf({ request }: Ask): number {
  return request.selectedCompletion?.start ?? request.offset;
}

/** Finds the receiver of the name at the caret, and the offset after its dot. */
function ownReceiver(ask: Ask, lineStart: number): { receiver: string; at: number } | undefined {
  const line = ask.request.document.text.slice(lineStart, startOf(ask));
  const dot = /\??\.(?=#?[\w$]*$)/.exec(line);
  if (dot === null) return undefined;
  return { receiver: receiverOf(line.slice(0, dot.index)), at: lineStart + dot.index + dot[0].length };
}

function around(ask: Ask): Pick<Page, "above" | "below"> {
  const { request } = ask;
  const { text } = request.document;
  const start = startOf(ask);
  const lineEnd = text.indexOf("\n", request.offset);
  return { above: text.slice(0, text.lastIndexOf("\n", start - 1) + 1), below: lineEnd < 0 ? "" : text.slice(lineEnd) };
}

function isOf(page: Page, ask: Ask): boolean {
  if (page.uri !== ask.request.document.uri) return false;
  const { above, below } = around(ask);
  return page.above === above && page.below === below;
}

/** Returns the receiver at the end of a line's beginning: a chain of names, else the line itself, which no suggestion repeats. */
function receiverOf(before: string): string {
  const found = /(?<![\w$.)\]#])[A-Za-z_$][\w$]*(?:\??\.#?[\w$]+)*$/.exec(before)?.[0];
  return found === undefined ? before : plain(found);
}

function plain(receiver: string): string {
  return receiver.replaceAll("?.", ".");
}

/** Reports whether code tells more of a receiver than its declaration, so that it isn't the same on both sides: `if (x instanceof Y)`, `isY(x)`. */
function isNarrowed(between: string, receiver: string): boolean {
  const root = /^[\w$]+/.exec(receiver)?.[0] ?? "";
  if (root === "this" && receiver === "this") return false;
  const word = root.replaceAll("$", "\\$");
  return new RegExp(
    String.raw`\b(?:if|case|switch|while|instanceof|assert\w*|const|let|var)\b[^\n]*(?<![\w$.])${word}(?![\w$])`,
  ).test(between);
}
