import type { ReadsInsertion } from "../code/trialReading";
import type { Ask } from "./ask";
import type { Candidate } from "./candidate";

/** Ends of a line that may close the wrong thing; the text before them is good by itself. */
const unneededEnd = /[\s;,)\]}]+$/;

/**
 * Keeps what the document's own grammar reads, of a model on this machine. A candidate of which only the first line can be read is cut to
 * that, and an automatic one to the text before its last closers.
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
    const open = line.replace(unneededEnd, "");
    if (!ask.isInvoked && open !== line && open.trim() !== "" && isRead(open)) return { ...candidate, text: open };
    ask.trace.note("foreignText", "The document's language can't be read that way.");
    return [];
  });
}
