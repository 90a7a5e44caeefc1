import { commonLength } from "../../base/commonLength";
import { familyOf } from "../../code/languageFamily";
import type { Profile } from "../../model/certainty";
import { startOfLine } from "../../model/prompt/prefixSuffix";
import type { Ask } from "../ask";
import { textKindOf } from "../placeSwitches";

/** A candidate, with all that is known about it and its place. */
export interface Facts {
  readonly ask: Ask;
  readonly text: string;
  readonly profile: Profile;
  /** Places of the workspace with the same text before them, the longest match first. */
  readonly copies: readonly Copy[];
}

/** The facts as numbers, by name; `chance.ts` judges by them. */
export type Features = Readonly<Record<FeatureName, number>>;

/** Text of the workspace that followed the same text as that before the caret. */
export interface Copy {
  /** Characters before the caret that agree. */
  readonly matchLength: number;
  readonly text: string;
}

/** Names of all features, in the order in which a trained file may name them. */
export const controlFeatures = [
  "beginningLogProb", // of the first character, whatever token it comes in; natural logarithm, as all of them
  "firstLogProb", // of the token with the first character
  "secondLogProb",
  "thirdLogProb",
  "leastLogProb",
  "meanLogProb",
  "tokenCount",
  "charCount",
  "beginsInWord",
  "beginsWithBlank",
  "beginsWithOpener",
  "beginsWithCloser",
  "beginsWithQuote",
  "lineLength", // characters before the caret on its line, without indentation
  "wordLength", // characters of the word that the caret ends
  "wordCount", // occurrences of the word at the caret, as the candidate continues it, near by in the document
  "wordDistance", // characters back to the last one
  "newWordShare", // share of the candidate's words that do not occur near by
  "isBehindDot",
  "isBehindOpener",
  "isBehindBlank",
  "isString",
  "isComment",
  "isTrained", // in a language that the embedded model has seen
  "copyLength", // characters before the caret that agree with the memory's best place
  "copyAgreement", // characters that the candidate shares with the text there
  "copyShare", // share of all places that begin as the candidate does, longer matches counting for more
] as const;

export type FeatureName = (typeof controlFeatures)[number];

/** Families of the languages that the embedded model was trained on; see its card. */
const trainedFamilies: ReadonlySet<string> = new Set(["python", "javascript"].map(familyOf));

/** Reads the features of one candidate. Costs microseconds; looks at the caret's line only. */
export function readFeatures({ ask, text, profile, copies }: Facts): Features {
  const line = startOfLine(ask.prefix).trimStart();
  const first = text.charAt(0);
  const before = line.charAt(line.length - 1);
  const kind = textKindOf(ask.place);
  const copy = copies.at(0);
  const flag = (holds: boolean): number => (holds ? 1 : 0);
  return {
    ...profile,
    charCount: text.length,
    beginsInWord: flag(/[\p{L}\p{N}_$]/u.test(first)),
    beginsWithBlank: flag(/\s/.test(first)),
    beginsWithOpener: flag(/[([{<]/.test(first)),
    beginsWithCloser: flag(/[)\]}>;,:]/.test(first)),
    beginsWithQuote: flag(/["'`]/.test(first)),
    lineLength: line.length,
    wordLength: /[\p{L}\p{N}_$]*$/u.exec(line)?.[0].length ?? 0,
    ...wordsIn(ask, text),
    isBehindDot: flag(before === "."),
    isBehindOpener: flag(/[([{<]/.test(before)),
    isBehindBlank: flag(/\s/.test(before)),
    isString: flag(kind === "strings"),
    isComment: flag(kind === "comments"),
    isTrained: flag(trainedFamilies.has(ask.reader.family)),
    copyLength: copy?.matchLength ?? 0,
    copyAgreement: copy === undefined ? 0 : commonLength(copy.text, text),
    copyShare: shareOf(copies, (each) => each.text.startsWith(first)),
  };
}

/** Characters before and after the caret in which words are looked for. */
const nearChars = { before: 30_000, after: 10_000 };
/** Value of `wordDistance` without an earlier word. */
const farAway = 2 * nearChars.before;
/** Most occurrences that are counted, and most words that are looked for. */
const maxCount = 10;

/** Looks for the candidate's words in the document around the caret. */
function wordsIn({ prefix, suffix }: Ask, text: string): Pick<Features, "wordCount" | "wordDistance" | "newWordShare"> {
  const before = prefix.slice(-nearChars.before);
  const after = suffix.slice(0, nearChars.after);
  const begun = /[\p{L}\p{N}_$]*$/u.exec(before)?.[0] ?? "";
  const known = before.slice(0, before.length - begun.length);
  const words = (begun + text).match(/[\p{L}_$][\p{L}\p{N}_$]*/gu)?.slice(0, maxCount) ?? [];
  const atCaret = /^[\p{L}\p{N}_$]*/u.exec(begun + text)?.[0] ?? "";
  const isNew = (word: string): boolean => !known.includes(word) && !after.includes(word);
  const last = atCaret === "" ? -1 : known.lastIndexOf(atCaret);
  return {
    wordCount: atCaret === "" ? 0 : countOf(known, atCaret) + countOf(after, atCaret),
    wordDistance: last < 0 ? farAway : known.length - last,
    newWordShare: words.length === 0 ? 0 : words.filter(isNew).length / words.length,
  };
}

/** Counts occurrences, up to `maxCount`. */
function countOf(text: string, word: string): number {
  let count = 0;
  for (let at = text.indexOf(word); at >= 0 && count < maxCount; at = text.indexOf(word, at + word.length)) count++;
  return count;
}

/** Returns the share of places for which `holds` is true, weighted by the lengths of their matches; 0 without any. */
function shareOf(copies: readonly Copy[], holds: (copy: Copy) => boolean): number {
  let [part, all] = [0, 0];
  for (const copy of copies) {
    all += copy.matchLength;
    if (holds(copy)) part += copy.matchLength;
  }
  return all === 0 ? 0 : part / all;
}
