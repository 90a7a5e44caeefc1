/** Snooze state that the user asked for. Times are wall-clock, in ms since 1970. */
export type Snooze = { readonly kind: "awake" } | { readonly kind: "snoozed"; readonly untilMs: number };

/** Choices in the menu, in minutes. */
export const snoozeChoicesMinutes = [5, 15, 60] as const;

/**
 * Keeps the snooze and ends it in time. `onChange` runs at each change and, for the display, once a minute while
 * snoozed.
 */
export class SnoozeTimer {
  #state: Snooze = { kind: "awake" };
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly nowMs: () => number,
    private readonly onChange: () => void,
  ) {}

  get state(): Snooze {
    return this.#state;
  }

  /** Starts or replaces the snooze. */
  start(minutes: number): void {
    this.#state = { kind: "snoozed", untilMs: this.nowMs() + minutes * 60_000 };
    this.#tick();
  }

  /** Ends the snooze. */
  end(): void {
    this.#state = { kind: "awake" };
    this.#tick();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #tick(): void {
    clearTimeout(this.#timer);
    if (this.#state.kind === "snoozed") {
      const leftMs = this.#state.untilMs - this.nowMs();
      if (leftMs <= 0) this.#state = { kind: "awake" };
      // Wakes at the next full minute of the countdown.
      else this.#timer = setTimeout(() => this.#tick(), leftMs % 60_000 || 60_000);
    }
    this.onChange();
  }
}

/** Minutes until the snooze ends, rounded up. */
export function minutesLeft(untilMs: number, nowMs: number): number {
  return Math.max(1, Math.ceil((untilMs - nowMs) / 60_000));
}
