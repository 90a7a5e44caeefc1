import type { Continuation, WorkspaceMemory } from "./workspaceMemory";
import type { CaretSelf } from "./caretSelf";

/** A completion that the memory offers by itself. */
export interface MemoryCompletion {
  /** The rest of the line. */
  readonly text: string;
  /** Share of the remembered places that continue like this, 0–1; longer matches count for more. */
  readonly confidence: number;
  /** Number of characters before the caret that agree with the best place. */
  readonly matchLength: number;
}

/** The text around the caret to complete. */
export interface MemoryQuestion {
  /** Text before the caret, at least its last 200 characters. */
  readonly history: string;
  /** Text after the caret. */
  readonly suffix: string;
  readonly self?: CaretSelf;
}

/** Shortest match that answers, in characters without repeated blanks. */
const minSureLength = 12;
/** Least share of agreeing places. // guess: two of three */
const minConfidence = 0.66;
const maxPlaces = 16;
/** Longest rest of a line that is offered, in characters. */
const maxLineChars = 200;

/** Offers the rest of the line if all long matches continued in one way; otherwise `undefined`. Costs one lookup in the memory. */
export function completeFromMemory(memory: WorkspaceMemory, question: MemoryQuestion): MemoryCompletion | undefined {
  const { history, suffix, self } = question;
  const places = memory.find(history, {
    ...(self ? { self } : {}),
    maxCount: maxPlaces,
    maxChars: maxLineChars,
  });
  const best = places.at(0);
  if (!best || telling(history, best) < minSureLength) return undefined;
  const text = restOfLine(best, suffix);
  if (text === undefined) return undefined;

  let agreeing = 0;
  let all = 0;
  for (const place of places) {
    if (telling(history, place) < minSureLength / 2) continue;
    const weight = place.matchLength ** 2; // a match twice as long counts four times as much // guess
    all += weight;
    if (restOfLine(place, suffix) === text) agreeing += weight;
  }
  const confidence = agreeing / all;
  return confidence < minConfidence ? undefined : { text, confidence, matchLength: best.matchLength };
}

/** Returns the length of the match with every run of blanks counted as one character: indentation says little. */
function telling(history: string, place: Continuation): number {
  return history.slice(-place.matchLength).replace(/\s+/g, " ").length;
}

/** Returns the text that the place adds up to the end of its line, without the text already after the caret. `undefined` if none is left. */
function restOfLine(place: Continuation, suffix: string): string | undefined {
  const end = place.text.indexOf("\n");
  if (end < 0 && place.text.length >= maxLineChars) return undefined;
  let text = end < 0 ? place.text : place.text.slice(0, end);
  const [after = ""] = suffix.split("\n", 1);
  if (after.trim() !== "" && text.endsWith(after)) text = text.slice(0, -after.length);
  return text.trim() === "" ? undefined : text;
}
