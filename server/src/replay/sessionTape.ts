import type { Clock } from "../base/clock";
import { inBackground } from "../base/inBackground";
import { Slices } from "../base/slices";
import type { SessionEvent } from "./sessionEvent";
import { SessionMask } from "./sessionMask";

/** Most characters of a recording; more are dropped, and it ends there. // guess: some hours of typing */
const maxChars = 20_000_000;

/** Characters that an event counts beside those of its texts. // guess */
const eventChars = 40;

/** Time after an event until it is searched for secrets, in ms: the answer to a key comes first. // guess */
const restMs = 200;

/** A document of a recording. */
export interface TapedDocument {
  readonly id: number;
  /** Number of its changes. */
  version: number;
  text: string;
}

/** An event without its time. */
type UntimedEvent<T = SessionEvent> = T extends unknown ? Omit<T, "atMs"> : never;

/** One recording while it lasts. Its secrets are masked in the background, in slices; what comes after its end is dropped. */
export class SessionTape {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #mask = new SessionMask();
  /** The open documents, by address. */
  readonly #open = new Map<string, TapedDocument>();
  /** Numbers of the documents that each address had. */
  readonly #idsOf = new Map<string, number[]>();
  #waiting: SessionEvent[] = [];
  #work: Promise<void> = Promise.resolve();
  #cancel: (() => void) | undefined;
  #isOver = false;
  #chars = 0;
  #lastDocument = 0;
  #lastRequest = 0;
  #lastStream = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.nowMs();
  }

  /** Adds an event; `chars` is the length of its texts. */
  add(event: UntimedEvent, chars = 0): void {
    this.#chars += chars + eventChars;
    if (this.#isOver || this.#chars > maxChars) return;
    this.#waiting.push({ ...event, atMs: this.#clock.nowMs() - this.#startMs });
    this.#cancel ??= this.#clock.after(restMs, () => {
      this.#cancel = undefined;
      this.#work = this.#work.then(() => this.#follow());
      inBackground("masking a recording", this.#work);
    });
  }

  open(uri: string, text: string): TapedDocument {
    const document = { id: ++this.#lastDocument, version: 0, text };
    this.#open.set(uri, document);
    this.#idsOf.set(uri, [...(this.#idsOf.get(uri) ?? []), document.id]);
    return document;
  }

  /** Returns an open document. */
  document(uri: string): TapedDocument | undefined {
    return this.#open.get(uri);
  }

  close(uri: string): void {
    this.#open.delete(uri);
  }

  /** Drops all that was recorded of a document. */
  forget(uri: string): void {
    for (const id of this.#idsOf.get(uri) ?? []) this.#mask.forget(id);
    this.#idsOf.delete(uri);
    this.#open.delete(uri);
  }

  newRequest(): number {
    return ++this.#lastRequest;
  }

  newStream(): number {
    return ++this.#lastStream;
  }

  /** Ends the recording; returns its events once all their secrets are masked. */
  async end(): Promise<SessionEvent[]> {
    this.#isOver = true;
    this.#cancel?.();
    await this.#work;
    await this.#follow();
    return new Slices().run(this.#mask.masked());
  }

  async #follow(): Promise<void> {
    const slices = new Slices();
    for (const event of this.#waiting.splice(0)) await slices.run(this.#mask.follow(event));
  }
}
