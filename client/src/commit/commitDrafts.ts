import type { DraftCommitResult } from "../../../server/src/protocol";

/** The box for a repository's commit message. */
export interface MessageBox {
  /** Identifies the repository. */
  readonly repository: string;
  read(): string;
  /** Shows `text` temporarily. */
  show(text: string): void;
  /** Inserts `text` as one edit, which the user's undo takes back. */
  put(text: string): Promise<void>;
}

/** A sentence for the user about a draft that has ended. */
export interface DraftRemark {
  /** True if there is a message nevertheless. */
  readonly isDrafted: boolean;
  readonly text: string;
}

/** Requests a message that continues `typed`; `onProgress` gets all of it that is written so far. */
export type AskForMessage = (
  question: { readonly typed: string; readonly attempt: number },
  onProgress: (message: string) => void,
  signal: AbortSignal,
) => Promise<DraftCommitResult>;

/** Drafts messages into boxes, one at a time per box; the user's own typing always wins. */
export class CommitDrafts {
  readonly #running = new Map<string, AbortController>();
  /** Last draft for each box and the typed text that it continues. A box that still shows it gets another draft. */
  readonly #last = new Map<string, { typed: string; messages: readonly string[] }>();

  /** `onChange` runs whenever `isRunning` may have changed. */
  constructor(private readonly onChange: () => void) {}

  /** True while a message is being drafted. */
  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Stops every draft and restores the boxes' earlier text. */
  stop(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  /** Drafts into `box`. Returns a remark only if the box alone doesn't say it all; rejects as `ask` does. */
  async draft(box: MessageBox, ask: AskForMessage): Promise<DraftRemark | undefined> {
    const { repository } = box;
    if (this.#running.has(repository)) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    this.#running.set(repository, controller);
    this.onChange();

    const before = box.read();
    let shown = before;
    const show = (message: string): void => {
      if (box.read() !== shown) controller.abort();
      if (signal.aborted) return;
      box.show(message);
      shown = message;
    };
    const last = this.#last.get(repository);
    const { typed, messages } = last?.messages.includes(before) === true ? last : { typed: before, messages: [] };
    const question = { typed, attempt: messages.length };
    let result: DraftCommitResult | undefined;
    try {
      // A user who stops a draft doesn't wait for the answer.
      result = await Promise.race([ask(question, show, signal), aborted(signal)]);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#running.delete(repository);
      if (box.read() === shown && shown !== before) box.show(before);
      else if (box.read() !== before) controller.abort();
      this.onChange();
    }
    if (signal.aborted || result === undefined) return undefined;
    const { reason } = result;
    if (result.message === "") return reason === undefined ? undefined : nothing(reason);
    const message = [result.message, ...result.alternatives].find(
      (each) => each !== before && !messages.includes(each),
    );
    if (message === undefined) return nothing("No other good message was found for these changes; this one stays.");
    this.#last.set(repository, { typed, messages: [...messages, message] });
    await box.put(message);
    return reason === undefined ? undefined : { isDrafted: true, text: reason };
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((done) => {
    signal.addEventListener("abort", () => done(undefined), { once: true });
  });
}

function nothing(text: string): DraftRemark {
  return { isDrafted: false, text };
}
