import { tokenKinds } from "../code/tokenChunk";
import type { TokenTable } from "../code/tokenTable";
import { isVariable, type TokenChange, type TokenRange } from "./tokenChange";

/** A part of the old form: a token as it is, or a hole that each like place fills with its own expression. */
export type OldPart =
  | { readonly kind: "token"; readonly text: string; readonly tokenKind: number }
  | { readonly kind: "hole"; readonly words: readonly string[]; readonly source: string };

/** A part of the new form: text as it is, or what fills a hole. */
type NewPart =
  | { readonly kind: "text"; readonly text: string; readonly words: readonly string[] }
  | { readonly kind: "hole"; readonly hole: number };

/** An edit without what belongs to its place only. */
export interface Template {
  readonly change: TokenChange;
  readonly old: readonly OldPart[];
  readonly now: readonly NewPart[];
  /** Equal for edits that do the same. */
  readonly key: string;
}

/** Generalizes an edit: what it has kept becomes holes, if it is a name or an expression. */
export function templateOf(change: TokenChange): Template {
  const { before, after, old, now } = change;
  const oldWords = wordsOf(before, old);
  const newWords = wordsOf(after, now);
  const holes = holesOf(change, oldWords, newWords);
  const oldParts: OldPart[] = [];
  for (let at = 0; at < oldWords.length;) {
    const hole = holes.find(({ old: { start } }) => start === at);
    if (hole === undefined) {
      oldParts.push({ kind: "token", text: oldWords[at], tokenKind: before.kinds[old.start + at] });
      at++;
    } else {
      const words = oldWords.slice(hole.old.start, hole.old.end);
      oldParts.push({ kind: "hole", words, source: sourceOf(before, old.start + at, old.start + hole.old.end) });
      at = hole.old.end;
    }
  }
  const order = [...holes].sort((a, b) => a.old.start - b.old.start);
  const newParts: NewPart[] = [];
  for (let at = 0; at < newWords.length;) {
    const isStart = (index: number): boolean => holes.some(({ now: { start } }) => start === index);
    const hole = holes.find(({ now: { start } }) => start === at);
    if (hole !== undefined) {
      newParts.push({ kind: "hole", hole: order.indexOf(hole) });
      at = hole.now.end;
      continue;
    }
    const start = at;
    while (at < newWords.length && !isStart(at)) at++;
    const from = start === 0 ? after.starts[now.start] : after.ends[now.start + start - 1];
    const to = at === newWords.length ? after.ends[now.end - 1] : after.starts[now.start + at];
    newParts.push({ kind: "text", text: after.text.slice(from, to), words: newWords.slice(start, at) });
  }
  const key = JSON.stringify([
    oldParts.map((part) => (part.kind === "hole" ? 0 : part.text)),
    newParts.map((part) => (part.kind === "hole" ? part.hole : part.words)),
  ]);
  return { change, old: oldParts, now: withGaps(newParts, change, holes), key };
}

function wordsOf(table: TokenTable, { start, end }: TokenRange): string[] {
  return Array.from({ length: end - start }, (_, index) => table.word(start + index));
}

function sourceOf(table: TokenTable, start: number, end: number): string {
  return table.text.slice(table.starts[start], table.ends[end - 1]);
}

/** Two adjacent holes keep the blanks between them. */
function withGaps(parts: readonly NewPart[], { after, now }: TokenChange, holes: readonly Hole[]): NewPart[] {
  const order = [...holes].sort((a, b) => a.old.start - b.old.start);
  return parts.flatMap((part, index): NewPart[] => {
    const next = parts.at(index + 1);
    if (part.kind !== "hole" || next?.kind !== "hole") return [part];
    const { end } = order[part.hole].now;
    return [part, { kind: "text", text: after.gapBefore(now.start + end), words: [] }];
  });
}

interface Hole {
  readonly old: TokenRange;
  readonly now: TokenRange;
}

/** Finds the expressions that an edit has kept, in both forms: by the longest common subsequence, and by moved names. */
function holesOf(change: TokenChange, old: readonly string[], now: readonly string[]): Hole[] {
  const pairs = commonPairs(old, now);
  const holes: Hole[] = [];
  for (let at = 0; at < pairs.length;) {
    let end = at + 1;
    while (end < pairs.length && pairs[end][0] === pairs[end - 1][0] + 1 && pairs[end][1] === pairs[end - 1][1] + 1)
      end++;
    const [oldStart, nowStart] = pairs[at];
    for (const { start, end: stop } of expressionsIn(change, oldStart, oldStart + end - at))
      holes.push({
        old: { start, end: stop },
        now: { start: nowStart + start - oldStart, end: nowStart + stop - oldStart },
      });
    at = end;
  }
  const isTaken = (ranges: readonly TokenRange[], index: number): boolean =>
    ranges.some(({ start, end }) => index >= start && index < end);
  for (const [index, word] of now.entries()) {
    if (
      !isVariable(word) ||
      isTaken(
        holes.map((hole) => hole.now),
        index,
      )
    )
      continue;
    const from = old.findIndex(
      (each, at) =>
        each === word &&
        !isTaken(
          holes.map((hole) => hole.old),
          at,
        ),
    );
    if (from >= 0) holes.push({ old: { start: from, end: from + 1 }, now: { start: index, end: index + 1 } });
  }
  return holes;
}

/** Cuts a kept run into expressions: balanced, and without separators. */
function expressionsIn({ before, old }: TokenChange, start: number, end: number): TokenRange[] {
  const found: TokenRange[] = [];
  let from = start;
  const close = (to: number): void => {
    const words = wordsOf(before, { start: old.start + from, end: old.start + to });
    if (words.some(isVariable)) found.push({ start: from, end: to });
  };
  for (let at = start; at < end;) {
    const index = old.start + at;
    const kind = before.kinds[index];
    const word = before.word(index);
    const isOpening = kind === tokenKinds.open || kind === tokenKinds.openString;
    const partner = before.partners[index] - old.start;
    if (isOpening && partner > at && partner < end) {
      at = partner + 1;
      continue;
    }
    const splits =
      isOpening ||
      kind === tokenKinds.close ||
      kind === tokenKinds.closeString ||
      kind === tokenKinds.mark ||
      /^(?:=|=>|:|:=|\||\|\||&&)$/.test(word) ||
      (kind === tokenKinds.word && !isVariable(word));
    if (splits) {
      close(at);
      from = at + 1;
    }
    at++;
  }
  close(end);
  return found;
}

/** Returns the index pairs of a longest common subsequence. */
function commonPairs(old: readonly string[], now: readonly string[]): [number, number][] {
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        old[i] === now[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < old.length && j < now.length;) {
    if (old[i] === now[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i++;
    else j++;
  }
  return pairs;
}
