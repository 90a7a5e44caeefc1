import type { Span } from "../promptText";

/** A stretch of text that must not leave the machine, and the rule that says so. */
export interface Secret extends Span {
  /** Names the rule, e.g. `github-pat`: shown in the preview. */
  readonly rule: string;
}

/** A kind of secret. */
export interface SecretRule {
  readonly id: string;
  /** Lower-case words of which every text with such a secret has one; other texts are not searched. */
  readonly keywords: readonly string[];
  /** Finds the secrets in a few lines of text; yields `undefined` for each rejected candidate, so that its caller may pause. */
  readonly find: (text: string) => Iterable<Span | undefined>;
}

/** A kind of secret that is read at the place of a keyword, without a search. */
export interface ClueReader {
  readonly id: string;
  /** Lower-case words at whose ends it reads. */
  readonly keywords: readonly string[];
  /** Reads the secret at a keyword that ends at `end`. */
  readonly read: (text: string, end: number) => Span | undefined;
}

/** Most matches of a rule in one stretch of text; a text with more is not code. // guess */
const maxMatches = 1_000;

/** Yields all matches of an expression with the flags `dg`. The secret is `group` or, without one, the first group that took part. */
export function* matches(
  text: string,
  pattern: RegExp,
  group?: number,
): Iterable<Span & { readonly secret: string; readonly match: RegExpExecArray }> {
  pattern.lastIndex = 0;
  for (let count = 0; count < maxMatches; count++) {
    const match = pattern.exec(text);
    if (match === null) return;
    if (match[0] === "") pattern.lastIndex++;
    const index = group ?? match.findIndex((part, at) => at > 0 && Boolean(part));
    const at = Math.max(index, 0);
    const secret = match[at] ?? "";
    const [start] = match.indices?.[at] ?? [match.index];
    if (secret === "") continue;
    yield { start, end: start + secret.length, secret, match };
  }
}

/** Computes the Shannon entropy in bits a character: 0 for one character repeated, about 3.5 for words, above 4 for random base64 of 32 characters. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
