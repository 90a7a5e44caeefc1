import type { CaretPlace } from "../../../code/caret";
import { languageOf } from "../../../code/languages";

/** Number of consecutive equal lines that make a loop. */
const minEqualLines = 3; // guess
/** Number of consecutive equal lines without a letter, such as `}`, that make a loop. */
const minEqualSigns = 12; // guess
/** Number of consecutive nearly equal lines or blocks that make a loop: counting variables, not a list that an author writes. */
const minSimilarLines = 5; // guess
const minSimilarBlocks = 4; // guess
/** Share of the characters in which nearly equal text may differ. */
const maxDifference = 0.1; // guess
/** Longest loop of lines that is searched for. */
const maxPeriod = 8;
/** Length of a line's end in which a loop is searched for, in characters. */
const lineWindow = 600;

/** Characters of a run of signs that may open a comment. */
const rulerStart = 4;

/** Returns a test for runs of signs that are drawn on purpose: in prose, comments and literals. `before` is the line up to the text. */
export function rulersOf(params: { languageId: string; place: CaretPlace; before: string }): (head: string) => boolean {
  if (params.place !== "code") return () => true;
  const starts = (): string[] => {
    const { lineComments, docLineComments, blockComments } = languageOf(params.languageId);
    return [...lineComments, ...docLineComments, ...blockComments.map(({ open }) => open), '"', "'", "`"];
  };
  return (head) => {
    const line = params.before + head;
    const lastStart = line.length - rulerStart;
    return starts().some((start) => line.includes(start) && line.indexOf(start) <= lastStart);
  };
}

/** Finds the line at which a text starts to repeat itself: the end of the first round. */
export function lineLoopStart(lines: readonly string[]): number | undefined {
  return equalLoop(lines) ?? similarLines(lines) ?? similarBlocks(lines);
}

/**
 * Finds a phrase, number or sign that repeats up to the end of `line`; `start` is the end of its first occurrence, a sign's start.
 * `isRuler` reports whether a run of signs, which begins after `head`, may be intended.
 */
export function loopInLine(
  line: string,
  isRuler: (head: string) => boolean,
): { readonly start: number; readonly isPhrase: boolean } | undefined {
  const tail = line.slice(-lineWindow).trimEnd();
  for (let period = 1; period <= 60 && period * 3 <= tail.length; period++) {
    let length = period;
    while (length < tail.length && tail[tail.length - 1 - length] === tail[tail.length - 1 - length + period]) length++;
    const unit = tail.slice(-period);
    const minCount = period === 1 ? 20 : period < 8 ? 6 : 4;
    if (length < period * minCount || length < 20 || unit.trim() === "") continue;
    const whole = line.trimEnd();
    while (length < whole.length && whole.at(-1 - length) === whole.at(-1 - length + period)) length++;
    const isSign = !/[\p{L}\p{N}]/u.test(unit);
    const start = whole.length - length + (isSign ? 0 : period);
    // A ruler is not made of brackets.
    if (isSign && !/[()[\]{}]/.test(unit) && isRuler(whole.slice(0, start + rulerStart))) continue;
    return { start, isPhrase: /[^\p{L}\p{N}]/u.test(unit) };
  }
  return undefined;
}

function equalLoop(lines: readonly string[]): number | undefined {
  const content = contentLines(lines);
  for (let period = 1; period <= maxPeriod; period++) {
    let run = 0;
    for (let i = period; i < content.length; i++) {
      run = content[i]?.text === content[i - period]?.text ? run + 1 : 0;
      const isDue = run === period * (minEqualLines - 1) || run === period * (minEqualSigns - 1);
      if (!isDue) continue;
      const round = content.slice(i - run - period + 1, i - run + 1);
      const isSaid = round.some(({ text }) => /[\p{L}\p{N}]/u.test(text)) || run >= minEqualSigns - 1;
      if (isSaid) return content[i - run + 1]?.index;
    }
  }
  return undefined;
}

function similarLines(lines: readonly string[]): number | undefined {
  const content = contentLines(lines);
  return firstSimilarRun(content, minSimilarLines);
}

function similarBlocks(lines: readonly string[]): number | undefined {
  const blocks: { text: string; index: number }[] = [];
  let isOpen = false;
  for (const [index, line] of lines.entries()) {
    const block = blocks.at(-1);
    if (line.trim() === "") isOpen = false;
    else if (isOpen && block) block.text += `\n${line}`;
    else {
      blocks.push({ text: line, index });
      isOpen = true;
    }
  }
  return blocks.some(({ text }) => text.includes("\n")) ? firstSimilarRun(blocks, minSimilarBlocks) : undefined;
}

/** Finds the second of `minCount` neighbours that resemble each other; the last one may be cut off. */
function firstSimilarRun(parts: readonly { text: string; index: number }[], minCount: number): number | undefined {
  let run = 1;
  for (let i = 1; i < parts.length; i++) {
    const [before, part] = [parts[i - 1]?.text ?? "", parts[i]?.text ?? ""];
    const isLast = i === parts.length - 1;
    const model = isLast && part.length < before.length ? before.slice(0, part.length) : before;
    run = /\p{L}/u.test(part) && isSimilar(model, part) ? run + 1 : 1;
    if (run >= minCount) return parts[i - run + 2]?.index;
  }
  return undefined;
}

function contentLines(lines: readonly string[]): { text: string; index: number }[] {
  return lines.flatMap((line, index) => (line.trim() === "" ? [] : [{ text: line.trim(), index }]));
}

/** Reports whether the edit distance is within the allowed share; computed in a band of that width, so in linear time. */
function isSimilar(a: string, b: string): boolean {
  if (a === b) return true;
  const maxDistance = Math.floor(Math.max(a.length, b.length) * maxDifference);
  if (Math.abs(a.length - b.length) > maxDistance || maxDistance === 0) return false;
  const band = Math.min(maxDistance, 24);
  let row = Array.from({ length: 2 * band + 1 }, (_, k) => (k < band ? Infinity : k - band));
  for (let i = 1; i <= a.length; i++) {
    const next = new Array<number>(2 * band + 1).fill(Infinity);
    for (let k = 0; k <= 2 * band; k++) {
      const j = i + k - band;
      if (j < 0 || j > b.length) continue;
      const substitute = j > 0 ? (row[k] ?? Infinity) + (a[i - 1] === b[j - 1] ? 0 : 1) : Infinity;
      next[k] = Math.min(substitute, (row[k + 1] ?? Infinity) + 1, (k > 0 ? (next[k - 1] ?? Infinity) : Infinity) + 1);
    }
    row = next;
    if (Math.min(...row) > band) return false;
  }
  return (row[b.length - a.length + band] ?? Infinity) <= band;
}
