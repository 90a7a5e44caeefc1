import { isSubsequence } from "../isSubsequence";
import { leftOpenCount, reservedCount, spareOpenCount } from "./bracketCounts";
import { type Closer, scanBrackets } from "./brackets";
import { isClosingOnly, type Surroundings } from "./surroundings";

/** How a text's closing brackets and quotes fit what is open around the caret. */
export interface Closings {
  /** Characters after the caret, on its line, that the text says itself and so takes the place of. */
  readonly replaceSuffixLength: number;
  /** Offset in the text of the first closer that closes nothing; `undefined` if all fit. */
  readonly superfluousAt: number | undefined;
}

/** Balances a text against what is open before the caret and what is closed after it. */
export function closings(text: string, around: Surroundings): Closings {
  const { rest, languageId, place } = around;
  if (place !== "code" && place !== "string") return { replaceSuffixLength: 0, superfluousAt: undefined };
  const outer = around.open();
  // Inside a pattern, or in a string that the scanner does not see, brackets prove nothing.
  if (place === "string" && !outer.some(({ form }) => form))
    return { replaceSuffixLength: 0, superfluousAt: undefined };
  const scan = scanBrackets(text, { languageId, outer });
  const isStringClosed = scan.closers.some(({ char, isSoft }) => !isSoft && !/^[)\]}]$/.test(char));
  const after = around.closedAfter({ isStringClosed });
  const inRest = isClosingOnly(rest) ? after.filter(({ at }) => at < rest.length) : [];

  // Closers of the text that say again what the editor has put behind the caret, less those that have an opener of their own.
  const said = inOrder(scan.closers, inRest);
  const kinds = new Set(inRest.map(({ char }) => char));
  const ofKinds = scan.closers.filter(({ char }) => kinds.has(char)).length;
  const reserved = reservedCount({ open: scan.open, inRest: inRest.slice(0, said.length), after, outer });
  const spare = spareOpenCount(around, { inRest, after });
  const taken = said.slice(0, Math.max(0, ofKinds - reserved - spare));

  const remaining = after.slice(taken.length).filter(({ isSoft }) => !isSoft);
  let absorbed = 0;
  while (absorbed < scan.open.length && scan.open.at(-1 - absorbed)?.closer === remaining[absorbed]?.char) absorbed++;
  const free = scan.closers.filter((closer) => !closer.isSoft && !taken.includes(closer));
  const allowed = leftOpenCount(around, { takenCount: taken.length, after: remaining.slice(absorbed) });
  const wrong = free.find(({ isMismatched }, index) => isMismatched || index >= allowed);
  return { replaceSuffixLength: takenLength(text, around, taken, inRest), superfluousAt: wrong?.at };
}

/** The closers of `text` that match those of the rest, in the rest's order. */
function inOrder(text: readonly Closer[], rest: readonly Closer[]): Closer[] {
  const matched: Closer[] = [];
  for (const closer of text) if (closer.char === rest[matched.length]?.char) matched.push(closer);
  return matched;
}

/** How much of the rest the text's closers, and a mark such as `;` at its end, take the place of. */
function takenLength(text: string, around: Surroundings, taken: readonly Closer[], inRest: readonly Closer[]): number {
  const { rest } = around;
  if (!isClosingOnly(rest)) return 0;
  for (let count = taken.length; count >= 0; count--) {
    const last = count === 0 ? undefined : inRest[count - 1];
    const length = last === undefined ? 0 : last.at + last.char.length;
    if (!isSubsequence(rest.slice(0, length), text)) continue;
    const closer = count === 0 ? undefined : taken[count - 1];
    const tail = text.slice(closer === undefined ? 0 : closer.at + closer.char.length);
    return length + markLength(tail, rest.slice(length));
  }
  return 0;
}

/** Length of the marks (`;`, `,`, `:`, a tag's `>`) that both the text's end and the rest's start say. */
function markLength(tail: string, rest: string): number {
  const marks = /^\s*[;,:>]+/.exec(rest)?.[0] ?? "";
  for (let length = marks.length; length > 0; length--) {
    const said = marks.slice(0, length);
    if (said.trim() === "" || !tail.endsWith(said)) continue;
    if (said.includes(">") && !closesAngle(tail)) continue;
    return length;
  }
  return 0;
}

/** Whether the text closes more angle brackets than it opens; arrows are none. */
export function closesAngle(text: string): boolean {
  const plain = text.replace(/[=-]>|<=|>=/g, "");
  return (plain.match(/>/g)?.length ?? 0) > (plain.match(/</g)?.length ?? 0);
}
