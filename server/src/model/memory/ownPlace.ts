import type { CaretSelf } from "./caretSelf";

/** A stretch of a snapshot in UTF-16 units, both ends inclusive. */
export interface OwnPlace {
  readonly start: number;
  readonly end: number;
}

/** Characters of the text around the caret's line to search for: the most first, then fewer if the nearby text has changed. // guess */
const anchorChars = [200, 60, 24];

/** Longest stretch that is left out, in characters: more than this was not deleted since the last idle moment. // guess */
const maxOwnChars = 4000;

/**
 * Finds the caret's line in a snapshot of its document: everything between the text before that line and the text after it.
 * This covers the line as typed, its earlier form, and lines deleted since. `undefined` if the snapshot contains neither text any more.
 */
export function ownPlace(snapshot: string, self: CaretSelf): OwnPlace | undefined {
  for (const chars of anchorChars) {
    const before = self.beforeLine.slice(-chars);
    const after = self.afterLine?.slice(0, chars);
    const place = placeBetween(snapshot, before, after) ?? placeAfter(snapshot, before) ?? placeBefore(snapshot, after);
    if (place) return place;
  }
  return undefined;
}

function placeBetween(snapshot: string, before: string, after: string | undefined): OwnPlace | undefined {
  if (after === undefined) return undefined;
  let best: OwnPlace | undefined;
  for (const start of endsOf(snapshot, before)) {
    const end = after.trim() === "" ? snapshot.length : snapshot.indexOf(after, start);
    if (end < 0 || end - start > maxOwnChars) continue;
    // The shortest gap: text that repeats has several.
    if (!best || end - start < best.end - best.start) best = { start, end };
  }
  return best;
}

function placeAfter(snapshot: string, before: string): OwnPlace | undefined {
  const start = endsOf(snapshot, before).at(-1);
  if (start === undefined) return undefined;
  const lineEnd = snapshot.indexOf("\n", start);
  return { start, end: lineEnd < 0 ? snapshot.length : lineEnd };
}

function placeBefore(snapshot: string, after: string | undefined): OwnPlace | undefined {
  const end = after === undefined || after.trim() === "" ? -1 : snapshot.indexOf(after);
  if (end <= 0) return undefined;
  return { start: snapshot.lastIndexOf("\n", end - 2) + 1, end: end - 1 };
}

/** Finds where `text` ends in `snapshot`. An empty or blank text is the start of the document. */
function endsOf(snapshot: string, text: string): number[] {
  if (text.trim() === "") return snapshot.startsWith(text) ? [text.length] : [];
  const ends: number[] = [];
  for (let at = snapshot.indexOf(text); at >= 0; at = snapshot.indexOf(text, at + 1)) ends.push(at + text.length);
  return ends;
}
