import type { Clock } from "../base/clock";
import type { CompletionMetrics, Outcome } from "../completion/completionMetrics";
import type { Stats } from "../protocol";
import { Histogram } from "./histogram";

/** Number of items whose acceptance can still be reported; older ones are no longer on any screen. */
const maxOpenOffers = 64;

/** Figures that the metrics get from other parts. */
export interface OutsideStats {
  readonly model: Omit<Stats["model"], "requestCount" | "failureCount">;
  readonly memory: Stats["memory"];
  readonly workspace: Stats["workspace"];
  readonly endpoints: Stats["endpoints"];
}

/** Counts the server's events since its start: counts and times only, no text. Of fixed size. */
export class Metrics implements CompletionMetrics {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #requests = { total: 0, offered: 0, empty: 0, cancelled: 0, failed: 0 };
  readonly #answeredBy = { typeThrough: 0, cache: 0, joined: 0, model: 0, memory: 0, stored: 0, declaration: 0 };
  readonly #events = { modelRequest: 0, backendFailure: 0 };
  readonly #stages = new Map<string, Histogram>();
  /** Length of each offered item by its id, oldest first. */
  readonly #offers = new Map<string, number>();
  #acceptedCount = 0;
  #acceptedCharCount = 0;
  readonly #nextEdits = { offered: 0, taken: 0, refused: 0, chained: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.nowMs();
  }

  /** Adds a latency in ms to a stage. Stages are named in the code, so they are few. */
  observe(stage: string, elapsedMs: number): void {
    let histogram = this.#stages.get(stage);
    if (histogram === undefined) this.#stages.set(stage, (histogram = new Histogram()));
    histogram.record(elapsedMs);
  }

  count(event: "modelRequest" | "backendFailure"): void {
    this.#events[event]++;
  }

  answered(outcome: Outcome, elapsedMs: number): void {
    this.#requests.total++;
    this.#requests[outcome.kind]++;
    if (outcome.kind !== "offered") return;
    this.#answeredBy[outcome.by]++;
    this.observe("offered", elapsedMs);
    this.observe(`offered by ${outcome.by}`, elapsedMs);
  }

  /** Records a request that ended in an error of ours. */
  failed(): void {
    this.#requests.total++;
    this.#requests.failed++;
  }

  /** Records an item that went to the client. */
  offered(itemId: string, charCount: number): void {
    this.#offers.set(itemId, charCount);
    for (const oldest of this.#offers.keys()) {
      if (this.#offers.size <= maxOpenOffers) break;
      this.#offers.delete(oldest);
    }
  }

  /** Records that an item was taken whole; an item counts once, unknown ones not at all. */
  accepted(itemId: string): void {
    const charCount = this.#offers.get(itemId);
    if (charCount === undefined) return;
    this.#offers.delete(itemId);
    this.#acceptedCount++;
    this.#acceptedCharCount += charCount;
  }

  /** Counts an event of a next edit. */
  nextEdit(event: keyof Stats["nextEdits"]): void {
    this.#nextEdits[event]++;
  }

  /** Returns all figures so far. */
  stats(outside: OutsideStats): Stats {
    return {
      uptimeMs: this.#clock.nowMs() - this.#startMs,
      requests: { ...this.#requests },
      acceptedCount: this.#acceptedCount,
      acceptedCharCount: this.#acceptedCharCount,
      nextEdits: { ...this.#nextEdits },
      answeredBy: { ...this.#answeredBy },
      stages: Object.fromEntries([...this.#stages].map(([stage, histogram]) => [stage, histogram.percentiles()])),
      model: {
        requestCount: this.#events.modelRequest,
        failureCount: this.#events.backendFailure,
        ...outside.model,
      },
      memory: outside.memory,
      workspace: outside.workspace,
      endpoints: outside.endpoints,
    };
  }
}
