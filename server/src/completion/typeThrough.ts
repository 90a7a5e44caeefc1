import { restOfLine } from "../model/prompt/prefixSuffix";
import { isSubsequence } from "./isSubsequence";

/** What was last offered in a document, and where. */
export interface Offer {
  readonly prefix: string;
  readonly suffix: string;
  readonly text: string;
  /** Characters of `suffix` that the text takes the place of. */
  readonly replaceSuffixLength: number;
  /** Where the caret belongs after acceptance, in the text as it then is. */
  readonly caretAfter?: number;
  /** The endpoint's model that wrote it; absent where this machine did. */
  readonly writtenBy?: string;
}

/** What is left of an offer. */
export interface Remainder {
  readonly text: string;
  readonly replaceSuffixLength: number;
  readonly caretAfter?: number;
}

/**
 * What is left of `offer` when the caret stands between `prefix` and `suffix`, if the user has done nothing but type what it
 * says. The editor may have closed a bracket behind the caret meanwhile, or the user typed over one: the remainder then takes
 * it into its range. `undefined` when something else was typed, or nothing is left.
 */
export function remainderOf(offer: Offer, prefix: string, suffix: string): Remainder | undefined {
  if (!prefix.startsWith(offer.prefix)) return undefined;
  const typedLength = prefix.length - offer.prefix.length;
  if (typedLength >= offer.text.length || !offer.text.startsWith(prefix.slice(offer.prefix.length))) return undefined;
  const kept = offer.suffix.slice(offer.replaceSuffixLength);
  const replaceSuffixLength = suffix.length - kept.length;
  if (replaceSuffixLength < 0 || replaceSuffixLength > restOfLine(suffix).length || !suffix.endsWith(kept))
    return undefined;
  const text = offer.text.slice(typedLength);
  if (!isSubsequence(suffix.slice(0, replaceSuffixLength), text)) return undefined;
  const { caretAfter } = offer;
  return { text, replaceSuffixLength, ...(caretAfter !== undefined && caretAfter >= prefix.length && { caretAfter }) };
}
