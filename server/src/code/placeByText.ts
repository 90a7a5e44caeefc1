import type { CaretPlace } from "./caret";
import type { Language } from "./language";
import { languageOf } from "./languages";
import { findLiterals } from "./literals";
import { innerStretches } from "./stretches";

/** Distance at which a scan without a known start begins, in UTF-16 units. Long enough for most comments. // guess */
const windowLength = 4000;

/**
 * Determines the caret's place from the text alone, by scanning comments and literals from `from` (which must be
 * outside both) or from some lines above. Works for every language of the table, on unfinished code, in any state.
 */
export function placeByText(
  language: Language,
  caret: { readonly text: string; readonly offset: number; readonly from?: number },
): CaretPlace {
  if (language.kind === "prose") return "text";
  const { text, offset } = caret;
  let from = caret.from ?? startOfWindow(language, text, offset);
  for (const { languageId, start, end } of innerStretches(language.id, text)) {
    if (start > offset) break;
    if (offset <= end) return placeByText(languageOf(languageId), { text: text.slice(0, end), offset, from: start });
    from = Math.max(from, end);
  }
  // Only the text before the caret counts; the slice keeps every search from running past it.
  const open = findLiterals(language.id, text.slice(from, offset));
  if (open === undefined) return "code";
  if (open.kind === "string") return isDocstring(language, text, from + open.start) ? "docstring" : "string";
  return open.isDoc ? "docComment" : open.kind;
}

/** Reports whether a literal that opens at `start` documents a definition or the module: nothing but it may come first. */
export function isDocstring(language: Language, text: string, start: number): boolean {
  if (language.docForm?.kind !== "docstring") return false;
  const opening = text.slice(start, start + 6);
  if (!/^[a-zA-Z]*("""|''')/.test(opening)) return false;
  const above = text.slice(Math.max(0, start - windowLength), start);
  const line = above.lastIndexOf("\n") + 1;
  if (above.slice(line).trim() !== "") return false;
  const before = above.slice(0, line).trimEnd();
  return before.endsWith(":") || (start <= windowLength && /^(?:\s*#.*)*\s*$/.test(before));
}

/** Returns a line start some way above the caret; after the end of a comment that must have begun before it. */
function startOfWindow(language: Language, text: string, offset: number): number {
  if (offset <= windowLength) return 0;
  const from = text.indexOf("\n", offset - windowLength) + 1;
  if (from === 0 || from > offset) return offset - windowLength;
  const piece = text.slice(from, offset);
  for (const { open, close } of language.blockComments) {
    const end = piece.indexOf(close);
    const start = piece.indexOf(open);
    if (end >= 0 && (start < 0 || end < start)) return from + end + close.length;
  }
  return from;
}
