/**
 * Everything that can go wrong in a backend, as the router and the user see it.
 * Borders translate into one of these; nobody decides by message text.
 */
export type BackendErrorKind =
  | "modelMissing" // no model folder, or a file of it is missing
  | "modelCorrupt" // files are there but cannot be loaded
  | "outOfMemory"
  | "processDied" // the model process ended in mid-request
  | "unauthorized"
  | "notFound"
  | "rateLimited"
  | "contentFiltered"
  | "badRequest"
  | "tooLong" // the request does not fit into the model's context
  | "badResponse"
  | "timeout"
  | "unreachable"
  | "server"; // the endpoint's own failure (5xx)

/** A failure of one backend. `message` is for people: what happened, what still works, what to do. It never holds document text. */
export class BackendError extends Error {
  override readonly name = "BackendError";
  constructor(
    readonly kind: BackendErrorKind,
    message: string,
    options?: { cause?: unknown; retryAfterMs?: number; isAdapted?: boolean },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.retryAfterMs = options?.retryAfterMs;
    this.isAdapted = options?.isAdapted ?? false;
  }
  /** How long the endpoint asks us to stay away, in ms. */
  readonly retryAfterMs: number | undefined;
  /** Whether the backend will leave out next time what was refused, so that the same request is worth asking again. */
  readonly isAdapted: boolean;
}
