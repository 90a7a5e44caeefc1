import type { Clock } from "../../base/clock";

/** Share of requests beyond which refusals are answered here: with 2, an endpoint may refuse every other request before any is held back. Source: "Site Reliability Engineering", chapter 21, client-side throttling. */
const acceptedFactor = 2;

/** Number of refusals that don't yet show an overload: one alone may have any reason. */
const harmlessCount = 1;

/** Time in which what is known of an endpoint's load loses half its weight, in ms. Source: bench/team, back within 5 s of a fault. */
const halfLifeMs = 3_000;

/** A first token later than this many times the usual one, and than `leastMs`, shows an overloaded endpoint. // guess */
const late = { factor: 3, leastMs: 1_000 };

/** Weights of a new first token in the usual one: a calm endpoint is believed sooner than a busy one. // guess */
const weights = { faster: 0.3, slower: 0.005 };

/**
 * Holds back automatic requests to an endpoint that is overloaded: the more of the recent ones it refused, or answered late, the fewer
 * are sent. Each is drawn by chance, so that many editors neither stop nor return together. Requests by key are never held back here.
 */
export class Shedding {
  readonly #clock: Clock;
  readonly #random: () => number;
  #wantedCount = 0;
  #acceptedCount = 0;
  #countedAtMs: number;
  #usualMs: number | undefined;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
    this.#countedAtMs = clock.nowMs();
  }

  /** Draws whether an automatic request is held back now, and counts it as wanted. */
  holdsBack(): boolean {
    this.#fade();
    const isHeld = this.#random() < this.#chance;
    if (isHeld) this.#wantedCount++;
    return isHeld;
  }

  /** Records the time from a request to its first token, in ms. */
  noteFirstToken(elapsedMs: number): void {
    this.#note(!this.isLate(elapsedMs));
    const usualMs = this.#usualMs ?? elapsedMs;
    this.#usualMs = usualMs + (elapsedMs - usualMs) * (elapsedMs < usualMs ? weights.faster : weights.slower);
  }

  /** Records that the endpoint refused a request because of its load, or could not serve it. */
  noteOverload(): void {
    this.#note(false);
  }

  /** Reports whether a request that has waited for its first token this long shows an overloaded endpoint. */
  isLate(elapsedMs: number): boolean {
    return elapsedMs > Math.max(late.leastMs, (this.#usualMs ?? Infinity) * late.factor);
  }

  get #chance(): number {
    const excess = this.#wantedCount - harmlessCount - acceptedFactor * this.#acceptedCount;
    return Math.max(0, excess / (this.#wantedCount + 1));
  }

  #note(isAccepted: boolean): void {
    this.#fade();
    this.#wantedCount++;
    if (isAccepted) this.#acceptedCount++;
  }

  #fade(): void {
    const nowMs = this.#clock.nowMs();
    const share = 0.5 ** ((nowMs - this.#countedAtMs) / halfLifeMs);
    this.#countedAtMs = nowMs;
    this.#wantedCount *= share;
    this.#acceptedCount *= share;
  }
}
