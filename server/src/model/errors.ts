/**
 * Failures of a backend, as the router and the user see them. Borders translate into one of these; no caller decides by
 * message text.
 */
export const backendErrorKinds = [
  "modelMissing", // no model folder, or a file of it is missing
  "modelCorrupt", // files are there but cannot be loaded
  "outOfMemory",
  "processDied", // the model process ended in mid-request
  "unauthorized",
  "notFound",
  "rateLimited",
  "contentFiltered",
  "badRequest",
  "tooLong", // the request does not fit into the model's context
  "badResponse",
  "timeout",
  "unreachable",
  "server", // the endpoint's own failure (5xx)
] as const;
export type BackendErrorKind = (typeof backendErrorKinds)[number];

/** The part at fault, where an endpoint's failure shows it; whoever mends it needs to know more than the kind. */
type BackendFault =
  "proxy" | "certificate" | "certificateTime" | "certificateName" | "apiVersion" | "retired" | "quota";

/** A failure of one backend. `message` is for people: what happened, what still works, what to do. It never holds document text. */
export class BackendError extends Error {
  override readonly name = "BackendError";
  constructor(
    readonly kind: BackendErrorKind,
    message: string,
    options?: { cause?: unknown; retryAfterMs?: number; isAdapted?: boolean; fault?: BackendFault | undefined },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.retryAfterMs = options?.retryAfterMs;
    this.isAdapted = options?.isAdapted ?? false;
    this.fault = options?.fault;
  }
  /** Time for which the endpoint asks for no requests, in ms. */
  readonly retryAfterMs: number | undefined;
  /** True if the backend will leave the refused parts out next time, so that the same request is worth repeating. */
  readonly isAdapted: boolean;
  readonly fault: BackendFault | undefined;
}
