import type { Span } from "../promptText";
import { assignedValues } from "./assignedValues";
import { longRuns } from "./longTokens";
import { secretNames, type SecretName, type WordEnd } from "./secretName";
import { isChance, isOdd, isSecretValue, isToken } from "./secretValue";
import type { Steps } from "./steps";
import { isLettersByChance } from "./unlikelyLetters";

/** Shortest token that a name like `key` makes a secret. */
const minTokenChars = 16;
/** How far from its name a value is looked for. */
const reachChars = 300;

/** Finds values by their names: whatever a name that says "password" or "token", in any language, is given in any form. */
export function* namedValues(text: string, words: readonly WordEnd[]): Steps<Span[]> {
  const found: Span[] = [];
  let runs: readonly Span[] | undefined;
  const isNearToken = (from: number, to: number): boolean => {
    runs ??= longRuns(text, minTokenChars);
    return runs.some(({ start, end }) => end > from - reachChars && start < to + reachChars);
  };
  // By a weak name or one that isn't sure only a token counts, which most of them have nowhere near.
  const near = words.filter(({ word, end }) => word.kind !== "weak" || isNearToken(end, end));
  let reached = 0;
  for (const name of yield* secretNames(text, near)) {
    // A secret may hold words that are names elsewhere.
    if (name.start < reached) continue;
    if (!name.isSure && !isNearToken(name.start, name.end)) continue;
    let isGiven = false;
    for (const { start, end, form, isSure } of assignedValues(text, name)) {
      yield;
      const value = text.slice(start, end);
      const place = { isSurePlace: isSure, isLiteral: form === "literal" };
      if (!isSecretValue({ value, kind: name.kind, isSureName: name.isSure, ...place })) continue;
      found.push({ start: start + value.length - value.trimStart().length, end: start + value.trimEnd().length });
      reached = Math.max(reached, end);
      isGiven = true;
    }
    if (!isGiven && name.isSure && name.kind !== "weak") found.push(...besideName(text, name));
    yield;
  }
  return found;
}

/** How far a value is from the name in its line that it may belong to, in whatever way. */
const besideChars = 80;

/** The beginning of a comment, up to a name in it: `// the root `, `(admin's `. Near miss: `read(`. */
const commentBefore = /^(.*\s|)(?:(?:\/\/|\/\*+|#|--|;|<!--|\()|(?<=^[ \t]*)\*)[^"`\n]{0,60}$/;
/** A line with one word, also in a comment. */
const loneWord = /^[ \t]*(?:(?:\/\/|#|--|;|\*)[ \t]{1,4})?([^\s"'`]{6,200})[ \t]*$/d;
/** A line that is nothing but a comment. */
const isComment = /^[ \t]*(?:\/\/|\/\*|#|--|<!--|\*)/;

/**
 * Values in the line of a name that gets none in any known way, or below a comment with it, if they look like one: literals,
 * `set("tgrbdtrmtq", forKey: "password")`, and the word before a comment, `ann / tgr17dtr (password)`.
 */
function* besideName(text: string, { start, end, kind }: Pick<SecretName, "start" | "end" | "kind">): Iterable<Span> {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const from = Math.max(lineStart, start - besideChars);
  const before = text.slice(from, start);
  const comment = commentBefore.exec(before);
  const lineEnd = endOfLine(text, end);
  const to = isComment.test(text.slice(lineStart, start))
    ? Math.min(endOfLine(text, lineEnd + 1), lineEnd + besideChars)
    : Math.min(lineEnd, end + besideChars);
  const judge = (value: string, isLiteral: boolean): boolean =>
    (kind === "password"
      ? isLettersByChance(value) || (comment === null ? isMadeUp(value) : isOdd(value))
      : isChance(value)) && isSecretValue({ value, kind, isSureName: true, isSurePlace: false, isLiteral });
  for (const match of text.slice(from, to).matchAll(/(["'`])([^\s"'`]{6,200})\1/g)) {
    const at = from + match.index + 1;
    // What holds the name is no value of it: `"DATABASE_URL=…:password@…"`.
    if ((at > start || at + match[2].length < end) && judge(match[2], true))
      yield { start: at, end: at + match[2].length };
  }
  if (comment === null) return;
  const below = to > lineEnd ? loneWord.exec(text.slice(lineEnd + 1, to))?.indices?.[1] : undefined;
  if (below !== undefined && judge(text.slice(lineEnd + 1 + below[0], lineEnd + 1 + below[1]), false))
    yield { start: lineEnd + 1 + below[0], end: lineEnd + 1 + below[1] };
  const word = /(?<![^\s/:=>])([^\s"'`/:=]{6,100})[ \t]*$/.exec(comment[1])?.at(1);
  const at = word === undefined ? -1 : comment[1].lastIndexOf(word);
  if (word !== undefined && judge(word, false)) yield { start: from + at, end: from + at + word.length };
}

/** Tells whether nothing but a password looks like this, letters with digits or signs between. */
function isMadeUp(value: string): boolean {
  return value.length >= 8 && /[a-z]\d+[a-z]|[A-Z].*[a-z].*[\W_]/.test(value) && isToken(value, 2.4);
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}
