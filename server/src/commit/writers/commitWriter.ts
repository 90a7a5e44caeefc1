import type { CommitMessage } from "../wording/commitMessage";
import type { WriterInput } from "./writerInput";

/** A request to a writer. */
export interface CommitRequest {
  /** The text that the user has already typed; empty for a whole message. */
  readonly typed: string;
  /** 0 at first; one more each time the user wants another message. */
  readonly attempt: number;
  /** Most messages wanted. */
  readonly count: number;
  /** Receives the message as far as it is written, again and again. */
  readonly onProgress?: (message: string) => void;
}

/** A writer of commit messages. There are three: rules, a larger local model, and an endpoint. */
export interface CommitWriter {
  readonly name: string;
  /**
   * Writes messages, the best first; none if it has nothing to say. `typed` is not repeated by the caller: subjects contain it.
   * @throws BackendError
   */
  write(input: WriterInput, request: CommitRequest, signal: AbortSignal): Promise<CommitMessage[]>;
}
