import { wordlist } from "@scure/bip39/wordlists/english.js";
import type { Span } from "../promptText";
import type { Secret } from "./secretRule";

/** Fewest and most words of a wallet's phrase, those around it counted. Source: BIP-39 has 12 to 24; the list itself has 2,048. */
const [minWords, maxWords] = [12, 30];
/** Distance that a phrase is followed beyond the searched text, in UTF-16 units: 24 words, each in a line of its own, numbered and in quotes. */
const reachChars = 1_000;

/** Shortest phrase, in UTF-16 units: words of three letters and the gaps between them. */
const minPhraseChars = minWords * 4 - 1;

let words: ReadonlySet<string> | undefined;

/**
 * Finds phrases of a wallet that touch a stretch of text: twelve words of the list of BIP-39 or more in a row, with nothing
 * but blanks, quotes, commas and numbers between them. No text of ordinary words has as many, since `the`, `of` and `is` aren't on the list.
 */
export function findSeedPhrases(text: string, window: Span): Secret[] {
  words ??= new Set(wordlist);
  const area = {
    start: Math.max(0, window.start - reachChars),
    end: Math.min(text.length, window.end + reachChars),
  };
  const found: Secret[] = [];
  // One word within the length of the shortest phrase shows whether there may be one.
  let at = Math.max(area.start, window.start - minPhraseChars);
  for (const end = Math.min(area.end, window.end + minPhraseChars); at < end; at += minPhraseChars) {
    const word = wordAfter(text, at, area);
    if (word === undefined) continue;
    const phrase = around(text, word, area);
    if (phrase === undefined) continue;
    if (phrase.end > window.start && phrase.start < window.end) found.push(phrase);
    at = phrase.end;
  }
  return found;
}

/** Lengths of the list's words. */
const [minLetters, maxLetters] = [3, 8];
/** Longest gap between two words: a line break, blanks, quotes and a number. */
const maxGapChars = 50;

/** Separators of two words: blanks, quotes and commas, perhaps a number with a dot or a bullet in a new line, or a sum of literals. */
const between =
  /^(?:["'`]?,?\s{0,40}(?:\d{1,2}[.)]?\s{1,4}|[-*+]\s{1,4})?["'`]?|-|[ \t]?["'`]\s{0,3}[+.]\s{0,40}["'`][ \t]?)$/;

/** Returns the row of listed words around one, if it is a phrase. */
function around(text: string, word: Span, area: Span): Secret | undefined {
  const row = [word];
  for (let next = wordBefore(text, word.start, area); next !== undefined && row.length <= maxWords;) {
    row.unshift(next);
    next = wordBefore(text, next.start, area);
  }
  for (let next = wordBehind(text, word.end, area); next !== undefined && row.length <= maxWords;) {
    row.push(next);
    next = wordBehind(text, next.end, area);
  }
  if (row.length < minWords || row.length > maxWords) return undefined;
  const distinct = new Set(row.map((span) => wordAt(text, span))).size;
  if (distinct * 4 < row.length * 3) return undefined;
  return { start: row[0].start, end: row[row.length - 1].end, rule: "seed-phrase" };
}

/** Returns the listed word at `offset`, or the next one. */
function wordAfter(text: string, offset: number, area: Span): Span | undefined {
  let at = offset;
  while (at < area.end && at - offset < maxGapChars && !isLetter(text.charCodeAt(at))) at++;
  let start = at;
  while (start > area.start && at - start <= maxLetters && isLetter(text.charCodeAt(start - 1))) start--;
  return listed(text, start, area);
}

function wordBehind(text: string, end: number, area: Span): Span | undefined {
  let start = end;
  while (start < area.end && start - end < maxGapChars && !isLetter(text.charCodeAt(start))) start++;
  return between.test(text.slice(end, start)) ? listed(text, start, area) : undefined;
}

function wordBefore(text: string, start: number, area: Span): Span | undefined {
  let end = start;
  while (end > area.start && start - end < maxGapChars && !isLetter(text.charCodeAt(end - 1))) end--;
  let from = end;
  while (from > area.start && end - from <= maxLetters && isLetter(text.charCodeAt(from - 1))) from--;
  const word = listed(text, from, area);
  return word !== undefined && word.end === end && between.test(text.slice(end, start)) ? word : undefined;
}

/** Returns the word that begins at `start`, if it is on the list. */
function listed(text: string, start: number, area: Span): Span | undefined {
  let end = start;
  while (end < area.end && end - start <= maxLetters && isLetter(text.charCodeAt(end))) end++;
  const isListed = end - start >= minLetters && end - start <= maxLetters && words?.has(wordAt(text, { start, end }));
  return isListed === true ? { start, end } : undefined;
}

function isLetter(unit: number): boolean {
  return (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
}

function wordAt(text: string, { start, end }: Span): string {
  return text.slice(start, end).toLowerCase();
}
