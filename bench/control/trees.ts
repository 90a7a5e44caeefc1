import type { Forest, Tree } from "../../server/src/base/forest";

/** A case to learn from: what was known, and whether the offer was right. */
export interface Example<Name extends string> {
  readonly features: Readonly<Record<Name, number>>;
  readonly isRight: boolean;
  /** Default: 1. */
  readonly weight?: number;
}

export interface TrainParams {
  readonly treeCount: number;
  /** Splits between root and leaf. */
  readonly depth: number;
  /** Share of each tree that counts. */
  readonly rate: number;
  /** Least number of examples in a leaf. */
  readonly leastInLeaf: number;
}

/** Number of thresholds tried for a feature: quantiles of its values. */
const thresholdCount = 24;
/** Pull of the leaves towards 0. */
const shrinkage = 5;

/**
 * Trains gradient-boosted trees on the log-loss. Method: Friedman 2001, with Newton steps in the leaves as in XGBoost (Chen and Guestrin 2016).
 */
export function trainForest<Name extends string>(
  names: readonly Name[],
  examples: readonly Example<Name>[],
  params: TrainParams,
): Forest<Name> {
  const columns = names.map((name) => Float64Array.from(examples, ({ features }) => features[name]));
  const thresholds = columns.map(quantiles);
  const bins = columns.map((column, feature) => binsOf(column, thresholds[feature]));
  const truths = Float64Array.from(examples, ({ isRight }) => (isRight ? 1 : 0));
  const weights = Float64Array.from(examples, ({ weight }) => weight ?? 1);
  const share =
    truths.reduce((sum, truth, index) => sum + weights[index] * truth, 0) /
    weights.reduce((sum, each) => sum + each, 0);
  const base = Math.log(share / (1 - share));
  const scores = new Float64Array(examples.length).fill(base);
  const trees: Tree<Name>[] = [];
  for (let round = 0; round < params.treeCount; round++) {
    const slopes = scores.map((score, index) => weights[index] * (truths[index] - sigmoid(score)));
    const curves = scores.map((score, index) => weights[index] * sigmoid(score) * (1 - sigmoid(score)));
    const grow = (members: readonly number[], depth: number): Tree<Name> => {
      const best = depth === 0 ? undefined : bestSplit(members, { bins, thresholds, slopes, curves }, params);
      if (best === undefined) {
        const { slope, curve } = sums(members, { slopes, curves });
        const value = (params.rate * slope) / (curve + shrinkage);
        for (const member of members) scores[member] += value;
        return { value: Number(value.toFixed(4)) };
      }
      const column = columns[best.feature];
      return {
        feature: names[best.feature],
        at: Number(best.threshold.toFixed(4)),
        below: grow(
          members.filter((member) => column[member] < best.threshold),
          depth - 1,
        ),
        above: grow(
          members.filter((member) => !(column[member] < best.threshold)),
          depth - 1,
        ),
      };
    };
    trees.push(
      grow(
        examples.map((_, index) => index),
        params.depth,
      ),
    );
  }
  return { base: Number(base.toFixed(4)), trees };
}

interface Data {
  /** By feature and example: the first threshold above the value. */
  readonly bins: readonly Uint8Array[];
  readonly thresholds: readonly (readonly number[])[];
  readonly slopes: Float64Array;
  readonly curves: Float64Array;
}

function bestSplit(members: readonly number[], data: Data, { leastInLeaf }: TrainParams) {
  const total = sums(members, data);
  const gainOf = (slope: number, curve: number): number => slope ** 2 / (curve + shrinkage);
  let best: { feature: number; threshold: number; gain: number } | undefined;
  for (const [feature, thresholds] of data.thresholds.entries()) {
    const column = data.bins[feature];
    const slopes = new Float64Array(thresholds.length + 1);
    const curves = new Float64Array(thresholds.length + 1);
    const counts = new Float64Array(thresholds.length + 1);
    for (const member of members) {
      // It is below this threshold and all later ones.
      const bin = column[member];
      slopes[bin] += data.slopes[member];
      curves[bin] += data.curves[member];
      counts[bin]++;
    }
    const below = { slope: 0, curve: 0, count: 0 };
    for (const [index, threshold] of thresholds.entries()) {
      below.slope += slopes[index];
      below.curve += curves[index];
      below.count += counts[index];
      if (below.count < leastInLeaf || members.length - below.count < leastInLeaf) continue;
      const gain =
        gainOf(below.slope, below.curve) +
        gainOf(total.slope - below.slope, total.curve - below.curve) -
        gainOf(total.slope, total.curve);
      if (gain > (best?.gain ?? 1e-6)) best = { feature, threshold, gain };
    }
  }
  return best;
}

function sums(
  members: readonly number[],
  { slopes, curves }: Pick<Data, "slopes" | "curves">,
): { slope: number; curve: number } {
  let [slope, curve] = [0, 0];
  for (const member of members) {
    slope += slopes[member];
    curve += curves[member];
  }
  return { slope, curve };
}

function binsOf(column: Float64Array, thresholds: readonly number[]): Uint8Array {
  return Uint8Array.from(column, (value) => {
    const bin = thresholds.findIndex((threshold) => value < threshold);
    return bin < 0 ? thresholds.length : bin;
  });
}

function quantiles(column: Float64Array): number[] {
  const sorted = Float64Array.from(column).sort();
  const at = Array.from(
    { length: thresholdCount },
    (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / (thresholdCount + 1))],
  );
  const least = sorted[0];
  return [...new Set(at)].filter((value) => value > least);
}

function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}
