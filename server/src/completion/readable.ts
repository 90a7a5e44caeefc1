import { isForeignCode } from "../code/foreignForms";
import type { ReadsInsertion } from "../code/trialReading";
import type { Ask } from "./ask";
import type { Candidate } from "./candidate";

/** Ends of a line that may close the wrong thing; the text before them is good by itself. */
const unneededEnd = /[\s;,)\]}]+$/;

/** The word with which a line begins. */
const firstWord = /^\s*[\p{L}\p{N}_$]+/u;
/** Least length of a text that is worth showing after a cut. */
const leastKept = 3;

/**
 * Keeps what the document's own grammar reads, of a model on this machine. A candidate of which only the first line can be read is cut to
 * that, and an automatic one to the text before its last closers, or to its first word.
 */
export function readable(
  ask: Ask,
  candidates: readonly Candidate[],
  reads: ReadsInsertion | undefined,
): readonly Candidate[] {
  const { document, offset, selectedCompletion } = ask.request;
  const { languageId, text } = document;
  const isJudged = ask.place === "code" && selectedCompletion === undefined && ask.region.languageId === languageId;
  if (reads === undefined || !isJudged) return candidates;
  return candidates.flatMap((candidate) => {
    const { replaceSuffixLength: replacedLength } = candidate;
    if (candidate.certainty === undefined) return candidate;
    const isRead = (inserted: string): boolean =>
      reads(document.uri, { text, offset, replacedLength, inserted }) !== false;
    if (isRead(candidate.text)) return candidate;
    const [line = ""] = candidate.text.split("\n", 1);
    if (line.trim() !== "" && line !== candidate.text && isRead(line)) return { ...candidate, text: line };
    const shorter = [line.replace(unneededEnd, ""), firstWord.exec(line)?.[0] ?? ""];
    // A language that the model wasn't trained on shows its foreign words first.
    const kept =
      ask.isInvoked || isForeignCode(languageId)
        ? undefined
        : shorter.find((text) => text !== line && text.trim().length >= leastKept && isRead(text));
    if (kept !== undefined) return { ...candidate, text: kept };
    ask.trace.note("foreignText", "The document's language can't be read that way.");
    return [];
  });
}
