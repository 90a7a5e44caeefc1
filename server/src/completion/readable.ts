import { isForeignCode } from "../code/foreignForms";
import type { TrialAt, TrialVerdict } from "../code/trialReading";
import type { Ask } from "./ask";
import type { Candidate } from "./candidate";
import { isWorthShowing, withOtherText } from "./cutCandidate";
import { firstLineLength } from "./stopConditions";

/** Words, runs of operators, and any other sign by itself. `f(a) => b` has the pieces `f`, `(`, `a`, `)`, `=>`, `b`. */
const pieces = /[\p{L}\p{N}_$]+|[-+*/%=<>!&|^?:.~]+|\S/gu;

/**
 * Longest that the verdicts on one answer may take, in ms. Source for automatic ones: issue 14; from the last tree a parse takes under 1 ms. Requests by key
 * wait for the model much longer than that. // guess
 */
const limitsMs = { automatic: 3, invoked: 30 };

/**
 * Keeps of each candidate what the document takes without one more syntax error, by its own grammar: the longest beginning of whole lines, else of the first
 * line's pieces. Without a verdict, its first line; none comes by itself
 * in a language that the embedded model wasn't trained on.
 */
export function readable(
  ask: Ask,
  candidates: readonly Candidate[],
  trialAt: TrialAt | undefined,
): readonly Candidate[] {
  const { document, offset, selectedCompletion } = ask.request;
  const { text, languageId } = document;
  const start = selectedCompletion?.start ?? offset;
  const limitMs = ask.isInvoked ? limitsMs.invoked : limitsMs.automatic;
  const place = { text, offset: start, limitMs };
  const trial = ask.region.languageId === languageId ? trialAt?.(document.uri, place) : undefined;
  if (trial === undefined) return candidates;
  const selected = selectedCompletion?.text ?? "";
  return candidates.flatMap((candidate) => {
    const taken = text.slice(offset, offset + candidate.replaceSuffixLength);
    const cut = (said: string): Candidate => withOtherText(candidate, said, taken);
    const isRead = (part: Candidate): TrialVerdict =>
      trial.reads(selected + part.text, offset - start + part.replaceSuffixLength);
    const lines = byLine(candidate.text);
    const line = lines.at(-1) ?? "";
    // The embedded model shows its own languages in the first words of a line.
    const isForeign = candidate.certainty !== undefined && isForeignCode(languageId);
    for (const said of lines) {
      if (said !== candidate.text && said.trim().length < 2) continue;
      const part = cut(said);
      const verdict = isRead(part);
      if (verdict === true) return part;
      if (verdict === "late" && isForeign && !ask.isInvoked) {
        ask.trace.note("syntax", "The suggestion's syntax could not be checked in time.");
        return [];
      }
      if (verdict !== false) return cut(line);
    }
    for (const said of isForeign ? [] : byPiece(line)) {
      const part = cut(said);
      if (isRead(part) === true) return part;
    }
    ask.trace.note("syntax", "Accepting the suggestion would have added a syntax error.");
    return [];
  });
}

/** Returns the beginnings of a text that end with a line, the longest first. Blank lines before the first one with content belong to it. */
function byLine(text: string): string[] {
  const beginnings = [text];
  const first = firstLineLength(text);
  if (first === undefined) return beginnings;
  for (let end = text.lastIndexOf("\n"); end >= first; end = text.lastIndexOf("\n", end - 1)) {
    const said = text.slice(0, end).trimEnd();
    if (said !== beginnings.at(-1)) beginnings.push(said);
  }
  return beginnings;
}

/** Returns the beginnings of a line that end with a piece and are worth showing, the longest first. */
function byPiece(line: string): string[] {
  const ends = [...line.matchAll(pieces)].map(({ index, 0: piece }) => index + piece.length);
  return ends
    .slice(0, -1)
    .reverse()
    .map((end) => line.slice(0, end))
    .filter(isWorthShowing);
}
