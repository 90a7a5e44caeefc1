/** Failure of a download of a model. */
export type PullErrorKind =
  | "offline" // nanotype.mode is `offline`
  | "notAllowed" // by the policy or nanotype.network.allowedHosts
  | "licence" // not accepted, or not the one of the catalogue
  | "unreachable"
  | "notFound"
  | "refused" // the hub wants an account, or its list of files isn't believable
  | "damaged" // wrong length or checksum
  | "disk"
  | "memory"
  | "busy"; // another process pulls the same model

/** A failure of a download. `message` is for people: what happened, what still works, what to do. */
export class PullError extends Error {
  override readonly name = "PullError";
  constructor(
    readonly kind: PullErrorKind,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
