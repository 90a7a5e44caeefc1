import type { Endpoint } from "../../settings/endpoint";
import type { ServedModel } from "../cloud/servedModels";
import { inBackground } from "../../base/inBackground";
import { knownRetirement } from "./retirements";

/** The last day of an endpoint's model. For models missing from the table, the endpoint is asked once, after one of its answers. */
export class RetirementDate {
  readonly #endpoint: Endpoint;
  readonly #listModels: (signal: AbortSignal) => Promise<readonly ServedModel[]>;
  readonly #onChange: () => void;
  readonly #abort = new AbortController();
  #date: string | undefined;
  #isSettled = false;

  constructor(params: {
    endpoint: Endpoint;
    listModels: (signal: AbortSignal) => Promise<readonly ServedModel[]>;
    onChange: () => void;
  }) {
    this.#endpoint = params.endpoint;
    this.#listModels = params.listModels;
    this.#onChange = params.onChange;
  }

  /** As `YYYY-MM-DD`; `undefined` until it is known. */
  get date(): string | undefined {
    return this.#date;
  }

  /** Finds the date for the model with these names, the surest first. */
  lookUp(names: readonly string[]): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#date = knownRetirement(this.#endpoint, names);
    if (this.#date === undefined) inBackground("asking when a model retires", this.#ask(names));
  }

  dispose(): void {
    this.#isSettled = true;
    this.#abort.abort();
  }

  async #ask(names: readonly string[]): Promise<void> {
    // A server that lists no models, or no dates, may still be healthy.
    const models = await this.#listModels(this.#abort.signal).catch((): readonly ServedModel[] => []);
    this.#date = names.flatMap((name) => models.find(({ id }) => id === name)?.retires ?? []).at(0);
    if (this.#date !== undefined && !this.#abort.signal.aborted) this.#onChange();
  }
}
