import type { Clock } from "../base/clock";
import type { DocumentState } from "./documentState";

/** Time a document must rest before its text goes to the memory, in ms. Source: bench/pauses.ts, 9 % of a typist's gaps are longer. */
const restMs = 300;

/** Takes snapshots of documents for the workspace memory while the user is idle. Closed documents stay in the memory until it is full. */
export class MemoryFeed {
  readonly #pending = new Map<string, { document: DocumentState; changedMs: number }>();
  readonly #clock: Clock;
  readonly #memorize: (document: DocumentState) => void;
  /** Functions that cancel the snapshots of documents just opened. */
  readonly #opening = new Map<string, () => void>();
  #timer: (() => void) | undefined;

  constructor(params: { clock: Clock; memorize: (document: DocumentState) => void }) {
    this.#clock = params.clock;
    this.#memorize = params.memorize;
  }

  /** Takes the text of a document that was just opened once nothing else is waiting: the user may type in it at once. */
  opened(document: DocumentState): void {
    this.#opening.set(
      document.uri,
      this.#clock.after(0, () => {
        this.#opening.delete(document.uri);
        this.#memorize(document);
      }),
    );
  }

  /** Records a change of a document; its newest text is taken once it rests. Cheap: sets no timer of its own. */
  note(document: DocumentState): void {
    this.#pending.delete(document.uri);
    this.#pending.set(document.uri, { document, changedMs: this.#clock.nowMs() });
    this.#timer ??= this.#clock.after(restMs, () => this.#sweep());
  }

  /** Takes a document's last text now, since no later one will come. */
  close(document: DocumentState): void {
    this.#opening.get(document.uri)?.();
    const wasOpening = this.#opening.delete(document.uri);
    if (this.#pending.delete(document.uri) || wasOpening) this.#memorize(document);
  }

  /** Stops taking a document's text. */
  drop({ uri }: DocumentState): void {
    this.#opening.get(uri)?.();
    this.#opening.delete(uri);
    this.#pending.delete(uri);
  }

  dispose(): void {
    this.#timer?.();
    for (const cancel of this.#opening.values()) cancel();
    this.#pending.clear();
  }

  /** Takes the texts that have rested; the longest unchanged come first. */
  #sweep(): void {
    this.#timer = undefined;
    for (const [uri, { document, changedMs }] of this.#pending) {
      const restedMs = this.#clock.nowMs() - changedMs;
      if (restedMs < restMs) {
        this.#timer = this.#clock.after(restMs - restedMs, () => this.#sweep());
        return;
      }
      this.#pending.delete(uri);
      this.#memorize(document);
    }
  }
}
