import type { BackendErrorKind } from "../errors";
import type { TokenUsage } from "./wire";

/** A request to an endpoint that has ended, as a trace shows it. Holds no text, path or name of the user's files. */
export interface RequestSpan {
  /** The header that the request carried: the servers behind it continue the same trace. */
  readonly traceparent: string;
  readonly operation: "chat" | "text_completion";
  readonly model: string;
  readonly host: string;
  /** From sending the request to its end, in ms. */
  readonly durationMs: number;
  /** From sending the request to the answer's first text, in ms; absent if none came. */
  readonly firstTextMs?: number;
  /** Absent if the endpoint didn't report it. */
  readonly usage?: TokenUsage;
  readonly outcome: "answered" | "cancelled" | BackendErrorKind;
}
