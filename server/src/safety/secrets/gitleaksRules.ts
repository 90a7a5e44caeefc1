import ruleFile from "../../../secretRules/gitleaks.json";
import { entropy, matches, type SecretRule } from "./secretRule";

/** Length of a line that is read on each side of a match, in UTF-16 units. // guess: longer than lines people write */
const lineReachChars = 300;

/** Number of characters by which stopwords are looked up. // guess */
const beginningChars = 3;

/** Matches of a rule that aren't secrets. */
interface Allowlist {
  readonly regexTarget: string;
  readonly regexes: readonly { readonly regex: string; readonly flags: string }[];
  readonly stopwords: readonly string[];
}

/**
 * Returns the rules of gitleaks, applied as gitleaks does: a keyword, an expression, a least entropy, and allowlists.
 * Expressions are compiled when their keyword first occurs.
 */
export function gitleaksRules(): SecretRule[] {
  return ruleFile.rules.map((rule) => {
    let ready: { pattern: RegExp; isAllowed: (candidate: Candidate) => boolean } | undefined;
    const compile = () => ({
      pattern: new RegExp(rule.regex, `dg${rule.flags}`),
      isAllowed: allowance([...rule.allow, ...ruleFile.allow]),
    });
    return {
      id: rule.id,
      keywords: rule.keywords,
      *find(text) {
        ready ??= compile();
        for (const { start, end, secret, match } of matches(text, ready.pattern, rule.group)) {
          const hasChance = rule.entropy === undefined || entropy(secret) > rule.entropy;
          const line = lineAround(text, match.index, match[0].length);
          yield hasChance && !ready.isAllowed({ secret, match: match[0], line }) ? { start, end } : undefined;
        }
      },
    };
  });
}

/** A rule's match: the secret in it, all of it, and its lines. */
type Candidate = Readonly<Record<"secret" | "match" | "line", string>>;

function allowance(lists: readonly Allowlist[]): (candidate: Candidate) => boolean {
  const compiled = lists.map(({ regexes, regexTarget, stopwords }) => ({
    target: (["match", "line"] as const).find((target) => target === regexTarget) ?? ("secret" as const),
    patterns: regexes.map(({ regex, flags }) => new RegExp(regex, flags)),
    holdsStopword: wordIn(stopwords),
  }));
  return (candidate) => {
    const lower = candidate.secret.toLowerCase();
    return compiled.some(
      ({ target, patterns, holdsStopword }) =>
        holdsStopword(lower) || patterns.some((pattern) => pattern.test(candidate[target])),
    );
  };
}

/** Makes a test whether one of many words occurs in a text: looked up by their beginnings, since one rule has 1,446. */
function wordIn(words: readonly string[]): (text: string) => boolean {
  const byBeginning = new Map<string, string[]>();
  for (const word of words) {
    const beginning = word.slice(0, beginningChars);
    const alike = byBeginning.get(beginning);
    if (alike === undefined) byBeginning.set(beginning, [word]);
    else alike.push(word);
  }
  const short = words.filter((word) => word.length < beginningChars);
  return (text) => {
    for (let at = 0; at + beginningChars <= text.length; at++) {
      const candidates = byBeginning.get(text.slice(at, at + beginningChars));
      if (candidates?.some((word) => text.startsWith(word, at)) === true) return true;
    }
    return short.some((word) => text.includes(word));
  };
}

/** Takes only the near part of a long line: text far away is not evidence of a secret, and costs time for each match. */
function lineAround(text: string, index: number, length: number): string {
  const [from, to] = [Math.max(0, index - lineReachChars), index + length + lineReachChars];
  const start = text.slice(from, index).lastIndexOf("\n") + 1;
  const end = text.slice(index + length, to).indexOf("\n");
  return text.slice(from + start, end < 0 ? to : index + length + end);
}
