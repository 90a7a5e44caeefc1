import { gitleaksRules } from "./gitleaksRules";
import { KeywordFinder } from "./keywordFinder";
import { loginReaders } from "./logins";
import { ownRules } from "./ownRules";
import type { ClueReader, SecretRule } from "./secretRule";
import type { Steps } from "./steps";
import { allSecretWords, type SecretWord } from "./secretWords";
import { markReaders } from "./tokenMarks";

/** The consequences of a keyword in a text: words of names to follow, readers of the text beside it, rules to apply to the text. */
export interface Clue {
  readonly words: SecretWord[];
  readonly readers: ClueReader[];
  readonly rules: SecretRule[];
}

/** Finds clues, all in one pass over a text. */
export class ClueFinder {
  readonly #clues: readonly Clue[];
  readonly #finder: KeywordFinder;

  constructor(clues: readonly Clue[], finder: KeywordFinder) {
    this.#clues = clues;
    this.#finder = finder;
  }

  /** Calls `take` with each clue and its end, in the text's order. */
  each(text: string, take: (clue: Clue, end: number) => void): void {
    this.#finder.each(text, (keyword, end) => take(this.#clues[keyword], end));
  }
}

const made = new Map<"ascii" | "other", ClueFinder>();

/** Returns the finder of clues in ASCII, or of the words of names in other scripts, which most texts don't need. Made on first use: it takes some ms. */
export function* clueFinder(script: "ascii" | "other"): Steps<ClueFinder> {
  const known = made.get(script);
  if (known !== undefined) return known;
  const clues = clueMap(script);
  yield;
  const finder = new ClueFinder([...clues.values()], yield* KeywordFinder.making([...clues.keys()]));
  made.set(script, finder);
  return finder;
}

function clueMap(script: "ascii" | "other"): ReadonlyMap<string, Clue> {
  const map = new Map<string, Clue>();
  const clue = (keyword: string): Clue => {
    let each = map.get(keyword);
    if (each === undefined) map.set(keyword, (each = { words: [], readers: [], rules: [] }));
    return each;
  };
  for (const word of allSecretWords)
    if (/[^\0-\x7f]/.test(word.word) === (script === "other")) clue(word.word).words.push(word);
  if (script === "other") return map;
  for (const reader of [...markReaders, ...loginReaders])
    for (const keyword of reader.keywords) clue(keyword).readers.push(reader);
  for (const rule of [...gitleaksRules(), ...ownRules()])
    for (const keyword of rule.keywords) clue(keyword).rules.push(rule);
  return map;
}
