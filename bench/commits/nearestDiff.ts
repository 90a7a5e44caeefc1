/** A change and its author's message. */
export interface KnownChange {
  readonly repository: string;
  readonly diff: string;
  readonly subject: string;
}

/**
 * Returns the message of the most similar change in other repositories: the result of retrieval without understanding
 * (after Liu et al. 2018, "Neural-machine-translation-based commit message generation: how far are we?"). Similarity:
 * cosine of word counts, weighted by rarity.
 */
export function nearestDiffMessages(cases: readonly KnownChange[], pool: readonly KnownChange[]): string[] {
  const counted = pool.map((known) => ({ known, counts: countWords(known.diff) }));
  const documentCounts = new Map<string, number>();
  for (const { counts } of counted)
    for (const word of counts.keys()) documentCounts.set(word, (documentCounts.get(word) ?? 0) + 1);
  const weigh = (counts: ReadonlyMap<string, number>): Map<string, number> =>
    new Map(
      [...counts].map(([word, count]) => [
        word,
        (1 + Math.log(count)) * Math.log(1 + pool.length / (1 + (documentCounts.get(word) ?? 0))),
      ]),
    );
  const weighted = counted.map(({ known, counts }) => ({ known, weights: weigh(counts) }));
  return cases.map((one) => {
    const mine = weigh(countWords(one.diff));
    let best = { score: -1, subject: "" };
    for (const { known, weights } of weighted) {
      if (known.repository === one.repository) continue;
      const score = cosine(mine, weights);
      if (score > best.score) best = { score, subject: known.subject };
    }
    return best.subject;
  });
}

function countWords(diff: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of diff.slice(0, 100_000).split("\n")) {
    if (!/^[+-]/.test(line)) continue;
    for (const word of line.match(/[\p{L}_][\p{L}\p{N}_]+/gu) ?? [])
      counts.set(line.charAt(0) + word, (counts.get(line.charAt(0) + word) ?? 0) + 1);
  }
  return counts;
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let dot = 0;
  for (const [word, weight] of a) dot += weight * (b.get(word) ?? 0);
  const norm = (vector: ReadonlyMap<string, number>): number =>
    Math.sqrt([...vector.values()].reduce((sum, weight) => sum + weight ** 2, 0));
  return dot / (norm(a) * norm(b) || 1);
}
