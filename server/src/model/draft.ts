import type { CheckedText } from "../safety/promptText";
import type { CompletionChunk } from "./backend";

/** One message of a chat. */
export interface DraftMessage {
  readonly role: "system" | "user" | "assistant";
  /** From `redactText()`; constant instructions are `ownText("…")`, and `composed` joins the two. */
  readonly content: CheckedText;
}

/** A JSON Schema that an answer must follow, in the strict form: each object names all its properties in `required` and allows no others. */
export interface AnswerSchema {
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** A request for a text that a chat model writes on a command: a commit message, a doc comment. */
export interface DraftRequest {
  /** Messages, the least variable ones first, so that the provider's prefix cache covers them. */
  readonly messages: readonly DraftMessage[];
  /** Most tokens of the draft. Keep it small: rate limits count the requested tokens. */
  readonly maxTokens: number;
  /** 0–2; 0.1 by default. */
  readonly temperature?: number;
  /** At most four are sent. */
  readonly stop?: readonly string[];
  /**
   * Makes the answer JSON. Left out for a server without schemas, so the messages must ask for JSON too, and the
   * answer must be parsed with care.
   */
  readonly schema?: AnswerSchema;
  /** Text that most of the answer will repeat; speeds it up if the endpoint can use it. Predicted tokens that do not occur are billed. */
  readonly prediction?: CheckedText;
  readonly priority: "command" | "background";
  /** URI of the draft's subject, e.g. the document or the repository: a newer draft for the same subject cancels the older one. */
  readonly subjectUri: string;
}

/** Writes drafts. */
export interface Drafter {
  /**
   * Streams a draft. Ends quietly when `signal` aborts or the consumer leaves the loop; either stops the work behind it.
   * @throws BackendError of any kind.
   */
  draft(request: DraftRequest, signal: AbortSignal): AsyncIterable<CompletionChunk>;
}
