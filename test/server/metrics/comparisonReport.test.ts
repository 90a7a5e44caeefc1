import { expect, test } from "vitest";
import { offersEach } from "../../../server/src/metrics/comparedCounts";
import { comparisonReport, shareDifference } from "../../../server/src/metrics/comparisonReport";
import { Figures } from "../../../server/src/metrics/figures";
import type { Comparison } from "../../../server/src/settings/comparison";

const comparison: Comparison = {
  ...{ id: "pair", names: { a: "nanotype-6m", b: "smollm2" } },
  other: { kind: "model", name: "smollm2" },
};

/** Reports on suggestions shown and taken. */
function report(a: readonly [number, number], b: readonly [number, number]) {
  const figures = new Figures();
  for (const [arm, counts] of Object.entries({ a, b }))
    for (const [index, event] of ["offered", "accepted"].entries()) {
      figures.count("compared", ["pair", arm, event], counts[index]);
      figures.count("compared", ["another", arm, event], 1_000);
    }
  return comparisonReport(figures, comparison);
}

test("the interval of a difference is Newcombe's", () => {
  // His example: 56 of 70 and 48 of 80.
  const { value, low, high } = shareDifference({ count: 56, of: 70 }, { count: 48, of: 80 });
  expect([value, low, high].map((share) => share.toFixed(4))).toEqual(["0.2000", "0.0524", "0.3339"]);
});

test("there is no verdict before both were shown as often as was set beforehand, however clear it looks", () => {
  expect(report([offersEach, 300], [offersEach - 1, 0]).verdict).toBeUndefined();
  expect(report([offersEach, 300], [offersEach, 0]).verdict?.better).toBe("a");
});

test("the verdict names the one that is taken more often, and neither if chance explains the difference", () => {
  expect(report([400, 80], [400, 140]).verdict?.better).toBe("b");
  const { a, b, verdict } = report([400, 110], [400, 120]);
  expect([a.offered, b.accepted, a.name]).toEqual([400, 120, "nanotype-6m"]);
  expect(verdict?.better).toBeUndefined();
  expect(verdict?.difference.value).toBeCloseTo(-0.025);
});

test("so many suggestions find a difference of 10 points in four of five comparisons", () => {
  // Normal approximation of the power at the least favourable shares.
  const standardError = Math.sqrt((0.45 * 0.55 * 2) / offersEach);
  expect(0.1 / standardError - 1.96).toBeGreaterThan(0.84);
});
