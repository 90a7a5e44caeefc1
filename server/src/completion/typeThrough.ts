import type { ComparedArm } from "../model/backend";
import { restOfCaretLine } from "../model/prompt/prefixSuffix";
import { isSubsequence } from "./isSubsequence";

/** The last offer in a document, with its position. */
export interface ShownOffer {
  readonly prefix: string;
  readonly suffix: string;
  readonly text: string;
  /** Number of characters of `suffix` that the text replaces. */
  readonly replaceSuffixLength: number;
  /** Position of the caret after acceptance, in the text as it then is. */
  readonly caretAfter?: number;
  /** The endpoint's model that wrote it; absent for the model on this machine. */
  readonly writtenBy?: string;
  /** The backend that wrote it, while two are compared. */
  readonly arm?: ComparedArm;
}

/** The rest of an offer. */
export interface Remainder {
  readonly text: string;
  readonly replaceSuffixLength: number;
  readonly caretAfter?: number;
}

/**
 * Returns the rest of `offer` when the caret is between `prefix` and `suffix`, if the user has only typed its
 * text. The editor may have closed a bracket after the caret meanwhile, or the user typed over one: the remainder then takes
 * it into its range. `undefined` if something else was typed, or nothing is left.
 */
export function remainderOf(offer: ShownOffer, prefix: string, suffix: string): Remainder | undefined {
  if (!prefix.startsWith(offer.prefix)) return undefined;
  const typedLength = prefix.length - offer.prefix.length;
  if (typedLength >= offer.text.length || !offer.text.startsWith(prefix.slice(offer.prefix.length))) return undefined;
  const kept = offer.suffix.slice(offer.replaceSuffixLength);
  const replaceSuffixLength = suffix.length - kept.length;
  if (replaceSuffixLength < 0 || replaceSuffixLength > restOfCaretLine(suffix).length || !suffix.endsWith(kept))
    return undefined;
  const text = offer.text.slice(typedLength);
  if (!isSubsequence(suffix.slice(0, replaceSuffixLength), text)) return undefined;
  const { caretAfter } = offer;
  return { text, replaceSuffixLength, ...(caretAfter !== undefined && caretAfter >= prefix.length && { caretAfter }) };
}
