import { clues, type Clue } from "./clues";
import { findKeyBlocks } from "./keyBlocks";
import { randomValues } from "./longTokens";
import { namedValues } from "./namedValues";
import type { WordEnd } from "./secretName";
import { findSeedPhrases } from "./seedPhrases";
import { viewsOf, type TextView } from "./textView";
import type { Span } from "../promptText";
import type { Secret, SecretRule } from "./secretRule";
import { isStrong } from "./secretValue";
import { isLettersByChance } from "./unlikelyLetters";

/** Most that is searched at once: lines, and characters where lines are long. // guess: half a millisecond of work, two where lines are made to cost time */
const windowLines = 60;
const windowChars = 2_400;
/** What is looked at with it before and behind: lines, since a name may stand above its value, and at most so many characters. */
const contextLines = 4;
/** Longer than what any of our own rules takes in. */
const contextChars = 2_400;
/** Longest end of a secret that is followed beyond what is looked at. // guess: no token has more */
const maxTailChars = 100_000;

/** Finds the secrets in a whole text: sorted, disjoint, in UTF-16 units. About 60 ns a character. */
export function findSecrets(text: string): Secret[] {
  return disjoint([...findKeyBlocks(text), ...findWithin(text, 0, text.length)]);
}

/** Finds the secrets that touch `from`–`to`, whole lines, window by window. Private keys are not looked for. */
export function findWithin(text: string, from: number, to: number): Secret[] {
  const found: Secret[] = [];
  for (let at = from; at < to;) {
    const end = windowEnd(text, at, to);
    found.push(...findInWindow(text, at, end));
    at = end;
  }
  return found;
}

/** Where a search that begins at `from` ends, so that it takes little time: at a line's end, or within a long line; at most at `to`. */
export function windowEnd(text: string, from: number, to: number): number {
  let at = from;
  for (let line = 0; line < windowLines && at < to; line++) {
    const end = lineEnd(text, at);
    if (end - from > windowChars) break;
    at = end;
  }
  return Math.min(at > from ? at : from + windowChars, to);
}

/** Finds the secrets that touch `from`–`to`, a window's. */
export function findInWindow(text: string, from: number, to: number): Secret[] {
  const { start, end } = lookedAt(text, { start: from, end: to });
  const window = text.slice(start, end);
  const isCut = end < text.length && !window.endsWith("\n");
  const found: Secret[] = findSeedPhrases(text, { start: from, end: to });
  for (const view of viewsOf(window))
    for (const { id, span } of findInView(view, { start: from - start, end: to - start })) {
      const inWindow = view.original(span);
      // A token that goes on where the line was cut is one to its end.
      const tailLength = isCut && inWindow.end === window.length ? tokenLength(text, end) : 0;
      const secret = { start: inWindow.start + start, end: inWindow.end + start + tailLength, rule: id };
      found.push(secret);
    }
  found.push(...foundAgain(window, start, found));
  return found.filter((secret) => secret.end > from && secret.start < to);
}

/** Shortest value that is looked for again, and most that are. // guess: shorter ones are parts of other words */
const [minAgainChars, maxAgain] = [8, 100];
/** How near the same value is one again: lines, and characters where lines are long. What is looked at for a change reaches further. */
const [againLines, againChars] = [2, 300];

/** Finds the values of secrets where they occur again nearby; `window` is what is looked at, and begins at `start`. */
function* foundAgain(window: string, start: number, secrets: readonly Secret[]): Iterable<Secret> {
  for (const secret of secrets.slice(0, maxAgain)) {
    const value = window.slice(secret.start - start, secret.end - start);
    if (value.length < minAgainChars || !(isStrong(value) || isLettersByChance(value))) continue;
    const near = around(window, { start: secret.start - start, end: secret.end - start }, againLines);
    const from = Math.max(near.start, secret.start - start - againChars);
    const text = window.slice(from, Math.min(near.end, secret.end - start + againChars));
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length))
      if (at + from + start !== secret.start && !/\w/.test((text[at - 1] ?? "") + (text[at + value.length] ?? "")))
        yield { ...secret, start: at + from + start, end: at + from + start + value.length };
  }
}

/** How far from its name a value reaches that is followed into the window, and how far before its name one may be. */
const [reachAfterChars, reachBeforeChars] = [500, 200];

/** Applies the rules whose keywords occur, and those for any text; names only as far as their values may touch `window`. */
function findInView(view: TextView, window: Span): { readonly id: string; readonly span: Span }[] {
  const { text } = view;
  const found: { readonly id: string; readonly span: Span }[] = [];
  const rules = new Set<SecretRule>([randomValues]);
  const words: WordEnd[] = [];
  const take = (clue: Clue, end: number): void => {
    for (const rule of clue.rules) rules.add(rule);
    for (const reader of clue.readers) {
      const span = reader.read(text, end);
      if (span !== undefined) found.push({ id: reader.id, span });
    }
    if (clue.words.length === 0) return;
    const at = view.place(end);
    if (at > window.start - reachAfterChars && at < window.end + reachBeforeChars)
      for (const word of clue.words) words.push({ word, end });
  };
  clues().each(text, take);
  if (!isAscii(text)) {
    clues("other").each(text, take);
    words.sort((a, b) => a.end - b.end);
  }
  for (const span of namedValues(text, words)) found.push({ id: "named-value", span });
  for (const rule of rules) for (const span of rule.find(text)) found.push({ id: rule.id, span });
  return found;
}

/** What is looked at to find the secrets of a window: the lines around it, as far as they are near. */
export function lookedAt(text: string, window: Span): Span {
  const { start, end } = withContext(text, window);
  return { start: Math.max(start, window.start - contextChars), end: Math.min(end, window.end + contextChars) };
}

/** How many characters of a token come at `offset`. */
function tokenLength(text: string, offset: number): number {
  tokenRest.lastIndex = offset;
  return tokenRest.exec(text)?.[0].length ?? 0;
}
const tokenRest = new RegExp(`[\\w+/=.~%-]{0,${maxTailChars}}`, "y");

/** Rules that know a secret by its looks or its name; a rule that knows its issuer says more. */
const vagueRules = new Set(["generic-api-key", "named-value", "random-value"]);

/** Joins secrets that overlap; the rule that found the first one names them, and of two that found the same the one that knows more. */
export function disjoint(secrets: readonly Secret[]): Secret[] {
  const vagueness = ({ rule }: Secret): number => (vagueRules.has(rule) ? 1 : 0);
  const sorted = [...secrets].sort((a, b) => a.start - b.start || b.end - a.end || vagueness(a) - vagueness(b));
  const result: Secret[] = [];
  for (const secret of sorted) {
    const last = result.at(-1);
    if (last === undefined || secret.start >= last.end) result.push(secret);
    else if (secret.end > last.end) result[result.length - 1] = { ...last, end: secret.end };
  }
  return result;
}

/** The whole lines that a span touches, and those around them that are looked at with them. */
export function withContext(text: string, span: Span): Span {
  return around(text, span, contextLines);
}

/** The whole lines that a span touches, and `lines` around them. */
function around(text: string, span: Span, lines: number): Span {
  let { start, end } = { start: lineStart(text, span.start), end: lineEnd(text, span.end - 1) };
  for (let line = 0; line < lines; line++) {
    start = lineStart(text, start - 1);
    end = lineEnd(text, end);
  }
  return { start, end };
}

/** Start of the line that holds the character at `offset`. */
function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** Start of the line behind the one that holds the character at `offset`, or the text's end. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

/** Makes the rules ready, which takes some ms once: a step at each call; says whether there was one to take. */
export function prepareRules(): boolean {
  const step = steps.shift();
  step?.();
  return step !== undefined;
}

/** Holds the words of the rules that any code meets, whose expressions take long to compile: one rule has 1,446 stopwords. */
const samples = [
  "x",
  'password = "x"',
  'password = "ab12cd!"',
  'apiKey = "q8Zk29xQ7pLm41"',
  'password: "ab12cd!", token = "x1"; https://',
  "ghp_ xoxb- eyJ -u a:b --user Authorization: Bearer mysql -p auth=( ",
  `${"a1B2".repeat(12)} = "${"c3D4".repeat(12)}"`,
];
const steps = [
  () => clues(),
  () => clues("other"),
  ...samples.map((sample) => () => findInWindow(sample, 0, sample.length)),
];

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);
