/** Shortest beginning of a word that a text of another language may finish, in UTF-16 units. // guess: fewer say too little */
const minChars = 3;

const wordCharacter = /[\p{L}\p{N}_]/u;

/** The word that is being typed at the end of `history`; `undefined` where it's too short to be finished by another language's. */
export function wordAtEnd(history: string): string | undefined {
  const word = /[\p{L}_][\p{L}\p{N}_]*$/u.exec(history.slice(-80))?.[0] ?? "";
  return word.length < minChars ? undefined : word;
}

/**
 * The end of the word that `offset` is inside of, if it begins as `typed` does: names are the same in every language of a
 * project, unlike everything around them. Sentences take plain words only, unless a name was begun: "cust" becomes
 * "customer", not "customerById".
 */
export function endOfSameWord(
  text: string,
  offset: number,
  { typed, isProse }: { typed: string; isProse: boolean },
): number | undefined {
  const start = offset - typed.length;
  if (!text.startsWith(typed, start) || wordCharacter.test(text.charAt(start - 1))) return undefined;
  let end = offset;
  while (end < text.length && wordCharacter.test(text.charAt(end))) end++;
  if (end === offset) return undefined;
  const isName = /[\p{Ll}\p{N}_]\p{Lu}|_|\p{N}/u;
  return isProse && !isName.test(typed) && isName.test(text.slice(offset - 1, end)) ? undefined : end;
}
