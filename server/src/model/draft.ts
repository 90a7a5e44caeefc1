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

/** A text to be written by a chat model on a command: a commit message, a doc comment. */
export interface DraftRequest {
  /** What changes least comes first, so that the provider's prefix cache covers it. */
  readonly messages: readonly DraftMessage[];
  /** Keep it small: rate limits count what is asked for. */
  readonly maxTokens: number;
  /** 0–2; 0.1 unless told. */
  readonly temperature?: number;
  /** At most four are sent. */
  readonly stop?: readonly string[];
  /**
   * Makes the answer JSON. A server that knows no schemas is asked without, so the messages must ask for JSON too, and what
   * comes must be parsed with care.
   */
  readonly schema?: AnswerSchema;
  /** Text that most of the answer will repeat; speeds it up where the endpoint can use it. Tokens of it that do not occur are billed. */
  readonly prediction?: CheckedText;
  readonly priority: "command" | "background";
  /** What is drafted for, e.g. the document's or the repository's URI: a newer draft for the same hangs up on the older one. */
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
