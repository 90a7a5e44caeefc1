import { innerStretches } from "./stretches";

/** A stretch of a document around the caret that is of one language. */
export interface Region {
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
}

/** Distance above the caret within which a fence or an element is searched, in UTF-16 units: scanning takes about 0.2 ms. // guess */
const maxScanLength = 400_000;

/** Returns the stretch around the caret that is of one language, as `stretches.ts` divides documents; outside all inner ones the whole document. */
export function regionAt(languageId: string, prefix: string, suffix: string): Region {
  const from = Math.max(0, prefix.length - maxScanLength);
  const caret = prefix.length - from;
  for (const { start, end, languageId: inner } of innerStretches(languageId, prefix.slice(from) + suffix)) {
    if (start > caret) break;
    if (end < caret) continue;
    return { languageId: inner, prefix: prefix.slice(from + start), suffix: suffix.slice(0, end - caret) };
  }
  return { languageId, prefix, suffix };
}
