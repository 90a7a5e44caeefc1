import { gitleaksRules } from "./gitleaksRules";
import { findKeyBlocks } from "./keyBlocks";
import { KeywordFinder } from "./keywordFinder";
import { ownRules } from "./ownRules";
import type { Span } from "../prompt/promptText";
import type { Secret, SecretRule } from "./secretRule";

/** Most that is searched at once: lines, and characters where lines are long. // guess: half a millisecond of work */
const windowLines = 40;
const windowChars = 8_000;
/** Lines before and behind that are looked at with those searched: a name may stand above its value. */
const contextLines = 2;

/** Finds the secrets in a whole text: sorted, disjoint, in UTF-16 units. About 60 ns a character. */
export function findSecrets(text: string): Secret[] {
  const found: Secret[] = findKeyBlocks(text);
  for (let from = 0; from < text.length;) {
    const to = windowEnd(text, from, text.length);
    found.push(...findInLines(text, from, to));
    from = to;
  }
  return disjoint(found);
}

/** Where a search that begins at the line start `from` ends, so that it takes little time: a line's end, at most `to`'s. */
export function windowEnd(text: string, from: number, to: number): number {
  let at = from;
  for (let line = 0; line < windowLines && at < to && at - from < windowChars; line++) at = lineEnd(text, at);
  return at;
}

/** Finds the secrets of one line or a few that touch `from`–`to`, which are line starts. Private keys are not looked for. */
export function findInLines(text: string, from: number, to: number): Secret[] {
  const { start, end } = withContext(text, { start: from, end: to });
  const window = text.slice(start, end);
  const { finder, rulesOf } = machine();
  const rules = new Set<SecretRule>();
  for (const keyword of finder.in(window)) for (const rule of rulesOf[keyword]) rules.add(rule);
  const found: Secret[] = [];
  for (const rule of rules)
    for (const span of rule.find(window)) {
      const secret = { start: span.start + start, end: span.end + start, rule: rule.id };
      if (secret.end > from && secret.start < to) found.push(secret);
    }
  return found;
}

/** Rules that know a secret by its looks or its name; a rule that knows its issuer says more. */
const vagueRules = new Set(["generic-api-key", "secret-literal", "password-literal", "env-value", "random-value"]);

/** Joins secrets that overlap; the rule that found the first one names them, and of two that found the same the one that knows more. */
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

/** The whole lines that a span touches, and those around them that are looked at with them. */
export function withContext(text: string, span: Span): Span {
  let { start, end } = { start: lineStart(text, span.start), end: lineEnd(text, span.end - 1) };
  for (let line = 0; line < contextLines; line++) {
    start = lineStart(text, start - 1);
    end = lineEnd(text, end);
  }
  return { start, end };
}

/** Start of the line that holds the character at `offset`. */
function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** Start of the line behind the one that holds the character at `offset`, or the text's end. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

/** Makes the rules ready, which takes some ms once; says whether it had to. */
export function prepareRules(): boolean {
  const isReady = made !== undefined;
  machine();
  return !isReady;
}

let made: { finder: KeywordFinder; rulesOf: SecretRule[][] } | undefined;

/** Made once, when first needed: it takes some ms. */
function machine(): { finder: KeywordFinder; rulesOf: SecretRule[][] } {
  if (made !== undefined) return made;
  const byKeyword = new Map<string, SecretRule[]>();
  for (const rule of [...gitleaksRules(), ...ownRules()])
    for (const keyword of rule.keywords) {
      const rules = byKeyword.get(keyword);
      if (rules === undefined) byKeyword.set(keyword, [rule]);
      else rules.push(rule);
    }
  made = { finder: new KeywordFinder([...byKeyword.keys()]), rulesOf: [...byKeyword.values()] };
  return made;
}
