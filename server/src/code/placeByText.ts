import type { CaretPlace } from "./caret";
import { compiledForms, type Form } from "./lexicalForms";
import type { Language } from "./language";

/** How far back a scan without a known start begins, in UTF-16 units. Long enough for most comments. // guess */
const windowLength = 4000;

/**
 * Tells from the text alone what the caret stands in, by scanning comments and literals from `from` (which must lie
 * outside of both) or from some lines above. Works for every language of the table, on unfinished code, in any state.
 */
export function placeByText(
  language: Language,
  caret: { readonly text: string; readonly offset: number; readonly from?: number },
): CaretPlace {
  if (language.kind === "prose") return "text";
  const { text, offset } = caret;
  const from = caret.from ?? startOfWindow(language, text, offset);
  // Only what stands before the caret counts; the slice keeps every search from running past it.
  const open = scan(language, text.slice(from, offset));
  if (open === undefined) return "code";
  if (open.form.kind === "string") return isDocstring(language, text, from + open.start) ? "docstring" : "string";
  if (open.form.isDoc) return "docComment";
  return open.form.kind === "line" ? "lineComment" : "blockComment";
}

/** Whether a literal that opens at `start` documents a definition or the module: nothing but it may come first. */
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

/** A comment or literal of a text. */
export interface Frame {
  readonly form: Form;
  readonly start: number;
  /** Set while code stands inside the literal: open brackets that its end must not be mistaken for. */
  readonly inside?: { depth: number };
}

/**
 * Finds the comment or literal that is still open at the end of `piece`; nested ones as their languages have them. `onClosed` is
 * called with each one that ends, and its end.
 */
export function scan(
  language: Language,
  piece: string,
  onClosed?: (frame: Frame, end: number) => void,
): Frame | undefined {
  const forms = compiledForms(language);
  const stack: Frame[] = [];
  let position = 0;
  for (;;) {
    const top = stack.at(-1);
    const isCode = top === undefined || top.inside !== undefined;
    const pattern = isCode ? (top ? forms.codeInside : forms.code) : top.form.inner;
    pattern.lastIndex = position;
    const match = pattern.exec(piece);
    if (match === null) break;
    position = match.index + Math.max(1, match[0].length);
    const alternative = match.findIndex((group: string | undefined, index) => index > 0 && group !== undefined);
    if (isCode) {
      const form = alternative > 0 ? forms.openings.at(alternative - 1) : undefined;
      if (form !== undefined) {
        if (form.kind !== "atom") stack.push({ form, start: match.index });
      } else if (top?.inside !== undefined) {
        top.inside.depth += match[0] === top.form.interpolation?.close ? -1 : 1;
        if (top.inside.depth === 0) stack.pop();
      }
    } else if (alternative === innerClose) {
      stack.pop();
      onClosed?.(top, position);
    } else if (alternative === innerOpen) {
      const { form } = top;
      stack.push(
        form.kind === "string" ? { form, start: match.index, inside: { depth: 1 } } : { form, start: match.index },
      );
    }
  }
  const open = stack.at(-1);
  return open === undefined || open.inside !== undefined ? undefined : open;
}

/** Groups of `Form.inner`: what ends the form, and what opens code or a nested comment in it. */
const innerClose = 1;
const innerOpen = 2;

/** A line start some way above the caret; after the end of a comment that must have begun before it. */
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
