import ruleFile from "../../secretRules/gitleaks.json";
import { entropy, matches, type SecretRule } from "./secretRule";

/** What is no secret although a rule matches it. */
interface Allowlist {
  readonly regexTarget: string;
  readonly regexes: readonly { readonly regex: string; readonly flags: string }[];
  readonly stopwords: readonly string[];
}

/**
 * The rules of gitleaks, applied as gitleaks does: a keyword, an expression, a least entropy, and lists of what is none.
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
          if (rule.entropy !== undefined && entropy(secret) <= rule.entropy) continue;
          const line = lineAround(text, match.index, match[0].length);
          if (!ready.isAllowed({ secret, match: match[0], line })) yield { start, end };
        }
      },
    };
  });
}

/** What a rule matched: the secret in it, all of it, and the lines it stands in. */
type Candidate = Readonly<Record<"secret" | "match" | "line", string>>;

function allowance(lists: readonly Allowlist[]): (candidate: Candidate) => boolean {
  const compiled = lists.map(({ regexes, regexTarget, stopwords }) => ({
    target: (["match", "line"] as const).find((target) => target === regexTarget) ?? ("secret" as const),
    patterns: regexes.map(({ regex, flags }) => new RegExp(regex, flags)),
    stopwords,
  }));
  return (candidate) => {
    const lower = candidate.secret.toLowerCase();
    return compiled.some(
      ({ target, patterns, stopwords }) =>
        patterns.some((pattern) => pattern.test(candidate[target])) || stopwords.some((word) => lower.includes(word)),
    );
  };
}

function lineAround(text: string, index: number, length: number): string {
  const end = text.indexOf("\n", index + length);
  return text.slice(text.lastIndexOf("\n", index) + 1, end < 0 ? text.length : end);
}
