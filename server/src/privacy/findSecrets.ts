import { gitleaksRules } from "./gitleaksRules";
import { findKeyBlocks } from "./keyBlocks";
import { KeywordFinder } from "./keywordFinder";
import { ownRules } from "./ownRules";
import type { Secret, SecretRule } from "./secretRule";

/** Lines that are searched at once, and lines before and behind that are looked at with them: a name may stand above its value. */
export const windowLines = 40; // guess
export const contextLines = 2;

/** Finds the secrets in a whole text: sorted, disjoint, in UTF-16 units. About 50 ns a character. */
export function findSecrets(text: string): Secret[] {
  const found: Secret[] = findKeyBlocks(text);
  for (let from = 0; from < text.length;) {
    const to = forwards(text, from, windowLines);
    found.push(...findInLines(text, from, to));
    from = to;
  }
  return disjoint(found);
}

/** Finds the secrets of one line or a few that touch `from`–`to`, which are line starts. Private keys are not looked for. */
export function findInLines(text: string, from: number, to: number): Secret[] {
  const start = backwards(text, from, contextLines);
  const window = text.slice(start, forwards(text, to, contextLines));
  const { finder, rulesOf } = machine();
  const rules = new Set<SecretRule>();
  for (const keyword of finder.in(window)) for (const rule of rulesOf[keyword] ?? []) rules.add(rule);
  const found: Secret[] = [];
  for (const rule of rules)
    for (const span of rule.find(window)) {
      const secret = { start: span.start + start, end: span.end + start, rule: rule.id };
      if (secret.end > from && secret.start < to) found.push(secret);
    }
  return found;
}

/** Joins secrets that overlap; the rule that found the first one names them. */
export function disjoint(secrets: readonly Secret[]): Secret[] {
  const result: Secret[] = [];
  for (const secret of [...secrets].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last === undefined || secret.start >= last.end) result.push(secret);
    else if (secret.end > last.end) result[result.length - 1] = { ...last, end: secret.end };
  }
  return result;
}

/** The start of the line `count` lines before the one that starts at `from`. */
export function backwards(text: string, from: number, count: number): number {
  let at = from;
  for (let line = 0; line < count && at > 0; line++) at = text.lastIndexOf("\n", at - 2) + 1;
  return at;
}

/** The start of the line `count` lines behind the one that starts at `from`, or the text's end. */
export function forwards(text: string, from: number, count: number): number {
  let at = from;
  for (let line = 0; line < count && at < text.length; line++) {
    const end = text.indexOf("\n", at);
    at = end < 0 ? text.length : end + 1;
  }
  return at;
}

let made: { finder: KeywordFinder; rulesOf: SecretRule[][] } | undefined;

/** Made once, when first needed: it takes some ms. */
function machine(): { finder: KeywordFinder; rulesOf: SecretRule[][] } {
  if (made !== undefined) return made;
  const rules = [...gitleaksRules(), ...ownRules()];
  const keywords = [...new Set(rules.flatMap((rule) => rule.keywords))];
  const rulesOf = keywords.map((keyword) => rules.filter((rule) => rule.keywords.includes(keyword)));
  made = { finder: new KeywordFinder(keywords), rulesOf };
  return made;
}
