import type { Span } from "../prompt/promptText";
import { assignedValues } from "./assignedValues";
import { longRuns } from "./longTokens";
import type { SecretName } from "./secretName";
import { isSecretValue } from "./secretValue";

/** Shortest token that a name like `key` makes a secret. */
const minTokenChars = 16;
/** How far from its name a value is looked for. */
const reachChars = 300;

/** Finds values by their names: whatever a name that says "password" or "token", in any language, is given in any form. */
export function* namedValues(text: string, names: readonly SecretName[]): Iterable<Span> {
  let reached = 0;
  let runs: readonly Span[] | undefined;
  for (const name of names) {
    // A secret may hold words that are names elsewhere.
    if (name.start < reached) continue;
    if (name.kind === "weak" || !name.isSure) {
      // Only a token counts then, which most names of the kind have nowhere near.
      runs ??= longRuns(text, minTokenChars);
      if (!runs.some(({ start, end }) => end > name.start - reachChars && start < name.end + reachChars)) continue;
    }
    for (const { start, end, form, isSure } of assignedValues(text, name)) {
      const value = text.slice(start, end);
      const place = { isSurePlace: isSure, isLiteral: form === "literal" };
      if (!isSecretValue({ value, kind: name.kind, isSureName: name.isSure, ...place })) continue;
      yield { start: start + value.length - value.trimStart().length, end: start + value.trimEnd().length };
      reached = Math.max(reached, end);
    }
  }
}
