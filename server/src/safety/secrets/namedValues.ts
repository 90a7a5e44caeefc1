import type { Span } from "../promptText";
import { assignedValues } from "./assignedValues";
import { besideName } from "./besideName";
import { longRuns } from "./longTokens";
import { secretNames, type WordEnd } from "./secretName";
import { isSecretValue } from "./secretValue";
import type { Steps } from "./steps";

/** Shortest token that a name like `key` makes a secret. */
const minTokenChars = 16;
/** Distance from its name within which a value is searched, in UTF-16 units. */
const reachChars = 300;

/** Finds values by their names: anything given, in any form, to a name that says "password" or "token" in any language. */
export function* namedValues(text: string, words: readonly WordEnd[]): Steps<Span[]> {
  const found: Span[] = [];
  let runs: readonly Span[] | undefined;
  const isNearToken = (from: number, to: number): boolean => {
    runs ??= longRuns(text, minTokenChars);
    return runs.some(({ start, end }) => end > from - reachChars && start < to + reachChars);
  };
  // Under a weak or unsure name only a token counts, which most of them don't have nearby.
  const near = words.filter(({ word, end }) => word.kind !== "weak" || isNearToken(end, end));
  let reached = 0;
  for (const name of yield* secretNames(text, near)) {
    // A secret may contain words that are names elsewhere.
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
