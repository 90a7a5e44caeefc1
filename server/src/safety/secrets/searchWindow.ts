import type { Span } from "../promptText";
import { clueFinder, type Clue } from "./clues";
import { randomValues } from "./longTokens";
import { namedValues } from "./namedValues";
import type { WordEnd } from "./secretName";
import type { ClueReader, Secret, SecretRule } from "./secretRule";
import { isStrong } from "./secretValue";
import { findSeedPhrases } from "./seedPhrases";
import { looksAtOnce, type Steps } from "./steps";
import { viewsOf, type TextView } from "./textView";
import { isLettersByChance } from "./unlikelyLetters";
import { linesAround, lookedAt } from "./windows";

/** Longest end of a secret that is followed beyond the searched text. // guess: no token has more */
const maxTailChars = 100_000;

/** Finds the secrets that touch a window of a text, rule by rule. */
export function* searchWindow(text: string, { start: from, end: to }: Span): Steps<Secret[]> {
  const { start, end } = lookedAt(text, { start: from, end: to });
  const window = text.slice(start, end);
  const isCut = end < text.length && !window.endsWith("\n");
  const found: Secret[] = findSeedPhrases(text, { start: from, end: to });
  yield;
  for (const view of viewsOf(window)) {
    yield;
    for (const { id, span } of yield* searchView(view, { start: from - start, end: to - start })) {
      const inWindow = view.original(span);
      // A token that continues past the cut of the line is followed to its end.
      const tailLength = isCut && inWindow.end === window.length ? tokenLength(text, end) : 0;
      found.push({ start: inWindow.start + start, end: inWindow.end + start + tailLength, rule: id });
    }
  }
  found.push(...(yield* foundAgain(window, start, found)));
  return found.filter((secret) => secret.end > from && secret.start < to);
}

/** Distance from a name to the end of its value that is followed into the window, and to a value before its name. */
const [reachAfterChars, reachBeforeChars] = [500, 200];

interface Found {
  readonly id: string;
  readonly span: Span;
}

/** Applies the rules whose keywords occur, and those for any text; names only as far as their values may touch `window`. */
function* searchView(view: TextView, window: Span): Steps<Found[]> {
  const { text } = view;
  const found: Found[] = [];
  const rules = new Set<SecretRule>([randomValues]);
  const words: WordEnd[] = [];
  let count = 0;
  const places: { readonly readers: readonly ClueReader[]; readonly end: number }[] = [];
  const take = (clue: Clue, end: number): void => {
    for (const rule of clue.rules) rules.add(rule);
    if (clue.readers.length > 0) places.push({ readers: clue.readers, end });
    if (clue.words.length === 0) return;
    const at = view.place(end);
    if (at > window.start - reachAfterChars && at < window.end + reachBeforeChars)
      for (const word of clue.words) words.push({ word, end });
  };
  (yield* clueFinder("ascii")).each(text, take);
  yield;
  if (!isAscii(text)) {
    (yield* clueFinder("other")).each(text, take);
    words.sort((a, b) => a.end - b.end);
    yield;
  }
  for (const { readers, end } of places)
    for (const { id, read } of readers) {
      const span = read(text, end);
      if (span !== undefined) found.push({ id, span });
      if (++count % looksAtOnce === 0) yield;
    }
  for (const span of yield* namedValues(text, words)) found.push({ id: "named-value", span });
  for (const { id, find } of rules) {
    yield;
    for (const span of find(text)) {
      if (span !== undefined) found.push({ id, span });
      if (++count % looksAtOnce === 0) yield;
    }
  }
  return found;
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/** Counts the characters of a token at `offset`. */
function tokenLength(text: string, offset: number): number {
  tokenRest.lastIndex = offset;
  return tokenRest.exec(text)?.[0].length ?? 0;
}
const tokenRest = new RegExp(`[\\w+/=.~%-]{0,${maxTailChars}}`, "y");

/** Shortest value that is searched for again, and most such values. // guess: shorter ones are parts of other words */
const [minAgainChars, maxAgain] = [8, 100];
/** Distance within which the same value counts as a secret again: lines, and characters if lines are long. The text searched for a change reaches further. */
const [againLines, againChars] = [2, 300];

/** Finds the values of secrets where they occur again nearby; `window` is the searched text and begins at `start`. */
function* foundAgain(window: string, start: number, secrets: readonly Secret[]): Steps<Secret[]> {
  const found: Secret[] = [];
  for (const secret of secrets.slice(0, maxAgain)) {
    yield;
    const value = window.slice(secret.start - start, secret.end - start);
    if (value.length < minAgainChars || !(isStrong(value) || isLettersByChance(value))) continue;
    const near = linesAround(window, { start: secret.start - start, end: secret.end - start }, againLines);
    const from = Math.max(near.start, secret.start - start - againChars);
    const text = window.slice(from, Math.min(near.end, secret.end - start + againChars));
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length))
      if (at + from + start !== secret.start && !/\w/.test((text[at - 1] ?? "") + (text[at + value.length] ?? "")))
        found.push({ ...secret, start: at + from + start, end: at + from + start + value.length });
  }
  return found;
}
