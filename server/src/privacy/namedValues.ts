import type { Span } from "../prompt/promptText";
import { assignedValues } from "./assignedValues";
import { longRuns } from "./longTokens";
import { secretNames, type WordEnd } from "./secretName";
import { isSecretValue, isToken } from "./secretValue";
import { isLettersByChance } from "./unlikelyLetters";

/** Shortest token that a name like `key` makes a secret. */
const minTokenChars = 16;
/** How far from its name a value is looked for. */
const reachChars = 300;

/** Finds values by their names: whatever a name that says "password" or "token", in any language, is given in any form. */
export function* namedValues(text: string, words: readonly WordEnd[]): Iterable<Span> {
  let runs: readonly Span[] | undefined;
  const isNearToken = (from: number, to: number): boolean => {
    runs ??= longRuns(text, minTokenChars);
    return runs.some(({ start, end }) => end > from - reachChars && start < to + reachChars);
  };
  // By a weak name or one that isn't sure only a token counts, which most of them have nowhere near.
  const near = words.filter(({ word, end }) => word.kind !== "weak" || isNearToken(end, end));
  let reached = 0;
  for (const name of secretNames(text, near)) {
    // A secret may hold words that are names elsewhere.
    if (name.start < reached) continue;
    if (!name.isSure && !isNearToken(name.start, name.end)) continue;
    let isGiven = false;
    for (const { start, end, form, isSure } of assignedValues(text, name)) {
      const value = text.slice(start, end);
      const place = { isSurePlace: isSure, isLiteral: form === "literal" };
      if (!isSecretValue({ value, kind: name.kind, isSureName: name.isSure, ...place })) continue;
      yield { start: start + value.length - value.trimStart().length, end: start + value.trimEnd().length };
      reached = Math.max(reached, end);
      isGiven = true;
    }
    if (!isGiven && name.isSure && name.kind === "password") yield* besideName(text, name);
  }
}

/** How far a literal is from the name in its line that it may belong to, in whatever way. */
const besideChars = 80;

/** Literals in the line of a name that gets no value in any known way, if chance made them: `set("tgrbdtrmtq", forKey: "password")`. */
function* besideName(text: string, name: Span): Iterable<Span> {
  const from = Math.max(text.lastIndexOf("\n", name.start - 1) + 1, name.start - besideChars);
  const lineEnd = text.indexOf("\n", name.end);
  const to = Math.min(lineEnd < 0 ? text.length : lineEnd, name.end + besideChars);
  for (const match of text.slice(from, to).matchAll(/(["'`])([^\s"'`]{8,60})\1/g)) {
    const value = match[2];
    const isByChance =
      isLettersByChance(value) || (/[a-z]\d+[a-z]|[A-Z].*[a-z].*[\W_]/.test(value) && isToken(value, 2.4));
    const place = { isSureName: true, isSurePlace: false, isLiteral: true };
    if (!isByChance || !isSecretValue({ value, kind: "password", ...place })) continue;
    const start = from + match.index + 1;
    yield { start, end: start + value.length };
  }
}
