import type { Clock } from "../../base/clock";

/** Message for a request, or for the status, while a model process sends no sign of life. */
export const notAnswering = "The model is not answering; it is being restarted.";

/** Seconds without a sign of life after which requests stop waiting, and after which the process is replaced. */
const silentAfterS = 3;
const hungAfterS = 10;

/** Callbacks for a process that sends nothing. */
export interface SilenceParams {
  readonly clock: Clock;
  onSilent(): void;
  onHung(): void;
}

/**
 * Counts the seconds since the last sign of life of a process that has work. More work doesn't count as a sign of life. Seconds are counted
 * one by one, so that a second during which the machine slept, or this process was held up, counts once.
 */
export class Silence {
  /** Extra seconds that a step of a large model, or its preparation, may take without a sign of life. */
  allowanceS = 0;
  readonly #params: SilenceParams;
  #cancel: (() => void) | undefined;
  #seconds = 0;

  constructor(params: SilenceParams) {
    this.#params = params;
  }

  get isSilent(): boolean {
    return this.#seconds >= silentAfterS + this.allowanceS;
  }

  /** Starts counting when the process gets work, unless it counts already. */
  begin(): void {
    if (this.#cancel === undefined) this.#count();
  }

  /** Restarts the count on a sign of life; `isWaiting` says whether the process still has work. */
  broken(isWaiting: boolean): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#seconds = 0;
    if (isWaiting) this.#count();
  }

  #count(): void {
    this.#cancel = this.#params.clock.after(1000, () => {
      this.#seconds++;
      this.#count();
      if (this.#seconds === silentAfterS + this.allowanceS) this.#params.onSilent();
      if (this.#seconds >= hungAfterS + this.allowanceS) this.#params.onHung();
    });
  }
}
