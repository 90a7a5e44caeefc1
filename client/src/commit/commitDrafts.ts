import type { DraftCommitResult } from "../../../server/src/protocol";

/** The box for a repository's commit message. */
export interface MessageBox {
  /** Tells repositories apart. */
  readonly repository: string;
  read(): string;
  /** Shows `text` for the moment. */
  show(text: string): void;
  /** Puts `text` in as one edit, which the user's undo takes back. */
  put(text: string): Promise<void>;
}

/** A sentence for the user about a draft that has ended. */
export interface DraftRemark {
  /** Whether there is a message in spite of it. */
  readonly isDrafted: boolean;
  readonly text: string;
}

/** Asks for a message that continues `typed`; `onProgress` gets the whole of it as far as it is written. */
export type AskForMessage = (
  question: { readonly typed: string; readonly attempt: number },
  onProgress: (message: string) => void,
  signal: AbortSignal,
) => Promise<DraftCommitResult>;

/** Drafts messages into boxes, one at a time for each; what a person types meanwhile always wins. */
export class CommitDrafts {
  readonly #running = new Map<string, AbortController>();
  /** What was drafted for the same typed text, to know a box that holds one of these: whoever asks there wants another. */
  readonly #last = new Map<string, { typed: string; messages: readonly string[] }>();

  /** `onChange` runs whenever `isRunning` may have changed. */
  constructor(private readonly onChange: () => void) {}

  /** Whether a message is being drafted. */
  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Ends what is being drafted; the boxes get back what stood in them. */
  stop(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  /** Drafts into `box`. Says something only where the box does not say it all; rejects as `ask` does. */
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
      // Whoever stops a draft does not wait for the answer.
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
    if (result.message === "") return nothing(reason ?? "There are no changes to describe.");
    const message = [result.message, ...result.alternatives].find((each) => each !== before);
    if (message === undefined) return nothing("There is no other message for these changes.");
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
