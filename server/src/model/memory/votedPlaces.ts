import { longWords } from "../../code/longWords";
import { anchorOf, type Anchor, type SegmentFile, type SegmentPlace } from "./indexSegment";
import type { WorkspaceText } from "./workspaceSearch";

/** Words of a text that vote, the last ones: each is looked up with the text before it. // guess */
const maxAnchors = 48;

/** Length of the text before a word by which it is looked up at least; a longer agreement votes for more. */
const anchorChars = 40;

/** Characters of a stretch in which votes are counted together. // guess: about 15 lines */
const stretchChars = 512;

/** Least votes of a place: some words that occur together nowhere else. // guess */
const leastVotes = 1.5;

/** Most places, and most lines and characters of one. // guess */
const maxPlaces = 6;
const maxLines = 24;
const maxChars = 1_200;

/**
 * Finds the places of other files that share the most and rarest stretches of text with some lines: each word votes, with the text before it, for the
 * places where both occur, and the fewer these are, the more its vote counts.
 */
export class VotedPlaces {
  readonly #uri: string;
  readonly #votes = new Map<SegmentFile, Map<number, number>>();
  /** Places of the word that is being looked up. */
  #places: SegmentPlace[] = [];

  /** `uri` is the document that asks, which gets no vote. */
  constructor(uri: string) {
    this.#uri = uri;
  }

  /** Returns the words of a text by which places are found. */
  *anchorsIn(text: string): Generator<Anchor, void> {
    const ends = [...text.matchAll(longWords)].map((match) => match.index + match[0].length);
    const known = new Set<string>();
    for (const end of ends.slice(-maxAnchors)) {
      const history = text.slice(Math.max(0, end - anchorChars), end);
      if (known.has(history)) continue;
      known.add(history);
      const anchor = anchorOf(history);
      if (anchor !== undefined) yield anchor;
    }
  }

  /** Records a place of the word that is being looked up. */
  vote(place: SegmentPlace): void {
    if (place.file.uri !== this.#uri) this.#places.push(place);
  }

  /** Counts the votes of the word that was looked up. */
  count(): void {
    for (const { file, offset } of this.#places) {
      const stretch = Math.floor(offset / stretchChars);
      const stretches = this.#votes.get(file) ?? new Map<number, number>();
      stretches.set(stretch, (stretches.get(stretch) ?? 0) + 1 / Math.sqrt(this.#places.length));
      this.#votes.set(file, stretches);
    }
    this.#places = [];
  }

  /** Returns the lines of the best places, one of each file. */
  best(): WorkspaceText[] {
    const found: { file: SegmentFile; stretch: number; votes: number }[] = [];
    for (const [file, stretches] of this.#votes) {
      let [best, most] = [0, 0];
      for (const [stretch, votes] of stretches) {
        const together = votes + (stretches.get(stretch + 1) ?? 0);
        if (together > most) [best, most] = [stretch, together];
      }
      if (most >= leastVotes) found.push({ file, stretch: best, votes: most });
    }
    return found
      .sort((a, b) => b.votes - a.votes || (a.file.uri < b.file.uri ? -1 : 1))
      .slice(0, maxPlaces)
      .flatMap(({ file, stretch }) => {
        const text = linesFrom(file.text, stretch * stretchChars);
        return text === "" ? [] : [{ uri: file.uri, text }];
      });
  }
}

/** Returns the lines from the one at `offset` on. */
function linesFrom(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", Math.max(0, offset - 1)) + 1;
  const lines = text.slice(start, start + maxChars).split("\n");
  const isCut = start + maxChars < text.length && lines.length > 1;
  return lines.slice(0, isCut ? Math.min(maxLines, lines.length - 1) : maxLines).join("\n");
}
