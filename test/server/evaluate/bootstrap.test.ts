import { expect, test } from "vitest";
import { differenceOf, ratioOf, shareOf, type Share } from "../../../server/src/evaluate/bootstrap";

const ones = (count: number): number[] => Array.from({ length: count }, () => 1);
const hits = (count: number, hitCount: number): Share => ({
  part: ones(count).map((_, index) => (index < hitCount ? 1 : 0)),
  whole: ones(count),
});

test("the interval of a share is about two standard errors wide on each side", () => {
  const { value, low, high } = shareOf(hits(400, 80));
  expect(value).toBe(0.2);
  expect(low).toBeCloseTo(0.2 - 1.96 * 0.02, 2);
  expect(high).toBeCloseTo(0.2 + 1.96 * 0.02, 2);
});

test("a share weighs each case by its whole", () =>
  expect(shareOf({ part: [1, 0], whole: [1, 9] }).value).toBeCloseTo(0.1, 12));

test("the difference of an arm and itself is surely zero, as cases are paired", () =>
  expect(differenceOf(hits(50, 20), hits(50, 20))).toEqual({ value: 0, low: 0, high: 0 }));

test("a ratio compares two arms case by case", () => {
  const { value, low, high } = ratioOf(hits(400, 120), hits(400, 100));
  expect(value).toBeCloseTo(1.2, 12);
  // Unpaired the interval would reach well below 1.
  expect(low).toBeGreaterThan(1.1);
  expect(high).toBeLessThan(1.32);
});

test("the same cases give the same interval again", () => {
  const share = { part: ones(60).map((_, index) => (index * 0.6180339887) % 1), whole: ones(60) };
  expect(shareOf(share)).toEqual(shareOf(share));
});

test("no cases give no figure", () => expect(shareOf(hits(0, 0))).toEqual({ value: 0, low: 0, high: 0 }));
