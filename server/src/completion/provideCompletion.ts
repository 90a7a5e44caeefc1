import type { Backend, Priority, RoutableRequest } from "../model/backend";
import { wait, type Clock } from "../base/clock";
import { sourceSentences } from "../base/figureNames";
import { mayDocument, type DocCaret, type DocOffer } from "../comment/offerDocComment";
import type { CaretPlace } from "../code/caret";
import type { CaretScope } from "../code/caretScope";
import type { TrialAt } from "../code/trialReading";
import { shouldOffer, type Judgement } from "../model/certainty";
import { BackendError } from "../model/errors";
import type { Logger } from "../base/log";
import type { WorkspaceMemory } from "../model/memory/workspaceMemory";
import type { DocumentState } from "../documents/documentState";
import type { OffsetEdit } from "../documents/openText";
import { normal } from "../documents/place";
import type { AnswerSource, CompletionMetrics } from "./completionMetrics";
import { AskAhead } from "./askAhead";
import { createAsk, type Ask, type CompletionSettings } from "./ask";
import { CompletionCache, type CacheQuestion } from "./cache";
import type { Secrets } from "./buildPrompt";
import type { Candidate } from "./candidate";
import type { Control } from "./control/control";
import { Debounce } from "./debounce";
import type { Flight, Generation } from "./flight";
import { invokedCandidates } from "./buildRequest";
import { Flights } from "./flights";
import type { InlineAnswer, InlineItem, InlineRequest } from "./inlineCompletion";
import { fillGaps } from "./names/fillGaps";
import type { Names } from "./names/names";
import { realNames } from "./names/realNames";
import { isOfferedByWords } from "./prose/proseWords";
import { rank } from "./rank";
import { switchOff, textKindOf } from "./placeSwitches";
import { readable } from "./readable";
import { Refusals } from "./refusals";
import { riskOf } from "./risk/riskOf";
import { ScoredText } from "./scoredText";
import type { SnippetGatherer } from "./snippets/snippetGatherer";
import { beginsWithLineEnd, firstLineLength } from "./stopConditions";
import { candidateFromMemory, candidateFromModel, copiesAt, isNameInUse, type Cut } from "./toCandidate";
import { Trace } from "./trace";
import { decideTrigger } from "./trigger";
import { remainderOf, type ShownOffer } from "./typeThrough";

/** Parts that the pipeline is built from. */
export interface CompletionParts {
  readonly backend: Backend<RoutableRequest>;
  readonly secrets: Secrets;
  readonly memory: WorkspaceMemory;
  /** Offers the doc comment that was begun at the caret; waits for the pending parse only. */
  readonly documentDeclaration?: (caret: DocCaret) => Promise<DocOffer | undefined>;
  /** Describes the caret's place; never parses. */
  readonly placeAt: (caret: { uri: string; languageId: string; text: string; offset: number }) => CaretPlace;
  /** Describes the scope of the caret's line; never parses. */
  readonly scopeAt?: (caret: { uri: string; text: string; offset: number }) => CaretScope | undefined;
  /** Makes the judge of texts that could be inserted into a document, by its own grammar and from its last tree. */
  readonly trialAt?: TrialAt;
  /** Reports whether the memory knows a document; without it the memory is asked. */
  readonly isRemembered?: (uri: string) => boolean;
  /** Waits for the pending parse of a document, without which only first lines can be offered. */
  readonly parsed?: (uri: string, signal: AbortSignal) => Promise<void>;
  /** Says which members exist. */
  readonly names?: Names;
  /** Names the project of a document; documents of different ones share nothing. */
  readonly projectOf: (uri: string) => string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: CompletionMetrics;
  /** Gathers text from elsewhere for prompts that leave this machine. */
  readonly snippets?: Pick<SnippetGatherer, "prepare" | "ready">;
  /** Judges whether the model's suggestion is worth showing. */
  readonly control: Control;
  /** The client's own wait before it asks, in ms. */
  readonly hostDelayMs: number;
}

/** Expected latency above which a sure answer of the memory is not held back for the model's, in ms. */
const slowLatencyMs = 100; // guess
/** Time after which an explicit request is answered with the whole lines that there are of its first candidate, in ms. // guess: a larger model has its first line by then */
const explicitBudgetMs = 300;
/** Time after which one is answered that asks for the other candidates too, and that the grammar is waited for, in ms. // guess */
const othersBudgetMs = 600;
/** Longest time that a request by key waits for the editor's names after its dot, in ms. // guess: a language service that is warm has answered by then, and so has the embedded model */
const namesBudgetMs = 150;
/** Time that a cancelled slow generation waits for the keystroke that may have been the reason, in ms; hanging up takes ≤ 20 ms in all. */
const cancelGraceMs = 10;

/** Completes at a caret. One per server: it holds all state that outlives a request (offers, cache, generations in flight, the user's rhythm). */
export class CompletionProvider {
  readonly #parts: CompletionParts;
  readonly #cache = new CompletionCache();
  readonly #debounce: Debounce;
  readonly #flights: Flights;
  readonly #ahead: AskAhead;
  readonly #offers = new Map<string, ShownOffer>();
  readonly #refusals = new Refusals();
  /** Newest text of each document: an Escape leaves it unchanged, a deletion removes some of it. */
  readonly #texts = new Map<string, string>();
  /** Each document's newest edit. */
  readonly #edits = new Map<string, OffsetEdit>();
  #lastItem = 0;

  constructor(parts: CompletionParts) {
    this.#parts = parts;
    this.#debounce = new Debounce(parts.clock);
    this.#flights = new Flights(
      parts.backend,
      parts.secrets,
      (flight, ask) => {
        this.#keep(flight, ask);
        this.#ahead.tryNow(ask.request.document.uri);
      },
      (better, flight, ask) => this.#cache.set(this.#question(ask), [better, ...flight.candidates]),
      (ask) => parts.snippets?.ready(ask) ?? [],
      () => generationWatch(parts),
    );
    this.#ahead = new AskAhead({
      ...{ backend: parts.backend, clock: parts.clock },
      askOf: (request, settings) => this.ask(request, settings),
      isAtRest: ({ request: { document } }) =>
        this.#texts.get(document.uri) === document.text && !this.#flights.isRunning(document.uri),
      isKnown: (ask) => this.#isKnown(ask),
      takeOff: (ask) => void this.#takeOff(ask, "one", "background"),
    });
  }

  /**
   * THE pipeline, top to bottom. An earlier offer or generation answers at once; else it waits for the user's pause,
   * streams from the backend, cleans, ranks and offers. Never rejects: a cancelled request and a failed backend give an
   * empty answer, and the trace says why.
   */
  async provide(request: InlineRequest, settings: CompletionSettings, signal: AbortSignal): Promise<InlineAnswer> {
    const { backend, clock, metrics, placeAt, projectOf, hostDelayMs } = this.#parts;
    const { document, offset } = request;
    const trace = new Trace(clock);
    const place = placeAt({ uri: document.uri, languageId: document.languageId, text: document.text, offset });
    const project = projectOf(document.uri);
    const scope = this.#parts.scopeAt?.({ uri: document.uri, text: document.text, offset });
    const ask = createAsk({ request, settings, signal, trace, place, scope, project });
    trace.locate({ place: ask.place, languageId: ask.region.languageId });
    const readMs = trace.elapsedMs();

    // 1 trigger
    const trigger = decideTrigger(ask);
    trace.note("trigger", `${ask.isInvoked ? "Explicit" : "Automatic"} request in ${ask.place}: ${trigger.reason}`);
    if (trigger.kind === "skip") return this.#nothing(ask, "trigger", trigger.reason);
    const kind = textKindOf(ask.place);
    const off = kind && !ask.isInvoked ? switchOff(settings.enable, { ...ask.region, kind }) : undefined;
    if (off !== undefined) {
      trace.conclude("settings", `Suggestions are off in ${kind} (nanotype.enable). You can still ask with Alt+\\.`, {
        kind: "switchedOff",
        name: off,
      });
      return this.#nothing(ask);
    }
    this.#parts.names?.prepare(ask);
    const { multiline } = settings;
    const lines = trigger.kind === "ask" && multiline !== "never" ? trigger.lines : "one";
    const mayBeginWithLineEnd = ask.isInvoked
      ? multiline !== "never"
      : multiline === "auto" && trigger.kind === "known";
    const cut = { lines, mayBeginWithLineEnd };

    // 2 type-through, doc comment, 3 cache: never wait for a backend
    const typedAlong = ask.isInvoked ? undefined : this.#fromOffer(ask);
    if (typedAlong !== undefined) return typedAlong;
    if (mayDocument(document.languageId, ask.prefix, ask.suffix)) {
      const documented = await this.#fromDeclaration(ask);
      if (signal.aborted) return this.#cancelled(ask);
      if (documented !== undefined) return documented;
    }
    const wantsAll = ask.isInvoked && (request.wantsAll === true || this.#isShownAt(ask));
    const known = ask.isInvoked && !wantsAll ? undefined : this.#fromCache(ask, cut);
    if (known !== undefined) return known;
    if (trigger.kind === "known") {
      this.#ahead.want(ask);
      return this.#nothing(ask, "trigger", trigger.reason);
    }
    if (this.#isTaken(ask) && this.#isLineOver(ask)) {
      this.#ahead.want(ask);
      return this.#nothing(ask);
    }
    if (!ask.isInvoked && this.#ahead.wasAsked(ask) && this.#cache.get(this.#question(ask))?.typedLength === 0)
      return this.#nothing(ask);
    if (settings.memory === "only") return this.#fromMemory(ask) ?? this.#nothing(ask, "memory", nothingRemembered);

    let flight = this.#flights.join(ask, lines);
    if (flight !== undefined) {
      trace.note("join", "A generation under way fits.");
    } else {
      const expectedLatencyMs = backend.expectedLatencyMs(ask.reader);
      const isSlow = expectedLatencyMs > slowLatencyMs && !ask.isInvoked && settings.memory !== "off";
      const remembered = isSlow ? this.#fromMemory(ask) : undefined;
      if (remembered !== undefined) return remembered;

      // 4 debounce; meanwhile, and never waited for, text from elsewhere is gathered
      this.#parts.snippets?.prepare(ask);
      const { isInvoked } = ask;
      const delayMs = this.#debounce.delayMs({
        expectedLatencyMs,
        isInvoked,
        hostDelayMs,
        maxMs: settings.debounceMaxMs,
      });
      if (delayMs > 0 && !this.#flights.isAtHand(ask)) {
        trace.note("debounce", `Waits ${Math.round(delayMs)} ms for a pause.`);
        const waitStartMs = trace.elapsedMs();
        await wait(clock, delayMs, signal);
        if (!signal.aborted) metrics.observe("debounce", trace.elapsedMs() - waitStartMs);
      }
      if (signal.aborted) return this.#cancelled(ask);

      // 5 prompt, 6 stream, 7 stop conditions; an identical request may have begun them during the wait
      flight = this.#flights.join(ask, lines);
      if (flight === undefined) {
        const buildStartMs = trace.elapsedMs();
        flight = this.#takeOff(ask, lines);
        metrics.observe("context", readMs + trace.elapsedMs() - buildStartMs);
      }
    }
    return this.#fromFlight(ask, flight, { ...cut, wantsAll });
  }

  /** Returns the inputs of a keystroke's request at a caret. */
  ask(request: InlineRequest, settings: CompletionSettings): Ask {
    const { clock, placeAt, projectOf } = this.#parts;
    const { uri, languageId, text } = request.document;
    const place = placeAt({ uri, languageId, text, offset: request.offset });
    const project = projectOf(uri);
    const { signal } = new AbortController();
    return createAsk({ request, settings, place, project, trace: new Trace(clock), signal });
  }

  /** Records a document that was opened, or may be completed from now on. */
  documentOpened(document: DocumentState): void {
    this.#texts.set(document.uri, document.text);
    this.#parts.names?.opened(document);
  }

  /** Records a change: learns the rhythm and the deletions, and cancels generations that the user no longer types along with. */
  documentChanged(uri: string, text: string, edits: readonly OffsetEdit[]): void {
    this.#debounce.noteKey();
    const before = this.#texts.get(uri);
    if (before !== undefined) this.#refusals.changed(uri, before, edits);
    this.#texts.set(uri, text);
    const edit = edits.at(-1);
    if (edit !== undefined) this.#edits.set(uri, edit);
    this.#ahead.forget(uri);
    this.#flights.documentChanged(uri, text);
    this.#parts.names?.changed(uri);
  }

  /** Records that the user has hidden the suggestion shown in a document. */
  dismissed(uri: string): void {
    const offer = this.#offers.get(uri);
    if (offer === undefined) return;
    this.#refusals.dismissed(uri, offer, offer.text);
    this.#offers.delete(uri);
  }

  /** Forgets a document. */
  documentClosed(uri: string): void {
    this.#refusals.forget(uri);
    this.#ahead.forget(uri);
    this.#flights.hangUp(uri);
    this.#parts.names?.closed(uri);
    this.#offers.delete(uri);
    this.#texts.delete(uri);
    this.#edits.delete(uri);
  }

  /** Forgets every answer, e.g. after another model was chosen. */
  clear(): void {
    this.#flights.hangUpAll();
    this.#offers.clear();
    this.#cache.clear();
  }

  /** Waits for a generation until something can be shown: a line, and for a request by key its whole first candidate. */
  async #fromFlight(
    ask: Ask,
    flight: Flight,
    wanted: Omit<Cut, "typedLength"> & { readonly wantsAll: boolean },
  ): Promise<InlineAnswer> {
    const { trace, signal, isInvoked } = ask;
    const typed = ask.prefix.slice(flight.origin.prefix.length);
    const cut = { ...wanted, typedLength: typed.length };
    const isRunning = (): boolean => flight.state.kind === "running";
    const isLate = (budgetMs: number): boolean => ask.request.wantsAll !== true && trace.elapsedMs() >= budgetMs;
    const showable = (): number =>
      isRunning() ? showableCount(flight, { ...cut, isLate: isLate(explicitBudgetMs) }) : flight.candidates.length;
    let judgedCount = 0;
    let answer: InlineAnswer | undefined;
    flight.waiterCount++;
    // A block is judged by the grammar; a document that has just been opened is read soon.
    const within = (budgetMs: number, work: Promise<void> | undefined) =>
      work && Promise.race([work, wait(this.#parts.clock, budgetMs, signal)]);
    const { parsed, names } = this.#parts;
    const isRead = isInvoked ? within(othersBudgetMs, parsed?.(ask.request.document.uri, signal)) : undefined;
    const isNamed = isInvoked ? within(namesBudgetMs, names?.answered(ask)) : undefined;
    do {
      const wantedCount = (): number =>
        wanted.wantsAll && !isLate(othersBudgetMs) ? invokedCandidates : judgedCount + 1;
      while (isRunning() && showable() < wantedCount()) {
        await flight.progress(signal);
        if (signal.aborted) return this.#cancelled(ask, flight);
        if (flight.aborted) return this.#nothing(ask, "request", "A newer request overtook this one.");
      }
      if (flight.state.kind === "failed") return this.#failed(ask, flight.state.error);

      await isRead;
      await isNamed;
      if (signal.aborted) return this.#cancelled(ask, flight);

      // 8 postprocess, rank, answer
      judgedCount = showable();
      const written = flight.candidates.slice(0, judgedCount);
      const fitting = written.filter(({ text }) => text.startsWith(typed));
      if (written.every(({ text }) => text === "")) trace.note("request", "The model wrote nothing here.");
      else if (fitting.length === 0) trace.note("request", "The model's suggestion no longer matched what you typed.");
      const isGrowing = isRunning();
      const candidates = fitting.flatMap((scored) => candidateFromModel(ask, { scored, isGrowing, ...cut }) ?? []);
      if (flight.keptIn !== undefined) trace.note("stored", storedNote[flight.keptIn]);
      const made = typed === "" ? "model" : "joined";
      const { keptIn } = flight;
      const named = isInvoked ? await this.#filled(ask, candidates, wanted) : candidates;
      if (ask.signal.aborted) return this.#cancelled(ask, flight);
      answer = this.#offerBest(ask, named, keptIn === undefined ? made : "stored", keptIn);
      // Where the first candidate of a request by key is worth nothing, another one may be.
    } while (answer === undefined && isInvoked && isRunning());
    flight.waiterCount--;
    if (answer === undefined && this.#isTaken(ask)) this.#ahead.want(ask);
    if (answer === undefined && flight.waiterCount === 0) flight.endAfterLine();
    return answer ?? this.#nothing(ask);
  }

  /** Names real members in candidates that name others. */
  #filled(ask: Ask, candidates: readonly Candidate[], cut: Omit<Cut, "typedLength">): Promise<readonly Candidate[]> {
    const { names, backend, secrets, clock, memory } = this.#parts;
    const askAt = (request: InlineRequest, settings: CompletionSettings): Ask => this.ask(request, settings);
    const candidateOf = (text: string): Candidate | undefined => {
      const scored = new ScoredText();
      scored.append({ candidate: 0, text, tokenCount: 0, finish: "end" });
      return candidateFromModel(ask, { ...cut, scored, typedLength: 0 });
    };
    return fillGaps(ask, candidates, {
      ...{ names, backend, secrets, clock, askAt, candidateOf },
      isInUse: (name) => isNameInUse(ask, name, memory),
    });
  }

  #takeOff(ask: Ask, lines: "one" | "block", priority?: Priority): Flight {
    ask.trace.note("request", `Asks ${this.#parts.backend.model} for ${lines === "one" ? "a line" : "a block"}.`);
    this.#parts.metrics.modelRequested();
    return this.#flights.takeOff(ask, lines, priority);
  }

  #fromOffer(ask: Ask): InlineAnswer | undefined {
    const offer = this.#offers.get(ask.request.document.uri);
    const rest = offer && remainderOf(offer, ask.prefix, ask.suffix);
    // The editor may have named what exists since.
    const remainder = rest && realNames(ask, [rest], this.#parts.names).candidates.at(0);
    if (remainder === undefined || this.#isRefused(ask, remainder.text)) return undefined;
    ask.trace.note("typeThrough", "The user is typing the offered text.");
    return this.#offer(ask, [remainder], "typeThrough");
  }

  async #fromDeclaration(ask: Ask): Promise<InlineAnswer | undefined> {
    const { prefix, suffix, signal, settings, request } = ask;
    const caret = { document: request.document, prefix, suffix, docstrings: settings.docstrings, signal };
    const offer = await this.#parts.documentDeclaration?.(caret);
    if (offer === undefined || signal.aborted || this.#isRefused(ask, offer.text)) return undefined;
    ask.trace.note("docComment", "A doc comment was begun, and the declaration says what belongs into it.");
    return this.#offer(ask, [offer], "declaration");
  }

  #fromCache(ask: Ask, cut: Omit<Cut, "typedLength">): InlineAnswer | undefined {
    const hit = this.#cache.get(this.#question(ask));
    if (hit === undefined) return undefined;
    const { typedLength } = hit;
    // Asked by key: only the other candidates of the request before.
    if (ask.isInvoked && (typedLength > 0 || hit.candidates.length === 1)) return undefined;
    ask.trace.note("cache", `A generation from ${typedLength} characters earlier fits.`);
    const candidates = hit.candidates.flatMap(
      (scored) => candidateFromModel(ask, { scored, typedLength, ...cut }) ?? [],
    );
    return this.#offerBest(ask, candidates, "cache");
  }

  /** Reports whether the caret is behind the suggestion that was shown last: it was accepted, or typed. */
  #isTaken({ prefix, suffix, request, isInvoked }: Ask): boolean {
    const shown = this.#offers.get(request.document.uri);
    if (isInvoked || shown === undefined) return false;
    return prefix === shown.prefix + shown.text && suffix === shown.suffix.slice(shown.replaceSuffixLength);
  }

  /** Reports whether an earlier generation ends the line here. */
  #isLineOver(ask: Ask): boolean {
    const hit = this.#cache.get(this.#question(ask));
    return hit?.candidates.every(({ text }) => beginsWithLineEnd(text.slice(hit.typedLength))) ?? false;
  }

  /** Reports whether an earlier generation has a suggestion worth showing at a caret. */
  #isKnown(ask: Ask): boolean {
    const { candidates = [], typedLength = 0 } = this.#cache.get(this.#question(ask)) ?? {};
    return candidates.some((scored) => {
      const candidate = candidateFromModel(ask, { scored, typedLength, lines: "one", mayBeginWithLineEnd: false });
      return candidate !== undefined && this.#judge(ask, candidate).offer;
    });
  }

  /** Reports whether the caret has a suggestion already, so that a request by key looks for another one. */
  #isShownAt({ prefix, suffix, request }: Ask): boolean {
    const shown = this.#offers.get(request.document.uri);
    return shown?.prefix === prefix && shown.suffix === suffix;
  }

  #fromMemory(ask: Ask): InlineAnswer | undefined {
    const candidate = candidateFromMemory(ask, this.#parts.memory);
    return candidate && this.#offerBest(ask, [candidate], "memory");
  }

  /** Keeps a generation's text for later requests, whether or not a request still waits for it. */
  #keep(flight: Flight, ask: Ask): void {
    const first = flight.candidates.at(0);
    if (first === undefined) return;
    if (!first.finished) first.finish(Math.max(0, first.text.lastIndexOf("\n")));
    if (first.text !== "" || !flight.aborted) this.#cache.set(this.#question(ask), flight.candidates);
  }

  #offerBest(
    ask: Ask,
    candidates: readonly Candidate[],
    by: AnswerSource,
    keptIn?: "disk" | "redis",
  ): InlineAnswer | undefined {
    const real = realNames(ask, candidates, this.#parts.names);
    const worthy = rank(readable(ask, real.candidates, this.#parts.trialAt)).filter((candidate) => {
      const verdict = this.#judge(ask, candidate);
      if (!verdict.offer)
        ask.trace.note("rank", verdict.reason, { kind: "uncertain", eagerness: ask.settings.eagerness });
      return verdict.offer && !this.#isRefused(ask, candidate.text) && !isRisky(ask, candidate.text);
    });
    return worthy.length === 0
      ? undefined
      : this.#offer(ask, worthy.slice(0, ask.isInvoked ? invokedCandidates : 1), by, keptIn);
  }

  /** Decides whether a candidate is worth showing: the model's in code by all that is known about it, others by their certainty. */
  #judge(ask: Ask, candidate: Candidate): Judgement {
    const { eagerness } = ask.settings;
    const { profile, text } = candidate;
    const { control, memory } = this.#parts;
    // The words of prose were judged one by one.
    if (profile !== undefined && isOfferedByWords(ask)) return { offer: true };
    // The judgement was learnt in source files that the memory knew; it learns a document a moment after it was opened.
    const isJudged = (this.#parts.isRemembered ?? ((uri) => memory.isRemembered(normal(uri))))(
      ask.request.document.uri,
    );
    if (ask.isInvoked || profile === undefined || !isJudged)
      return shouldOffer({ ...candidate, eagerness, trigger: ask.request.trigger });
    const facts = { ask, text, profile, copies: copiesAt(ask, memory) };
    return control.verdict(facts, { eagerness, approach: this.#isTyping(ask.request) ? "typing" : "arrived" });
  }

  /** Reports whether the caret is behind text that was inserted last, or inside the brackets that the editor closed with it. */
  #isTyping({ document, offset }: InlineRequest): boolean {
    const edit = this.#edits.get(document.uri);
    return edit !== undefined && edit.startOffset < offset && offset <= edit.newEndOffset;
  }

  /** Reports whether the user has just refused or deleted a text here; a request by key gets it again. */
  #isRefused(ask: Ask, text: string): boolean {
    const reason = ask.isInvoked ? undefined : this.#refusals.reason(ask.request.document.uri, ask, text);
    if (reason !== undefined) ask.trace.note("refusal", reason, { kind: "refused" });
    return reason !== undefined;
  }

  #offer(
    ask: Ask,
    candidates: readonly Omit<ShownOffer, "prefix" | "suffix">[],
    by: AnswerSource,
    keptIn?: "disk" | "redis",
  ): InlineAnswer {
    const { prefix, suffix, trace } = ask;
    const { document, offset, selectedCompletion } = ask.request;
    const best = candidates.at(0);
    if (best !== undefined) this.#offers.set(document.uri, { prefix, suffix, ...best });
    if (ask.isInvoked) for (const { text } of candidates) this.#refusals.lift(document.uri, ask, text);
    const items = candidates.map(({ text, replaceSuffixLength, caretAfter, writtenBy, arm }): InlineItem => {
      const insertText = (selectedCompletion?.text ?? "") + text;
      const start = selectedCompletion?.start ?? offset;
      const id = String(++this.#lastItem);
      return {
        id,
        insertText,
        start,
        end: offset + replaceSuffixLength,
        ...(caretAfter !== undefined && { caretAfter }),
        ...(writtenBy !== undefined && { writtenBy }),
        ...(arm !== undefined && { arm }),
      };
    });
    trace.note("source", sourceSentences[by]);
    trace.conclude(
      "answer",
      `${items.length === 1 ? "A suggestion was" : `${items.length} suggestions were`} shown here.`,
    );
    this.#parts.metrics.answered({ kind: "offered", by, ...(keptIn && { keptIn }) }, trace.elapsedMs());
    return { items, origin: { by, place: ask.place, languageId: ask.region.languageId }, trace };
  }

  /** Returns an empty answer; without a reason of its own, the last step's is the verdict. */
  #nothing(ask: Ask, step?: string, reason?: string): InlineAnswer {
    if (step !== undefined && reason !== undefined) ask.trace.conclude(step, reason);
    else ask.trace.concludeWithLast();
    this.#parts.metrics.answered({ kind: "empty" }, ask.trace.elapsedMs());
    return { items: [], trace: ask.trace };
  }

  /**
   * Ends the generation after an Escape or a moved caret, unless another request waits for it; after a keystroke `documentChanged` has
   * decided. An editor may cancel before it reports the keystroke: a slow generation is too expensive to restart for that.
   */
  #cancelled(ask: Ask, flight?: Flight): InlineAnswer {
    const { backend, clock, metrics } = this.#parts;
    const { uri, text } = ask.request.document;
    if (flight !== undefined) {
      flight.waiterCount--;
      const hangUpUnlessWanted = (): void => {
        const isUntouched = (this.#texts.get(uri) ?? text) === text;
        if (isUntouched && flight.waiterCount === 0) this.#flights.hangUp(uri, flight);
      };
      if (backend.expectedLatencyMs(ask.reader) > slowLatencyMs) clock.after(cancelGraceMs, hangUpUnlessWanted);
      else hangUpUnlessWanted();
    }
    ask.trace.conclude("cancel", "The editor no longer wanted an answer.");
    metrics.answered({ kind: "cancelled" }, ask.trace.elapsedMs());
    return { items: [], trace: ask.trace };
  }

  /** Answers after a failure of the backend: the memory may still know. */
  #failed(ask: Ask, error: unknown): InlineAnswer {
    const { log, metrics } = this.#parts;
    const kind = error instanceof BackendError ? error.kind : "unexpected";
    log.warn("backend failed", { kind, error: error instanceof Error ? error.name : typeof error });
    metrics.backendFailed(kind);
    const message = error instanceof BackendError ? error.message : "The model failed unexpectedly; the log has more.";
    ask.trace.note("request", message);
    const remembered = ask.settings.memory === "off" ? undefined : this.#fromMemory(ask);
    if (remembered !== undefined) return remembered;
    ask.trace.conclude("memory", `${message} ${nothingRemembered}`, { kind: "failed" });
    return this.#nothing(ask);
  }

  #question({ prefix, suffix, request, reader: { project } }: Ask): CacheQuestion {
    return { prefix, suffix, project, languageId: request.document.languageId, model: this.#parts.backend.model };
  }
}

/** Reports whether a text is given only on request. */
function isRisky(ask: Ask, text: string): boolean {
  const { prefix, request } = ask;
  const known = [request.document, ...(request.above ?? [])].map((document) => document.text);
  const risk = ask.isInvoked ? undefined : riskOf(text, { prefix, known });
  if (risk !== undefined) ask.trace.note("risk", risk, { kind: "risky" });
  return risk !== undefined;
}

/** Makes the observer of one generation: measures its stages, unless the answer was kept. */
function generationWatch({ clock, metrics }: CompletionParts): NonNullable<Generation["watch"]> {
  const startMs = clock.nowMs();
  let hasBegun = false;
  let hasLine = false;
  return ({ candidate, waitedMs, keptIn }, { text, finished }) => {
    if (hasLine || candidate > 0 || keptIn !== undefined) return;
    const elapsedMs = clock.nowMs() - startMs;
    if (!hasBegun) metrics.observe("firstToken", elapsedMs);
    if (!hasBegun && waitedMs !== undefined) metrics.observe("queue", waitedMs);
    hasBegun = true;
    hasLine = finished || firstLineLength(text) !== undefined;
    if (hasLine) metrics.observe("firstLine", elapsedMs);
  };
}

const storedNote = {
  disk: "The same was asked before; the answer was kept on this machine.",
  redis: "The same was asked before, perhaps by a colleague; the answer came from the team's cache.",
};

const nothingRemembered = "The workspace memory knows nothing that followed this text.";

/** Returns the number of candidates that can be shown: the whole ones, and the first one from its first line on if that line or haste is all there is. */
function showableCount(flight: Flight, params: Cut & { isLate: boolean }): number {
  const { lines, typedLength, mayBeginWithLineEnd, isLate } = params;
  const first = flight.candidates.at(0);
  if (flight.wholeCount > 0 || first === undefined) return flight.wholeCount;
  const rest = first.text.slice(typedLength);
  const isLineOver = !mayBeginWithLineEnd && beginsWithLineEnd(rest);
  const hasLine = isLineOver || firstLineLength(rest) !== undefined;
  return hasLine && (lines === "one" || isLate) ? 1 : 0;
}
