import type { Clock } from "../../base/clock";

/** Said where a request, or the user who looks at the status, would otherwise wait for a model process that has fallen silent. */
export const notAnswering = "The model is not answering; it is being restarted.";

/** After so many seconds without a sign of life nobody is made to wait any longer; after so many the process is replaced. */
const silentAfterS = 3;
const hungAfterS = 10;

/** What to do about a process that says nothing. */
export interface SilenceParams {
  readonly clock: Clock;
  onSilent(): void;
  onHung(): void;
}

/**
 * Counts the seconds since the last sign of life of a process that has work. More work is no sign of life. Seconds are counted
 * one by one, so that one in which the whole machine slept, or this process was held up, counts once.
 */
export class Silence {
  /** Seconds that a step may take besides, without a word: of a large model, or while it is prepared. */
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

  /** The process has work: counts from now on, unless it counts already. */
  begin(): void {
    if (this.#cancel === undefined) this.#count();
  }

  /** The process has said something; `isWaiting` tells whether it still has work. */
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
