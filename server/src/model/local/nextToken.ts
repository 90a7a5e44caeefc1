/** Turns scores into natural log-probabilities, in place. */
export function toLogProbs(scores: Float32Array): void {
  let max = -Infinity;
  for (const score of scores) if (score > max) max = score;
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - max);
  const logSum = max + Math.log(sum);
  for (let id = 0; id < scores.length; id++) scores[id] = scores[id] - logSum;
}

/** Makes all ids but `allowed` impossible and distributes their probability among the others, in place. */
export function restrict(logProbs: Float32Array, allowed: readonly number[]): void {
  const kept = allowed.map((id) => logProbs[id]);
  const max = kept.reduce((high, value) => Math.max(high, value), -Infinity);
  const logSum = max + Math.log(kept.reduce((sum, value) => sum + Math.exp(value - max), 0));
  logProbs.fill(-Infinity);
  allowed.forEach((id, index) => (logProbs[id] = kept[index] - logSum));
}

/** Returns the most probable id. */
export function mostProbable(logProbs: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logProbs.length; id++) if (logProbs[id] > logProbs[best]) best = id;
  return best;
}

/** Least log-probability of an id that counts in a sum. */
const leastLogProb = -10;

/** Returns the log-probability that one of the ids for which `holds` is true comes next. */
export function logProbOfAny(logProbs: Float32Array, holds: (id: number) => boolean): number {
  let sum = 0;
  for (let id = 0; id < logProbs.length; id++)
    if (logProbs[id] > leastLogProb && holds(id)) sum += Math.exp(logProbs[id]);
  return Math.log(sum);
}

/** Returns the `count` most probable ids, best first. */
export function mostProbableOf(logProbs: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let id = 0; id < logProbs.length; id++) {
    const value = logProbs[id];
    if (best.length === count && value <= logProbs[best[count - 1]]) continue;
    let at = best.length === count ? count - 1 : best.length;
    for (; at > 0 && logProbs[best[at - 1]] < value; at--) best[at] = best[at - 1];
    best[at] = id;
  }
  return best;
}
