declare const promptTextBrand: unique symbol;

/** Text that may reach a backend: known secrets have been cut out of it. Only `promptText()` makes one. */
export type PromptText = string & { readonly [promptTextBrand]: true };

/** A stretch of text, in UTF-16 units, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What stands in a prompt where a secret was. */
export const redactedPlaceholder = "<redacted>";

/**
 * Cuts the known `secrets` out of `text`; this is the only way to a `PromptText`.
 * `secrets` are spans of `text`, sorted and disjoint; they are found as lines change, never here.
 */
export function promptText(text: string, secrets: readonly Span[]): PromptText {
  let redacted = "";
  let from = 0;
  for (const secret of secrets) {
    redacted += text.slice(from, secret.start) + redactedPlaceholder;
    from = secret.end;
  }
  // The one place where the brand is given; see the type.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a brand has no other constructor
  return (redacted + text.slice(from)) as PromptText;
}
