import { normal, repositoryOf } from "./place";

/** Most messages remembered of a repository. // guess: more attempts than a person makes */
const maxMessages = 20;

/** Commit messages that were drafted whole, by repository: a box that holds one needs no suggestion. */
export class FinishedMessages {
  readonly #messages = new Map<string, string[]>();

  /** Records drafts for a repository. */
  note(repositoryUri: string, messages: readonly string[]): void {
    const key = normal(repositoryUri);
    const all = [...(this.#messages.get(key) ?? []), ...messages.map((message) => message.trim())];
    this.#messages.set(key, all.slice(-maxMessages));
  }

  /** Reports whether a document is a commit box that holds a finished draft. */
  isFinished(uri: string, text: string): boolean {
    const repository = repositoryOf(uri);
    if (repository === undefined) return false;
    return this.#messages.get(normal(repository))?.includes(text.trim()) === true;
  }
}
