import type { Backend, BackendLimits, CompletionChunk, CompletionRequest, RoutableRequest } from "../backend";
import type { Drafter, DraftRequest } from "../draft";
import { isDoubtful, isHopeless } from "../certainty";
import { wait, type Clock } from "../../base/clock";
import { BackendError } from "../errors";
import type { MemoryReader } from "../memory/memoryReader";
import { inBackground } from "../../base/inBackground";
import { Attempt, firstUsable } from "./attempt";
import { cutPrompt } from "./cutPrompt";
import { failOver } from "./failOver";
import { usesEndpoints, type Mode } from "../../settings/modes";
import type { RoutedEndpoint } from "./routedEndpoint";

/** The router's current mode and endpoints; from the settings. */
export interface Routes {
  readonly mode: Mode;
  /** In order of preference; empty means that only the local model answers. */
  readonly endpoints: readonly RoutedEndpoint[];
  /** In `hybrid`: ask both at each pause, the faster one answers. */
  readonly hedge: boolean;
}

/** Pause in typing before an endpoint is asked in the background, in ms. Source: bench/pauses.ts, 23 % of a typist's gaps are longer. */
const pauseMs = 200;

/**
 * Time that an endpoint may continue after its answer was found complete, in ms: hanging up costs the connection and the count of
 * its tokens, letting it finish costs a few tokens. A cancelled request is ended at once. // guess
 */
const finishMs = 500;

/** Time that an explicit request waits for the cloud before it takes the local answer, in ms. // guess */
const explicitPatienceMs = 2_500;

/** In `cloud`, the local model joins in when the first line takes this many times longer than usual, but at least `leastMs`. // guess */
const late = { factor: 3, leastMs: 800 };

/** Signals that end the work for a request, on either side. */
interface Ends {
  readonly local: AbortSignal;
  readonly cloud: AbortSignal;
}

/**
 * Decides which backend answers: the local model, an endpoint, or whichever is first. To the pipeline it is a backend like
 * any other. The only place that asks a second endpoint when a first one fails.
 */
export class Router implements Backend<RoutableRequest>, Drafter {
  readonly #local: Backend;
  readonly #mayLeave: (documentUri: string) => boolean;
  readonly #clock: Clock;
  #routes: Routes = { mode: "local", endpoints: [], hedge: false };

  /** `mayLeave` reports whether text of a document may be sent to endpoints. */
  constructor(params: { local: Backend; clock: Clock; mayLeave: (documentUri: string) => boolean }) {
    this.#mayLeave = params.mayLeave;
    this.#local = params.local;
    this.#clock = params.clock;
  }

  /** Takes new routes; pending requests continue on the old ones until these are disposed of. */
  use(routes: Routes): void {
    this.#routes = routes;
  }

  get mode(): Mode {
    return this.#routes.mode;
  }

  get name(): string {
    return this.#usesCloud ? this.#routes.mode : this.#local.name;
  }

  get model(): string {
    const preferred = this.#routes.endpoints.at(0);
    if (!this.#usesCloud || preferred === undefined) return this.#local.model;
    return this.mode === "cloud" ? preferred.backend.model : `${this.#local.model} + ${preferred.backend.model}`;
  }

  /** The backend that answers at the moment, for people; failing endpoints are left out. */
  get answering(): { readonly backend: string; readonly model: string } {
    const local = { backend: this.#local.name, model: this.#local.model };
    const endpoint = this.#usesCloud ? this.#routes.endpoints.find(({ isUsable }) => isUsable) : undefined;
    if (endpoint === undefined) return local;
    const { name, model } = endpoint.backend;
    const at = `${model} at ${name}`;
    return { backend: this.mode, model: this.mode === "cloud" ? at : `${local.model} + ${at}` };
  }

  /** Returns the request as the local model would receive it now. */
  localRequest(request: CompletionRequest): CompletionRequest {
    return this.#usesCloud ? this.#forLocal(request) : request;
  }

  get limits(): BackendLimits {
    const preferred = this.#routes.endpoints.at(0);
    return this.#usesCloud && preferred !== undefined ? preferred.backend.limits : this.#local.limits;
  }

  /** Reports whether text of a document may reach an endpoint now. */
  mayReachEndpoint(uri: string): boolean {
    return this.#admitted(uri).length > 0;
  }

  isOnlyLocal(): boolean {
    return !this.#usesCloud;
  }

  expectedLatencyMs(reader?: MemoryReader): number {
    const localMs = this.#local.expectedLatencyMs(reader);
    const cloud = this.mode === "cloud" ? this.#routes.endpoints.find((endpoint) => endpoint.admits()) : undefined;
    return cloud?.backend.expectedLatencyMs() ?? localMs;
  }

  async *stream(request: RoutableRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    // Only a model on this machine ranks words.
    if (!this.#usesCloud || request.words !== undefined) {
      yield* this.#local.stream(this.localRequest(request), signal);
      return;
    }
    const left = { local: new AbortController(), cloud: new AbortController() };
    const ends = {
      local: AbortSignal.any([signal, left.local.signal]),
      cloud: AbortSignal.any([signal, left.cloud.signal]),
    };
    try {
      if (this.mode === "cloud") yield* this.#cloudFirst(request, ends);
      else if (request.priority !== "keystroke") yield* this.#explicit(request, ends);
      else if (this.#routes.hedge) yield* this.#race(request, ends);
      else yield* this.#localFirst(request, ends);
    } finally {
      left.local.abort();
      if (signal.aborted) left.cloud.abort();
      else this.#clock.after(finishMs, () => left.cloud.abort());
    }
  }

  /** True if an endpoint may be asked for a draft now. Otherwise drafts are made without one. */
  get canDraft(): boolean {
    return this.#usesCloud && this.#routes.endpoints.some((endpoint) => endpoint.admits());
  }

  /**
   * Streams a draft from the first endpoint that gives one. The local model writes none: it completes.
   * @throws BackendError of any kind; `unreachable` if no endpoint may be asked.
   */
  async *draft(request: DraftRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    const endpoints = this.#admitted(request.subjectUri);
    if (endpoints.length === 0) throw new BackendError("unreachable", "No endpoint can write a draft now.");
    yield* failOver(
      endpoints.map((endpoint) => () => endpoint.draft(request, signal)),
      signal,
    );
  }

  get #usesCloud(): boolean {
    const { mode, endpoints } = this.#routes;
    return endpoints.length > 0 && usesEndpoints(mode);
  }

  /** Serves `cloud`: the endpoints answer; the local model when they fail, or beside them when they are late. */
  async *#cloudFirst(request: RoutableRequest, ends: Ends): AsyncIterable<CompletionChunk> {
    const signal = ends.local;
    const cloud = this.#askCloud(request, ends.cloud);
    if (cloud === undefined) {
      yield* this.#local.stream(this.#forLocal(request), signal);
      return;
    }
    const lateMs = Math.max(late.leastMs, this.expectedLatencyMs(request.reader) * late.factor);
    await this.#atMost(lateMs, cloud.firstLine(), signal);
    if (signal.aborted) return;
    if (cloud.isUsable) yield* cloud.follow();
    else yield* this.#faster([cloud, this.#askLocal(request, signal)], signal);
  }

  /** Serves `hybrid` with `hedge`: both are asked, and the faster one's answer is shown. The other's answer waits in the cache. */
  async *#race(request: RoutableRequest, ends: Ends): AsyncIterable<CompletionChunk> {
    const signal = ends.local;
    const local = this.#askLocal(request, signal);
    const cloud = this.#askCloud(request, request.later?.signal ?? ends.cloud);
    if (cloud !== undefined) this.#keepForLater(request, cloud, local);
    yield* this.#faster(cloud === undefined ? [local] : [local, cloud], signal);
  }

  /** Serves `hybrid` at a keystroke: the local model answers at once; the cloud is asked if that answer is unsure. */
  async *#localFirst(request: RoutableRequest, ends: Ends): AsyncIterable<CompletionChunk> {
    const signal = ends.local;
    const local = this.#askLocal(request, signal);
    await local.firstLine();
    if (signal.aborted) return;
    const { certainty } = local;
    if (local.isUsable && !isHopeless(certainty)) {
      if (isDoubtful(certainty) && request.later !== undefined)
        inBackground("asking an endpoint", this.#escalate(request, local));
      yield* local.follow();
      return;
    }
    // The local model has nothing to show, so waiting for the cloud costs nothing.
    await wait(this.#clock, pauseMs, signal);
    const cloud = isStale(signal) ? undefined : this.#askCloud(request, ends.cloud);
    yield* this.#faster(cloud === undefined ? [local] : [cloud], signal, local);
  }

  /** Serves an explicit request: the cloud's answer first, the local model's as the next candidates; the local one alone if the cloud is late. */
  async *#explicit(request: RoutableRequest, ends: Ends): AsyncIterable<CompletionChunk> {
    const signal = ends.local;
    const cloud = this.#askCloud({ ...request, candidateCount: 1 }, request.later?.signal ?? ends.cloud);
    // With an endpoint the local model's candidates are counted from the second on.
    const { hasEnough, ...uncounted } = request;
    const local = this.#askLocal(cloud === undefined ? request : uncounted, signal);
    if (cloud !== undefined) await this.#atMost(explicitPatienceMs, cloud.end(), signal);
    if (signal.aborted) return;
    if (cloud?.isUsable !== true) {
      if (cloud !== undefined) this.#keepForLater(request, cloud, local);
      yield* this.#faster([local], signal, cloud);
      return;
    }
    yield* cloud.follow();
    yield { candidate: 0, text: "", tokenCount: 0, finish: "end" }; // it may have been cut short
    if (request.candidateCount === 1) return;
    try {
      for await (const chunk of local.follow())
        if (chunk.candidate + 1 < request.candidateCount) yield { ...chunk, candidate: chunk.candidate + 1 };
    } catch (error) {
      if (!(error instanceof BackendError)) throw error; // the cloud's answer is enough without the local one
    }
  }

  /** Follows the first attempt with something to show. If none has, follows `lastResort`, and throws its failure if it has nothing. */
  async *#faster(
    attempts: readonly Attempt[],
    signal: AbortSignal,
    lastResort?: Attempt,
  ): AsyncIterable<CompletionChunk> {
    const winner = await firstUsable(attempts, signal);
    if (signal.aborted) return;
    const failed = attempts.find((attempt) => attempt.error !== undefined);
    const chosen = winner ?? lastResort ?? failed ?? attempts.at(0);
    if (chosen !== undefined) yield* chosen.follow();
  }

  #askLocal(request: CompletionRequest, signal: AbortSignal): Attempt {
    return new Attempt((either) => this.#local.stream(this.#forLocal(request), either), signal);
  }

  /** Returns the endpoints that may receive text of a document or folder now. */
  #admitted(uri: string): readonly RoutedEndpoint[] {
    if (!this.#usesCloud || !this.#mayLeave(uri)) return [];
    return byRank(this.#routes.endpoints.filter((endpoint) => endpoint.admits()));
  }

  /** Starts an attempt at the endpoints in order; `undefined` if none may be asked now. */
  #askCloud(request: RoutableRequest, signal: AbortSignal): Attempt | undefined {
    const endpoints = this.#admitted(request.documentUri);
    if (endpoints.length === 0) return undefined;
    const checked = { ...request, prompt: request.checked() };
    const asksOf = (either: AbortSignal) => endpoints.map((endpoint) => () => endpoint.stream(checked, either));
    return new Attempt((either) => failOver(asksOf(either), either), signal);
  }

  /** Asks the cloud after a pause; its answer waits for the next request. */
  async #escalate(request: RoutableRequest, local: Attempt): Promise<void> {
    const { later } = request;
    if (later === undefined) return;
    await wait(this.#clock, pauseMs, later.signal);
    if (later.signal.aborted) return;
    const cloud = this.#askCloud(request, later.signal);
    if (cloud !== undefined) this.#keepForLater(request, cloud, local);
  }

  /** Passes the cloud's answer on when it is whole, unless it repeats the local model's. */
  #keepForLater({ later }: CompletionRequest, cloud: Attempt, local: Attempt): void {
    if (later === undefined) return;
    const taken = cloud.end().then(() => {
      if (!later.signal.aborted && cloud.isUsable && cloud.text !== local.text) later.take(cloud.text);
    });
    inBackground("keeping an endpoint's answer", taken);
  }

  /** Cuts the prompt to the local model's window, which is smaller than an endpoint's. */
  #forLocal(request: CompletionRequest): CompletionRequest {
    return { ...request, prompt: cutPrompt(request.prompt, this.#local.limits) };
  }

  async #atMost(limitMs: number, event: Promise<void>, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    await Promise.race([event, wait(this.#clock, limitMs, AbortSignal.any([signal, over.signal]))]);
    over.abort();
  }
}

/** Factor by which two endpoints' latencies must differ to count: a change of the endpoint costs its prefix cache. // guess */
const latencyStep = 1.5;

/** Orders endpoints by their rank, and those of one rank by latency in coarse steps; those without a rank stay where they are. */
function byRank(endpoints: readonly RoutedEndpoint[]): readonly RoutedEndpoint[] {
  const ranked = endpoints.filter(({ rank }) => rank !== undefined);
  const step = ({ backend }: RoutedEndpoint): number =>
    Math.round(Math.log(Math.max(1, backend.expectedLatencyMs())) / Math.log(latencyStep));
  const sorted = ranked.sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0) || step(one) - step(other));
  return endpoints.map((endpoint) => (endpoint.rank === undefined ? endpoint : (sorted.shift() ?? endpoint)));
}

/** Reports whether the caller no longer waits. A function, since the compiler assumes that a property is unchanged after an `await`. */
function isStale(signal: AbortSignal): boolean {
  return signal.aborted;
}
