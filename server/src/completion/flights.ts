import type { Backend } from "../backend/backend";
import { cutPrefixSuffix } from "../context/prefixSuffix";
import { promptText } from "../prompt/promptText";
import type { Ask } from "./ask";
import { Flight } from "./flight";
import { createStopCondition } from "./stopConditions";

/** Most tokens of an automatic answer; the lines after the first are for the state after acceptance. */
const automaticTokens = 64; // guess
/** Lines an automatic generation goes on to, the first included. */
const automaticLines = 3; // guess
/** Most tokens of an explicit answer. */
const invokedTokens = 128; // guess
/** Candidates of an explicit request. */
export const invokedCandidates = 3;

/** The generations under way: at most one a document. */
export class Flights {
  readonly #flights = new Map<string, Flight>();

  constructor(
    readonly backend: Backend,
    /** Called with every generation that ended or was cut, and the request that began it. */
    readonly landed: (flight: Flight, ask: Ask) => void,
  ) {}

  /** The generation that `ask` can wait for, if what was typed since its start agrees with it; any other one is hung up. */
  join(ask: Ask, lines: "one" | "block"): Flight | undefined {
    const { uri } = ask.request.document;
    const flight = this.#flights.get(uri);
    if (flight === undefined) return undefined;
    if (flight.origin.lines === lines && flight.typedSince(ask.prefix, ask.suffix) !== undefined) return flight;
    this.hangUp(uri);
    return undefined;
  }

  /** Builds the prompt (which redacts) and starts a generation. */
  takeOff(ask: Ask, lines: "one" | "block"): Flight {
    const { document } = ask.request;
    const { prefix, suffix, place, isInvoked, settings } = ask;
    this.hangUp(document.uri);
    const { languageId, uri } = document;
    const flight = new Flight({ prefix, suffix, lines });
    this.#flights.set(uri, flight);
    const around = cutPrefixSuffix(ask, this.backend.limits);
    const request = {
      prompt: {
        path: promptText(document.path, []),
        languageId,
        prefix: promptText(around.prefix, []),
        suffix: promptText(around.suffix, []),
      },
      candidateCount: isInvoked ? invokedCandidates : 1,
      maxTokens: isInvoked ? invokedTokens : automaticTokens,
      stop: [],
      priority: isInvoked ? ("command" as const) : ("keystroke" as const),
      ...(isInvoked ? {} : { demoteAfter: "\n" }),
      documentUri: uri,
      memory: settings.memory === "off" ? ("off" as const) : ("mixed" as const),
    };
    const maxLines = isInvoked ? settings.maxLines : automaticLines;
    const createStop = () => createStopCondition({ prefix, suffix, languageId, place, lines: "block", maxLines });
    void flight.run(this.backend, request, createStop).then(() => {
      if (this.#flights.get(uri) === flight) this.#flights.delete(uri);
      this.landed(flight, ask);
    });
    return flight;
  }

  /** Hangs up on a document's generation if its text is no longer what the generation goes on to. */
  documentChanged(uri: string, text: string): void {
    const flight = this.#flights.get(uri);
    if (flight !== undefined && !flight.survives(text)) this.hangUp(uri);
  }

  hangUp(uri: string): void {
    this.#flights.get(uri)?.abort();
    this.#flights.delete(uri);
  }

  hangUpAll(): void {
    for (const uri of [...this.#flights.keys()]) this.hangUp(uri);
  }
}
