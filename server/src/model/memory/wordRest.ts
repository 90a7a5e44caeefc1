import { isForeignWord } from "../../code/foreignForms";
import { proseFamily, type LanguageFamily } from "../../code/languageFamily";

/** Shortest beginning of a word that a text of another language may finish, in UTF-16 units. // guess: fewer say too little */
const minTyped = 3;
/** Shortest equal text before a word that wasn't begun, in UTF-16 units: `this.path = `. // guess */
const minContext = 8;
/** Length that a match before a word that wasn't begun counts as; low, since the languages differ. // guess */
const contextMatch = 4;

const wordCharacter = /[\p{L}\p{N}_]/u;

/** A word that a text of another language may suggest at the caret. */
export interface WantedWord {
  readonly family: LanguageFamily;
  /** The typed part of the word. */
  readonly typed: string;
  /** Number of characters before the caret that must agree. */
  readonly leastMatch: number;
  /** Length that the match counts as, in characters. */
  readonly matchLength: number;
}

/** Returns the word at the end of `history` that may be finished, or begun. `undefined` if another language may not suggest any. */
export function wordAtEnd(history: string, family: LanguageFamily): WantedWord | undefined {
  const typed = /[\p{L}\p{N}_]*$/u.exec(history.slice(-80))?.[0] ?? "";
  if (typed === "")
    return family === proseFamily ? undefined : { family, typed, leastMatch: minContext, matchLength: contextMatch };
  if (typed.length < minTyped || /^\p{N}/u.test(typed)) return undefined;
  return { family, typed, leastMatch: typed.length, matchLength: typed.length };
}

/**
 * Returns the end of the word that `offset` is inside or at the start of. The word must begin as `typed` does and not be another
 * language's own: names are the same in every language of a project, unlike everything around them. Sentences take plain words only, unless a
 * name was begun: "cust" becomes "customer", not "customerById".
 */
export function endOfWord(text: string, offset: number, { typed, family }: WantedWord): number | undefined {
  const start = offset - typed.length;
  if (!text.startsWith(typed, start) || wordCharacter.test(text.charAt(start - 1))) return undefined;
  let end = offset;
  while (end < text.length && wordCharacter.test(text.charAt(end))) end++;
  if (end === offset || !/[\p{L}_]/u.test(text.charAt(start))) return undefined;
  // A word that wasn't begun is suggested only if a name can be distinguished from another language's word.
  if (isForeignWord(family === "c" ? "cpp" : family, text.slice(start, end)) ?? typed === "") return undefined;
  const isName = /[\p{Ll}\p{N}_]\p{Lu}|_|\p{N}/u;
  const isTooMuch = family === proseFamily && !isName.test(typed) && isName.test(text.slice(offset - 1, end));
  return isTooMuch ? undefined : end;
}
