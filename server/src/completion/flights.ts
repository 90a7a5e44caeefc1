import type { Backend, Priority, RoutableRequest } from "../model/backend";
import { inBackground } from "../base/inBackground";
import type { Ask } from "./ask";
import type { ReadySnippets, Secrets } from "./buildPrompt";
import { buildRequest } from "./buildRequest";
import { Flight, type Generation, type StopCondition } from "./flight";
import { isOfferedByWords, stopAfterWords } from "./prose/proseWords";
import { restored } from "./restored";
import { ScoredText } from "./scoredText";
import { createStopCondition } from "./stopConditions";

/** Number of lines that an automatic generation continues to, the first included. */
const automaticLines = 3; // guess
/** The running generations: at most one a document. */
export class Flights {
  readonly #flights = new Map<string, Flight>();
  /** Generations for which a stronger backend may still have a better answer, running or landed. */
  readonly #awaited = new Map<string, { readonly flight: Flight; readonly giveUp: AbortController }>();

  constructor(
    readonly backend: Backend<RoutableRequest>,
    readonly secrets: Secrets,
    /** Called with every generation that ended or was cut, and the request that began it. */
    readonly landed: (flight: Flight, ask: Ask) => void,
    /** Called with a better answer that came after a generation had landed, already cut by its stop condition. */
    readonly bettered: (better: ScoredText, flight: Flight, ask: Ask) => void = () => undefined,
    readonly snippets?: ReadySnippets,
    /** Makes the observer of a generation that begins. */
    readonly watchOf?: () => Generation["watch"],
  ) {}

  /** Returns the generation that `ask` can wait for, if the text typed since its start agrees with it; any other one is cancelled. */
  join(ask: Ask, lines: "one" | "block"): Flight | undefined {
    const { uri } = ask.request.document;
    const flight = this.#flights.get(uri);
    if (flight === undefined) return undefined;
    if (flight.origin.lines === lines && flight.typedSince(ask.prefix, ask.suffix) !== undefined) return flight;
    this.hangUp(uri);
    return undefined;
  }

  /** Reports whether a generation that takes off now has its answer at once, since it was kept. */
  isAtHand(ask: Ask): boolean {
    return this.backend.isAtHand?.(buildRequest(ask, this.backend.limits, this.secrets).request) ?? false;
  }

  isRunning(uri: string): boolean {
    return this.#flights.has(uri);
  }

  /** Builds the prompt (which redacts) and starts a generation. */
  takeOff(ask: Ask, lines: "one" | "block", priority?: Priority): Flight {
    const { document } = ask.request;
    const { prefix, suffix, place, isInvoked, settings } = ask;
    this.hangUp(document.uri);
    const { uri } = document;
    const flight = new Flight({ prefix, suffix, lines });
    this.#flights.set(uri, flight);
    const giveUp = new AbortController();
    this.#awaited.set(uri, { flight, giveUp });
    const { restoration, ...built } = buildRequest(ask, this.backend.limits, this.secrets, this.snippets);
    const request = {
      ...built.request,
      ...(priority !== undefined && { priority }),
      later: {
        signal: giveUp.signal,
        take: (text: string) => this.bettered(scoredText(restoration.restore(text), createStop()), flight, ask),
      },
    };
    const maxLines = isInvoked ? settings.maxLines : automaticLines;
    const isProse = place !== "code" && place !== "string";
    // Code continues past its line for the state after acceptance; prose ends with its sentence.
    const stopAfter = isProse && lines === "one" ? ("one" as const) : ("block" as const);
    const createLineStop = () => createStopCondition({ ...ask.region, place, lines: stopAfter, maxLines });
    const createStop = () => (isOfferedByWords(ask) ? stopAfterWords(createLineStop()) : createLineStop());
    const stream = (signal: AbortSignal, hasEnough: (candidate: number) => boolean) =>
      restored(this.backend.stream({ ...request, hasEnough }, signal), restoration);
    const watch = priority === "background" ? undefined : this.watchOf?.();
    const running = flight.run({ stream, candidateCount: request.candidateCount, createStop, watch }).then(() => {
      if (this.#flights.get(uri) === flight) this.#flights.delete(uri);
      this.landed(flight, ask);
    });
    inBackground("generating", running);
    return flight;
  }

  /** Cancels a document's generation if its text no longer matches the generation's start. */
  documentChanged(uri: string, text: string): void {
    const flight = this.#flights.get(uri);
    if (flight !== undefined && !flight.survives(text)) this.hangUp(uri);
    const awaited = this.#awaited.get(uri);
    if (awaited !== undefined && !awaited.flight.survives(text)) this.#giveUp(uri);
  }

  /** Cancels a document's generation; if `flight` is given, only that one. */
  hangUp(uri: string, flight = this.#flights.get(uri)): void {
    if (flight !== this.#flights.get(uri)) return;
    flight?.abort();
    this.#flights.delete(uri);
    this.#giveUp(uri);
  }

  #giveUp(uri: string): void {
    this.#awaited.get(uri)?.giveUp.abort();
    this.#awaited.delete(uri);
  }

  hangUpAll(): void {
    for (const uri of [...this.#flights.keys(), ...this.#awaited.keys()]) this.hangUp(uri);
  }
}

/** Makes a whole answer without probabilities, cut where its stop condition ends it. */
function scoredText(text: string, stop: StopCondition): ScoredText {
  const scored = new ScoredText();
  scored.append({ candidate: 0, text, tokenCount: 1 });
  const verdict = stop(text, scored);
  scored.finish(verdict.kind === "stop" ? verdict.length : text.length);
  return scored;
}
