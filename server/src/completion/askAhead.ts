import type { Backend, RoutableRequest } from "../model/backend";
import type { Clock } from "../base/clock";
import { afterEnter } from "./afterEnter";
import type { Ask } from "./ask";
import type { InlineRequest } from "./inlineCompletion";

/** Expected latency up to which a model is asked ahead, in ms: a slower one would keep the machine busy for what may not be wanted. */
const mostLatencyMs = 100; // guess

/** Parts that asking ahead works with. */
interface AheadParts {
  readonly backend: Backend<RoutableRequest>;
  readonly clock: Clock;
  readonly askOf: (request: InlineRequest, settings: Ask["settings"]) => Ask;
  /** Reports whether the document's text is still the request's, and no generation is running in it. */
  readonly isAtRest: (ask: Ask) => boolean;
  /** Reports whether an earlier generation has a suggestion there already. */
  readonly isKnown: (ahead: Ask) => boolean;
  readonly takeOff: (ahead: Ask) => void;
}

/**
 * Asks for the line after a finished one before the user presses Enter, as background work that any key ends. So the next suggestion is there at
 * once. Only a quick model on this machine is asked.
 */
export class AskAhead {
  readonly #parts: AheadParts;
  /** Requests whose next line is wanted once their document's generation has ended, by document. */
  readonly #wanted = new Map<string, Ask>();
  #asked: Ask | undefined;

  constructor(parts: AheadParts) {
    this.#parts = parts;
  }

  /** Asks for the line after the caret's, soon; does nothing at once. */
  want(ask: Ask): void {
    const { uri } = ask.request.document;
    this.#wanted.set(uri, ask);
    this.#parts.clock.after(0, () => this.tryNow(uri));
  }

  /** Asks for the wanted line of a document, unless its generation is still running. */
  tryNow(uri: string): void {
    const { backend, askOf, isAtRest, isKnown, takeOff } = this.#parts;
    const ask = this.#wanted.get(uri);
    if (ask === undefined || !isAtRest(ask)) return;
    this.#wanted.delete(uri);
    const isQuick = backend.isOnlyLocal?.() === true && backend.expectedLatencyMs() <= mostLatencyMs;
    const request = isQuick && ask.settings.memory !== "only" ? afterEnter(ask) : undefined;
    if (request === undefined) return;
    const ahead = askOf(request, ask.settings);
    if (isKnown(ahead)) return;
    this.#asked = ahead;
    takeOff(ahead);
  }

  /** Reports whether this very request was asked ahead, so that the model has nothing else to say. */
  wasAsked({ request, prefix, suffix }: Ask): boolean {
    const asked = this.#asked;
    return asked?.request.document.uri === request.document.uri && asked.prefix === prefix && asked.suffix === suffix;
  }

  /** Forgets the wish of a document: its text has changed. */
  forget(uri: string): void {
    this.#wanted.delete(uri);
  }
}
