import type { Backend, BackendLimits, CompletionChunk, RoutableRequest } from "../../model/backend";
import { certaintyOfFirstLine, isWorthKeeping } from "../../model/certainty";
import type { MemoryReader } from "../../model/memory/memoryReader";
import { wait, type Clock } from "../../base/clock";
import { inBackground } from "../../base/inBackground";
import type { Mode } from "../../settings/modes";
import type { AnswerPiece, AnswerStore, StoredAnswer, StoreKind } from "./answerStore";

/** The current stores of answers, and the inputs besides the prompt that answers depend on. */
export interface AnswerPlace {
  readonly stores: readonly AnswerStore[];
  /** Names the models and endpoints that answer, in words that are the same on every machine. */
  readonly origin: string;
}

/** Time that a request waits for a kept answer if the model could not answer, in ms. Source: the most that a store may ever cost. */
const lastResortMs = 5;

/** Shortest first line worth keeping, in characters that are not blank. // guess */
const minChars = 3;

/**
 * UTF-16 units before and after the caret that must be the same. // guess: 25 lines; with the whole prompt a typist who
 * types a passage again finds 68 % of the answers, but none once a line elsewhere is another
 */
const [prefixTailChars, suffixHeadChars] = [1_024, 256];

/** Longest answer kept, in UTF-16 units; 64 tokens of a keystroke's answer are far less. */
const maxChars = 8_192;

/**
 * A backend with a memory that outlives it. It asks the model at once and looks for a kept answer in parallel: one that
 * is found before the model has produced anything is returned, and the model's work stopped; else the model's is. The model's
 * answer is kept afterwards, if it was whole and sure, and its prompt held no secret: known ones are cut out before it comes
 * here, and recently changed lines are searched before anything is kept.
 *
 * Only keystrokes are served: an explicit request wants something other than the earlier answer.
 */
export class StoredAnswers implements Backend<RoutableRequest> {
  readonly #backend: Backend<RoutableRequest>;
  readonly #clock: Clock;
  readonly #mode: () => Mode;
  #place: AnswerPlace | undefined;

  constructor(params: { backend: Backend<RoutableRequest>; clock: Clock; mode: () => Mode }) {
    this.#backend = params.backend;
    this.#mode = params.mode;
    this.#clock = params.clock;
  }

  /** Keeps answers there from now on; `undefined` keeps and finds none. Pending requests continue with the earlier stores. */
  use(place: AnswerPlace | undefined): void {
    this.#place = place;
  }

  get name(): string {
    return this.#backend.name;
  }

  get model(): string {
    return this.#backend.model;
  }

  get limits(): BackendLimits {
    return this.#backend.limits;
  }

  expectedLatencyMs(reader?: MemoryReader): number {
    return this.#backend.expectedLatencyMs(reader);
  }

  isOnlyLocal(): boolean {
    return this.#backend.isOnlyLocal?.() ?? false;
  }

  stream(request: RoutableRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const place = this.#placeFor(request);
    return place === undefined ? this.#backend.stream(request, signal) : this.#beside(request, signal, place);
  }

  isAtHand(request: RoutableRequest): boolean {
    const place = this.#placeFor(request);
    if (place === undefined) return false;
    const question = questionOf(request, place.origin);
    return place.stores.some((store) => store.holds(question));
  }

  /** Returns the place in which this request's answer may be kept and found, if any. */
  #placeFor({ documentUri, priority, candidateCount }: RoutableRequest): AnswerPlace | undefined {
    const { stores = [], origin = "" } = this.#place ?? {};
    const serving = stores.filter((store) => store.serves(documentUri));
    const isServed = priority === "keystroke" && candidateCount === 1 && serving.length > 0;
    return isServed ? { stores: serving, origin } : undefined;
  }

  async *#beside(
    request: RoutableRequest,
    signal: AbortSignal,
    place: AnswerPlace,
  ): AsyncGenerator<CompletionChunk, void> {
    const question = questionOf(request, place.origin);
    // Looking for secrets, sealing and sending come after the answer, which they would hold up.
    const keep = (answer: StoredAnswer): void =>
      void setImmediate(() =>
        inBackground("keeping a completion", () => {
          if (isChecked(request)) for (const store of place.stores) store.keep(question, answer, request.documentUri);
        }),
      );
    const work = new AbortController();
    const either = AbortSignal.any([signal, work.signal]);
    const chunks = this.#backend.stream(keepingLater(request, keep), either)[Symbol.asyncIterator]();
    try {
      // The order is the promise: the model is at work before anything is looked up.
      const first = settled(chunks.next());
      const found = find(place.stores, question);
      const asked = await Promise.race([first, found.then(async (hit) => hit ?? (await first))]);
      const hit =
        asked.kind === "failed" ? await this.#lastResort(found, signal) : asked.kind === "hit" ? asked : undefined;
      if (signal.aborted) return;
      if (hit === undefined) {
        yield* this.#follow(await first, chunks, { signal, mode: this.#mode(), keep });
        return;
      }
      work.abort();
      // An answer from the team's server is available after the next restart.
      const disk = hit.store === "redis" ? place.stores.find(({ kind }) => kind === "disk") : undefined;
      disk?.keep(question, hit.answer, request.documentUri);
      yield* replay(hit);
    } finally {
      // No caller waits for its end or needs its result.
      chunks.return?.().catch(() => undefined);
    }
  }

  /** Passes the model's chunks on and keeps them, if the consumer was content or they came to an end. */
  async *#follow(
    first: Settled,
    chunks: AsyncIterator<CompletionChunk>,
    params: { signal: AbortSignal; mode: Mode; keep: (answer: StoredAnswer) => void },
  ): AsyncGenerator<CompletionChunk, void> {
    const pieces: AnswerPiece[] = [];
    let isWhole = true;
    try {
      for (let next = first; ; next = await settled(chunks.next())) {
        if (next.kind === "failed") throw next.error;
        if (next.kind === "ended") return;
        const { text, tokenCount, logProb, finish } = next.chunk;
        pieces.push({ text, tokenCount, ...(logProb === undefined ? {} : { logProb }) });
        if (finish === "contentFilter") isWhole = false;
        yield next.chunk;
      }
    } catch (error) {
      isWhole = false;
      throw error;
    } finally {
      const isWanted = isWhole && !params.signal.aborted;
      if (isWanted && isLongEnough(pieces) && isWorthKeeping(certaintyOfFirstLine(pieces), params.mode))
        params.keep(pieces);
    }
  }

  /** Returns a store's answer after the model has failed, if it comes soon. */
  async #lastResort(found: Promise<Hit | undefined>, signal: AbortSignal): Promise<Hit | undefined> {
    return Promise.race([found, wait(this.#clock, lastResortMs, signal).then(() => undefined)]);
  }
}

interface Hit {
  readonly kind: "hit";
  readonly store: StoreKind;
  readonly answer: StoredAnswer;
}

type Settled =
  | { readonly kind: "chunk"; readonly chunk: CompletionChunk }
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly error: unknown };

/** Reports whether the prompt's every line has been searched for secrets: otherwise the answer may repeat one. */
function isChecked({ prompt, checked }: RoutableRequest): boolean {
  const { path, prefix, suffix } = checked();
  return path === prompt.path && prefix === prompt.prefix && suffix === prompt.suffix;
}

/**
 * Returns the inputs of an answer. Only the nearest text around the caret counts, so that an answer outlives a change elsewhere in
 * the file; a found answer is still cleaned and judged against the text as it is now.
 */
function questionOf(request: RoutableRequest, origin: string): string {
  const { prompt, maxTokens, stop, demoteAfter, memory, reader } = request;
  const { path, languageId, prefix, suffix } = prompt;
  const around = [prefix.slice(-prefixTailChars), suffix.slice(0, suffixHeadChars)];
  const whose = [reader?.project ?? "", reader?.family ?? "", reader?.isComment ?? false];
  return JSON.stringify([origin, ...whose, languageId, path, ...around, maxTokens, stop, demoteAfter ?? "", memory]);
}

/** Returns the first answer that any store has; `undefined` if none has one. */
function find(stores: readonly AnswerStore[], question: string): Promise<Hit | undefined> {
  return new Promise((resolve) => {
    let openCount = stores.length;
    const look = async (store: AnswerStore): Promise<void> => {
      try {
        const answer = await store.find(question);
        if (answer !== undefined) resolve({ kind: "hit", store: store.kind, answer });
      } finally {
        if (--openCount === 0) resolve(undefined);
      }
    };
    for (const store of stores) inBackground("looking for a kept completion", look(store));
  });
}

/** Returns the same request; a better answer that comes later is kept, too. */
function keepingLater(request: RoutableRequest, keep: (answer: StoredAnswer) => void): RoutableRequest {
  const { later } = request;
  if (later === undefined) return request;
  const take = (text: string): void => {
    const answer = [{ text, tokenCount: 1 }];
    if (isLongEnough(answer)) keep(answer);
    later.take(text);
  };
  return { ...request, later: { signal: later.signal, take } };
}

function isLongEnough(answer: StoredAnswer): boolean {
  const text = answer.map((piece) => piece.text).join("");
  return text.length <= maxChars && (text.match(/\S/g)?.length ?? 0) >= minChars;
}

function* replay({ store, answer }: Hit): Generator<CompletionChunk> {
  for (const piece of answer) yield { candidate: 0, ...piece, keptIn: store };
  yield { candidate: 0, text: "", tokenCount: 0, finish: "end", keptIn: store };
}

async function settled(next: Promise<IteratorResult<CompletionChunk>>): Promise<Settled> {
  try {
    const result = await next;
    return result.done === true ? { kind: "ended" } : { kind: "chunk", chunk: result.value };
  } catch (error) {
    return { kind: "failed", error };
  }
}
