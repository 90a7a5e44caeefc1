import { expect, test } from "vitest";
import { mostProbable, mostProbableOf, restrict, toLogProbs } from "../../../../server/src/model/local/nextToken";

const sum = (logProbs: Float32Array): number => logProbs.reduce((total, value) => total + Math.exp(value), 0);

test("makes a distribution of scores, however large they are", () => {
  const scores = Float32Array.of(1000, 1001, 999, -Infinity);
  toLogProbs(scores);
  expect(sum(scores)).toBeCloseTo(1, 5);
  expect(scores[1]).toBeCloseTo(-0.4076, 3);
});

test("shares the probability out among the allowed", () => {
  const scores = Float32Array.of(5, 1, 1, 3);
  toLogProbs(scores);
  restrict(scores, [1, 2]);
  expect([...scores].map(Math.exp)).toEqual([0, expect.closeTo(0.5, 5), expect.closeTo(0.5, 5), 0]);
});

test("finds the best, and the best few in order", () => {
  const scores = Float32Array.of(0.1, 0.9, -3, 0.5, 0.7);
  expect(mostProbable(scores)).toBe(1);
  expect(mostProbableOf(scores, 3)).toEqual([1, 4, 3]);
  expect(mostProbableOf(scores, 9)).toEqual([1, 4, 3, 0, 2]);
});
