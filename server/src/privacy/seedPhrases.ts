import { wordlist } from "@scure/bip39/wordlists/english.js";
import type { Span } from "../prompt/promptText";
import type { Secret } from "./secretRule";

/** Fewest and most words of a wallet's phrase, those around it counted. Source: BIP-39 has 12 to 24; the list itself has 2,048. */
const [minWords, maxWords] = [12, 30];
/** How far a phrase is followed beyond the text looked at, in UTF-16 units: 24 words, each in a line of its own, numbered and in quotes. */
const reachChars = 1_000;

let words: ReadonlySet<string> | undefined;

/**
 * Finds phrases of a wallet that touch a stretch of text: twelve words of the list of BIP-39 or more in a row, with nothing
 * but blanks, quotes, commas and numbers between them. No text of ordinary words has as many, since `the`, `of` and `is` aren't on the list.
 */
export function findSeedPhrases(text: string, window: Span): Secret[] {
  const [first, last] = [Math.max(0, window.start - reachChars), Math.min(text.length, window.end + reachChars)];
  let [start, end] = [window.start, window.end];
  while (start > first && isPhraseUnit[text.charCodeAt(start - 1)] === 1) start--;
  while (end < last && isPhraseUnit[text.charCodeAt(end)] === 1) end++;
  const found: Secret[] = [];
  for (let at = start; at < end; at++) {
    const from = at;
    while (at < end && isPhraseUnit[text.charCodeAt(at)] === 1) at++;
    if (at - from >= minWords * 4) found.push(...phrasesIn(text, from, at));
  }
  return found.filter((phrase) => phrase.end > window.start && phrase.start < window.end);
}

/** Letters, and what comes between the words of a phrase, by their code. */
const isPhraseUnit = new Uint8Array(0x10000);
for (const character of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \t\r\n\"'`,.)*+-")
  isPhraseUnit[character.charCodeAt(0)] = 1;

/** Lengths of the list's words. */
const [minLetters, maxLetters] = [3, 8];

function phrasesIn(text: string, start: number, end: number): Secret[] {
  const found: Secret[] = [];
  let run: Span[] = [];
  const close = (): void => {
    if (run.length >= minWords) found.push(...listedRuns(text, run));
    run = [];
  };
  for (let at = start; at < end; at++) {
    if (!isLetter(text.charCodeAt(at))) continue;
    const from = at;
    while (at < end && isLetter(text.charCodeAt(at))) at++;
    const last = run.at(-1);
    // Most words of ordinary text end a run by their length: `a`, `is`, `of`.
    if (at - from < minLetters || at - from > maxLetters) close();
    else {
      if (last !== undefined && from - last.end > 1 && !between.test(text.slice(last.end, from))) close();
      run.push({ start: from, end: at });
    }
  }
  close();
  return found;
}

function isLetter(unit: number): boolean {
  return (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
}

/** The phrases in a row of words that might be one. */
function listedRuns(text: string, row: readonly Span[]): Secret[] {
  words ??= new Set(wordlist);
  const found: Secret[] = [];
  let from = 0;
  for (let at = 0; at <= row.length; at++) {
    if (at < row.length && words.has(wordAt(text, row[at]))) continue;
    const run = row.slice(from, at);
    const distinct = new Set(run.map((span) => wordAt(text, span))).size;
    if (run.length >= minWords && run.length <= maxWords && distinct * 4 >= run.length * 3)
      found.push({ start: run[0].start, end: run[run.length - 1].end, rule: "seed-phrase" });
    from = at + 1;
  }
  return found;
}

function wordAt(text: string, { start, end }: Span): string {
  return text.slice(start, end).toLowerCase();
}

/** What separates two words: blanks, quotes and commas, perhaps a number with a dot or a bullet in a new line. */
const between = /^["'`]?,?\s{0,40}(?:\d{1,2}[.)]?\s{1,4}|[-*+]\s{1,4})?["'`]?$/;
