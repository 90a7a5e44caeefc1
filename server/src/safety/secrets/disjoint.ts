import type { Secret } from "./secretRule";

/** Rules that recognise a secret by its form or its name; a rule that knows its issuer is more informative. */
const vagueRules = new Set(["generic-api-key", "named-value", "random-value"]);

/** Joins secrets that overlap. The rule that found the first one names them; of two that found the same, the more informative one. */
export function disjoint(secrets: readonly Secret[]): Secret[] {
  const vagueness = ({ rule }: Secret): number => (vagueRules.has(rule) ? 1 : 0);
  const sorted = [...secrets].sort((a, b) => a.start - b.start || b.end - a.end || vagueness(a) - vagueness(b));
  const result: Secret[] = [];
  for (const secret of sorted) {
    const last = result.at(-1);
    if (last === undefined || secret.start >= last.end) result.push(secret);
    else if (secret.end > last.end) result[result.length - 1] = { ...last, end: secret.end };
  }
  return result;
}
