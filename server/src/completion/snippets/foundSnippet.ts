import { snippetKinds, type Snippet } from "../../model/backend";
import { cleanExcerpt, inFront, type Excerpt } from "../../safety/secrets/excerpt";

/** A text that may become a snippet, with its secrets, of which all are known. */
export interface FoundSnippet {
  readonly kind: Snippet["kind"];
  readonly uri: string;
  /** Path relative to its workspace folder. */
  readonly path: string;
  readonly excerpt: Excerpt;
}

/** Shares of the room, by kind, in the order in which the room is given away; what a kind leaves is for the next ones. // guess */
const shares: readonly (readonly [Snippet["kind"], number])[] = [
  ["edits", 0.2],
  ["declarations", 0.35],
  ["outline", 0.15],
  ["similar", 1],
];

/** Length from which a line is worth comparing, in UTF-16 units: shorter ones close brackets. */
const tellingChars = 8;

/** Share of a text's telling lines that are in the prompt already, above which it is left out. // guess */
const mostKnown = 0.5;

/**
 * Chooses what fits into `room` UTF-16 units: of each kind the first ones, up to its share, without what the prompt holds already. Returned in the
 * order of `snippetKinds`, and within a kind by file, so that the same choice is always the same text.
 */
export function fuse(found: readonly FoundSnippet[], prompt: string, room: number): FoundSnippet[] {
  const known = new Set(telling(prompt));
  const chosen: FoundSnippet[] = [];
  let [left, forNext] = [room, 0];
  for (const [kind, share] of shares) {
    let leftForKind = Math.min(left, room * share + forNext);
    for (const snippet of found) {
      const { text } = snippet.excerpt;
      const size = text.length + snippet.path.length;
      if (snippet.kind !== kind || size > leftForKind) continue;
      const lines = telling(text);
      const isKnown = kind !== "edits" && lines.filter((line) => known.has(line)).length > mostKnown * lines.length;
      if (isKnown || lines.length === 0) continue;
      for (const line of lines) known.add(line);
      chosen.push(snippet);
      leftForKind -= size;
      left -= size;
    }
    forNext = leftForKind;
  }
  const rankOf = ({ kind }: FoundSnippet): number => snippetKinds.indexOf(kind);
  return chosen.sort((a, b) => rankOf(a) - rankOf(b) || (a.kind === "edits" ? 0 : a.uri < b.uri ? -1 : 1));
}

function telling(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length >= tellingChars);
}

/** Joins parts of one text, each from its own line on. */
export function joinedLines(parts: readonly Excerpt[]): Excerpt {
  const lineEnd = cleanExcerpt("\n");
  return parts.reduceRight(
    (rest, part) => inFront(part, rest.text === "" ? rest : inFront(lineEnd, rest)),
    cleanExcerpt(""),
  );
}
