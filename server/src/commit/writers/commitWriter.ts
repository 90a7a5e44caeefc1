import type { CommitMessage } from "../wording/commitMessage";
import type { WriterInput } from "./writerInput";

/** What is asked of a writer. */
export interface CommitRequest {
  /** What the user has typed already; empty for a whole message. */
  readonly typed: string;
  /** 0 at first; one more each time the user wants another message. */
  readonly attempt: number;
  /** Messages wanted, at most. */
  readonly count: number;
  /** Gets the message as far as it is written, again and again. */
  readonly onProgress?: (message: string) => void;
}

/** Writes commit messages. Three do: rules, a larger local model, and an endpoint. */
export interface CommitWriter {
  readonly name: string;
  /**
   * Writes messages, the best first; none where it has nothing to say. `typed` is not repeated by the caller: subjects hold it.
   * @throws BackendError
   */
  write(input: WriterInput, request: CommitRequest, signal: AbortSignal): Promise<CommitMessage[]>;
}
