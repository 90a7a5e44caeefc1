import { expect, test } from "vitest";
import { systemClock } from "../../../server/src/base/clock";
import { Histogram } from "../../../server/src/metrics/histogram";
import { Metrics } from "../../../server/src/metrics/metrics";

const outside = {
  model: { promptTokenCount: 1, reusedTokenCount: 2, generatedTokenCount: 3 },
  memory: { serverBytes: 4, modelProcessBytes: 5 },
  workspace: { fileCount: 6, bytes: 7 },
  endpoints: [],
};

test("tells percentiles within one percent", () => {
  const histogram = new Histogram();
  for (let count = 1; count <= 1000; count++) histogram.record(count / 10);
  const { count, p50, p95, p99 } = histogram.percentiles();
  expect(count).toBe(1000);
  for (const [actual, expected] of [
    [p50, 50],
    [p95, 95],
    [p99, 99],
  ] as const)
    expect(Math.abs(actual / expected - 1)).toBeLessThan(0.01);
});

test("takes nothing, nought and the absurd", () => {
  const histogram = new Histogram();
  expect(histogram.percentiles()).toEqual({ count: 0, p50: 0, p95: 0, p99: 0 });
  histogram.record(0);
  expect(histogram.percentiles().p99).toBeLessThanOrEqual(0.001);
  histogram.record(1e12);
  expect(histogram.percentiles().p99).toBeGreaterThan(590_000);
});

test("counts requests by how they ended and who answered", () => {
  const metrics = new Metrics(systemClock);
  metrics.answered({ kind: "offered", by: "cache" }, 1);
  metrics.answered({ kind: "empty" }, 2);
  metrics.answered({ kind: "cancelled" }, 3);
  metrics.failed();
  metrics.count("modelRequest");
  const stats = metrics.stats(outside);
  expect(stats.requests).toEqual({ total: 4, offered: 1, empty: 1, cancelled: 1, failed: 1 });
  expect(stats.answeredBy).toEqual({
    typeThrough: 0,
    cache: 1,
    joined: 0,
    model: 0,
    memory: 0,
    stored: 0,
    declaration: 0,
  });
  expect(stats.stages["offered by cache"]).toMatchObject({ count: 1 });
  expect(stats).toMatchObject({ ...outside, model: { requestCount: 1, failureCount: 0, ...outside.model } });
});

test("counts an accepted item once, and only if it was offered lately", () => {
  const metrics = new Metrics(systemClock);
  for (let id = 0; id < 100; id++) metrics.offered(String(id), 10);
  for (const id of ["99", "99", "0", "unknown"]) metrics.accepted(id);
  expect(metrics.stats(outside)).toMatchObject({ acceptedCount: 1, acceptedCharCount: 10 });
});
