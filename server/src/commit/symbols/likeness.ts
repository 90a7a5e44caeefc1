import type { DeclaredSymbol } from "../../code/declarations/declaredSymbol";

/** A measure of what two declarations have in common besides their names. */
export interface Likeness {
  /** Shared words over all words, with their counts (weighted Jaccard index); 0 once the allowance is used up. */
  readonly of: (one: DeclaredSymbol, other: DeclaredSymbol) => number;
  /** Reports whether the allowance is used up. */
  readonly isSpent: () => boolean;
}

interface Words {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Length ratio below which pairs are not compared word by word: they cannot reach three quarters. */
const leastLengthRatio = 0.75;

/**
 * Makes a comparison that reads at most `maxWords` different words, all pairs together: every removed name is compared with
 * every added one, which for thousands of each would take seconds.
 */
export function createLikeness(maxWords: number): Likeness {
  const known = new Map<DeclaredSymbol, Words>();
  let leftWords = maxWords;
  const wordsOf = (declaration: DeclaredSymbol): Words => {
    let words = known.get(declaration);
    if (words === undefined) known.set(declaration, (words = countWords(declaration)));
    return words;
  };
  return {
    isSpent: () => leftWords <= 0,
    of(one, other) {
      if (leftWords <= 0) return 0;
      const a = wordsOf(one);
      const b = wordsOf(other);
      const ratio = Math.min(a.total, b.total) / Math.max(a.total, b.total, 1);
      if (ratio < leastLengthRatio) {
        leftWords--;
        return 0;
      }
      const [small, large] = a.counts.size <= b.counts.size ? [a, b] : [b, a];
      leftWords -= small.counts.size;
      let shared = 0;
      for (const [word, count] of small.counts) shared += Math.min(count, large.counts.get(word) ?? 0);
      const all = a.total + b.total - shared;
      return all === 0 ? 0 : shared / all;
    },
  };
}

function countWords({ code, name }: DeclaredSymbol): Words {
  const words = code.split(name).join("").match(/\w+/g) ?? [];
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { counts, total: words.length };
}
