import type { Span } from "../prompt/promptText";
import { assignedValues } from "./assignedValues";
import type { SecretName } from "./secretName";
import { isSecretValue } from "./secretValue";

/** Finds values by their names: whatever a name that says "password" or "token", in any language, is given in any form. */
export function* namedValues(text: string, names: readonly SecretName[]): Iterable<Span> {
  let reached = 0;
  for (const name of names) {
    // A secret may hold words that are names elsewhere.
    if (name.start < reached) continue;
    for (const { start, end, form, isSure } of assignedValues(text, name)) {
      const value = text.slice(start, end);
      const place = { isSurePlace: isSure, isLiteral: form === "literal" };
      if (!isSecretValue({ value, kind: name.kind, isSureName: name.isSure, ...place })) continue;
      yield { start: start + value.length - value.trimStart().length, end: start + value.trimEnd().length };
      reached = Math.max(reached, end);
    }
  }
}
