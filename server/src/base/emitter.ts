import { inBackground } from "./inBackground";

/** Announces an event to everyone who listens, in the order in which they came. A listener that fails costs the others nothing. */
export class Emitter<T = void> {
  readonly #name: string;
  readonly #listeners: ((value: T) => void)[] = [];

  /** `name` says in plain words what listeners do, for the report of one that fails. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Adds a listener for good. */
  listen(listener: (value: T) => void): void {
    this.#listeners.push(listener);
  }

  emit(value: T): void {
    for (const listener of this.#listeners) inBackground(this.#name, () => listener(value));
  }
}
