import { createHash } from "node:crypto";
import { createRandom, shuffled, type Random } from "../base/random";
import { drawColumn } from "./drawColumn";
import type { AddedLine, CommitChange } from "./history";

/** A line that is written again: the document as it was when the author wrote it, and the line's real rest. */
export interface LineCase {
  /** Names the commit, file and place without showing them. */
  readonly id: string;
  readonly commit: string;
  /** Position of the file among the commit's; those before it are written already. */
  readonly fileIndex: number;
  readonly path: string;
  readonly languageId: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Whole text before the caret: what the commit has of the file down to here. */
  readonly prefix: string;
  /** Number of characters before the caret that were typed last: this line's beginning, with the line end before it. */
  readonly typedLength: number;
  /** Whole text after the caret: what the parent has of the file from here on. Begins with the line's end. */
  readonly suffix: string;
  readonly truth: string;
}

/** A text file of a commit, before and after it. */
export interface CommitText {
  readonly path: string;
  readonly languageId: string;
  readonly oldText: string;
  readonly newText: string;
  readonly lines: readonly AddedLine[];
}

/** A commit with the texts of its files. */
export interface CommitTexts {
  readonly change: CommitChange;
  readonly files: readonly CommitText[];
}

/** Fewest characters of a rest of line, without blanks at its ends: shorter ones are brackets, which editors type. */
const minTruthLength = 6;

/** Share of a file's added lines that are drawn at most, so that one large new file is not all there is. */
const maxShare = 1 / 5;

/** An added line that may be drawn; its texts are made once it is. */
interface Candidate {
  readonly file: CommitText;
  readonly fileIndex: number;
  readonly added: AddedLine;
  readonly column: number;
}

/**
 * Draws up to `count` of the added lines, the same for the same seed: the commits take turns, and within a commit the files. The cases are in the order in
 * which the lines were written.
 */
export function drawLines(commits: readonly CommitTexts[], params: { count: number; seed: string }): LineCase[] {
  const { count, seed } = params;
  const queues = commits.map(({ change, files }, commit) =>
    candidatesOf(files, createRandom(`${seed} ${change.id}`)).map((candidate) => ({ commit, candidate })),
  );
  const drawn = inTurns(shuffled(queues, createRandom(seed))).slice(0, count);
  return drawn
    .sort(
      ({ commit: a, candidate: one }, { commit: b, candidate: other }) =>
        a - b || one.fileIndex - other.fileIndex || one.added.number - other.added.number,
    )
    .map(({ commit, candidate }) => caseOf(commits[commit].change.id, candidate));
}

function candidatesOf(files: readonly CommitText[], random: Random): Candidate[] {
  const queues = files.map((file, fileIndex) => {
    const lines = file.newText.split("\n");
    const candidates = file.lines.flatMap((added): Candidate[] => {
      const text = lines.at(added.number) ?? "";
      const column = drawColumn(text, random);
      return text.slice(column).trim().length < minTruthLength ? [] : [{ file, fileIndex, added, column }];
    });
    return shuffled(candidates, random).slice(0, Math.ceil(file.lines.length * maxShare));
  });
  return inTurns(shuffled(queues, random));
}

function caseOf(commit: string, { file, fileIndex, added, column }: Candidate): LineCase {
  const { path, languageId, oldText, newText } = file;
  const above = newText.split("\n").slice(0, added.number + 1);
  const text = above.pop() ?? "";
  const place = `${commit} ${path} ${added.number} ${column}`;
  return {
    id: createHash("sha256").update(place).digest("base64url").slice(0, 22),
    ...{ commit, fileIndex, path, languageId, line: added.number + 1, column: column + 1 },
    prefix: above.map((line) => `${line}\n`).join("") + text.slice(0, column),
    typedLength: column + (added.number > 0 ? 1 : 0),
    suffix: oldText
      .split("\n")
      .slice(added.oldEnd)
      .map((line) => `\n${line}`)
      .join(""),
    truth: text.slice(column),
  };
}

/** Takes the first of each queue, then the second of each, and so on. */
function inTurns<T>(queues: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, round) => queues.flatMap((queue) => queue.slice(round, round + 1))).flat();
}
