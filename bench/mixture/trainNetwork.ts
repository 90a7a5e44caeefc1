import type { z } from "zod";
import { featureCount, featureNames } from "../../server/src/model/memory/mixtureFeatures";
import type { weightsFile } from "../../server/src/model/memory/readWeights";
import type { Row } from "./collectRows";

/** A network: for each hidden unit the weights of all features; then the units' offsets; then their weights in the score. */
export interface Network {
  readonly hidden: number;
  readonly weights: number[];
}

export interface TrainParams {
  readonly hidden: number;
  readonly passCount: number;
  readonly random: () => number;
  /** The network to begin with, and the features whose weights are trained; all others stay as they are. */
  readonly start?: { readonly network: Network; readonly isTrained: (feature: string) => boolean };
}

/** Reads a network in the form of `mixtureWeights.json`. */
export function networkOf({ weights, offsets, outputs }: z.infer<typeof weightsFile>): Network {
  const hidden = offsets.length;
  const inner = offsets.flatMap((_, unit) => featureNames.map((name) => weights[name][unit]));
  return { hidden, weights: [...inner, ...offsets, ...outputs] };
}

const batchSize = 32;
const firstRate = 0.004;
const leak = 0.01; // as in mixtureScore.ts
/** A row counts as `1 + charsLeft / this`: a wrong choice costs the rest of the line. */
const charsPerWeight = 12;
/** Scales the mean weight of a row to about 1; lines have about this many characters left. */
const usualChars = 12;

/**
 * Trains the network on the cross-entropy of the true tokens. Method: Adam (Kingma and Ba 2015), with a rate that falls
 * to 0.
 */
export function trainNetwork(rows: readonly Row[], { hidden, passCount, random, start }: TrainParams): Network {
  const size = hidden * (featureCount + 2);
  const isFixed = (index: number): boolean =>
    start !== undefined && (index >= hidden * featureCount || !start.isTrained(featureNames[index % featureCount]));
  const weights = Float64Array.from({ length: size }, (_, index) => {
    if (start !== undefined) return start.network.weights[index];
    if (index < hidden * featureCount) return ((random() - 0.5) * 2) / Math.sqrt(featureCount);
    return index < hidden * (featureCount + 1) ? 0 : (random() - 0.5) * 0.2;
  });
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  const gradient = new Float64Array(size);
  const order = rows.filter(({ truth }) => truth >= 0);
  const stepCount = passCount * Math.ceil(order.length / batchSize);
  let step = 0;
  for (let pass = 0; pass < passCount; pass++) {
    shuffle(order, random);
    for (let at = 0; at < order.length; at += batchSize) {
      gradient.fill(0);
      const batch = order.slice(at, at + batchSize);
      for (const row of batch) addGradient(row, { hidden, weights: weights, gradient });
      const rate = firstRate * (1 - step / stepCount);
      step++;
      for (let index = 0; index < size; index++) {
        if (isFixed(index)) continue;
        const slope = gradient[index] / batch.length + 1e-5 * weights[index];
        first[index] = 0.9 * first[index] + 0.1 * slope;
        second[index] = 0.999 * second[index] + 0.001 * slope * slope;
        const mean = first[index] / (1 - 0.9 ** step);
        const spread = Math.sqrt(second[index] / (1 - 0.999 ** step));
        weights[index] -= (rate * mean) / (spread + 1e-8);
      }
    }
  }
  return { hidden, weights: Array.from(weights, (weight) => Number(weight.toFixed(4))) };
}

/** A network in the form of `mixtureWeights.json`. */
export function namedWeights({ hidden, weights }: Network): z.infer<typeof weightsFile> {
  const offsetsAt = hidden * featureCount;
  const units = Array.from({ length: hidden }, (_, unit) => unit);
  const named = featureNames.map((name, feature) => [
    name,
    units.map((unit) => weights[unit * featureCount + feature]),
  ]);
  return {
    weights: Object.fromEntries(named),
    offsets: weights.slice(offsetsAt, offsetsAt + hidden),
    outputs: weights.slice(offsetsAt + hidden),
  };
}

/** Computes the mean cross-entropy in nats, and the share of rows whose true token has the highest score. */
export function evaluateNetwork(rows: readonly Row[], { hidden, weights }: Network): { nats: number; right: number } {
  let nats = 0;
  let right = 0;
  const judged = rows.filter(({ truth }) => truth >= 0);
  for (const row of judged) {
    const { scores, logSum } = forward(row, hidden, weights);
    nats += logSum - scores[row.truth];
    if (scores[row.truth] === Math.max(...scores)) right++;
  }
  return { nats: nats / judged.length, right: right / rows.length };
}

function forward(row: Row, hidden: number, weights: ArrayLike<number>) {
  const units = new Float64Array(row.tokens.length * hidden);
  const scores = row.tokens.map((_, candidate) => {
    const start = candidate * featureCount;
    let score = row.features[start] * 4;
    for (let unit = 0; unit < hidden; unit++) {
      let sum = weights[hidden * featureCount + unit];
      for (let f = 0; f < featureCount; f++) sum += weights[unit * featureCount + f] * row.features[start + f];
      const active = sum > 0 ? sum : leak * sum;
      units[candidate * hidden + unit] = active;
      score += weights[hidden * (featureCount + 1) + unit] * active;
    }
    return score;
  });
  const max = Math.max(Math.log(row.otherProbability), ...scores);
  const sum = scores.reduce((all, score) => all + Math.exp(score - max), row.otherProbability * Math.exp(-max));
  return { units, scores, logSum: max + Math.log(sum) };
}

function addGradient(row: Row, net: { hidden: number; weights: Float64Array; gradient: Float64Array }): void {
  const { hidden, weights, gradient } = net;
  const { units, scores, logSum } = forward(row, hidden, weights);
  const rowWeight = (1 + row.charsLeft / charsPerWeight) / (1 + usualChars / charsPerWeight);
  for (const [candidate, score] of scores.entries()) {
    const error = rowWeight * (Math.exp(score - logSum) - (candidate === row.truth ? 1 : 0));
    if (Math.abs(error) < 1e-6) continue;
    const start = candidate * featureCount;
    for (let unit = 0; unit < hidden; unit++) {
      const active = units[candidate * hidden + unit];
      const out = hidden * (featureCount + 1) + unit;
      gradient[out] += error * active;
      const inner = error * weights[out] * (active > 0 ? 1 : leak);
      gradient[hidden * featureCount + unit] += inner;
      for (let f = 0; f < featureCount; f++) gradient[unit * featureCount + f] += inner * row.features[start + f];
    }
  }
}

function shuffle(rows: Row[], random: () => number): void {
  for (let at = rows.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [rows[at], rows[other]] = [rows[other], rows[at]];
  }
}
