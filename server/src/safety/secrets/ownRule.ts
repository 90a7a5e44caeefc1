import { isGiven } from "./logins";
import { matches, type SecretRule } from "./secretRule";
import { isOdd } from "./secretValue";

/** Makes a rule of an expression. */
export function rule(params: {
  id: string;
  keywords: readonly string[];
  pattern: RegExp;
  group?: number;
  /** Receives the secret, the first group, and the match. */
  accept: (value: string, firstGroup: string, match: RegExpExecArray) => boolean;
}): SecretRule {
  const { id, keywords, pattern, group, accept } = params;
  return {
    id,
    keywords,
    *find(text) {
      for (const { start, end, secret, match } of matches(text, pattern, group))
        yield accept(secret, match[1], match) ? { start, end } : undefined;
    },
  };
}

/** Reports whether a value is written out and looks made up for a password. */
export function isMade(value: string): boolean {
  return isGiven(value) && !/^[\w.-]*\/|^[a-z]+:/.test(value) && isOdd(value);
}
