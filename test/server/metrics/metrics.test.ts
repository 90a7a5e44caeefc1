import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { systemClock } from "../../../server/src/base/clock";
import { Figures } from "../../../server/src/metrics/figures";
import { Histogram } from "../../../server/src/metrics/histogram";
import { Metrics } from "../../../server/src/metrics/metrics";
import { languageLabel } from "../../../server/src/metrics/suggestionLabels";

const outside = {
  model: { promptTokenCount: 1, reusedTokenCount: 2, generatedTokenCount: 3 },
  memory: { serverBytes: 4, modelProcessBytes: 5 },
  workspace: { fileCount: 6, bytes: 7 },
  endpoints: [],
};

/** Latencies of a real session, from key to answer, in ms: bench/latency/recordLatencies.ts. */
const recorded = JSON.parse(readFileSync("test/server/metrics/recordedLatencies.json", "utf8")) as number[];

/** The value that at least a share of the latencies doesn't exceed. */
function exact(latencies: readonly number[], share: number): number {
  return latencies.toSorted((a, b) => a - b)[Math.ceil(latencies.length * share) - 1];
}

test("percentiles are within one percent of exact, on a recorded session", () => {
  expect(recorded.length).toBeGreaterThan(400);
  const histogram = new Histogram();
  for (const latency of recorded) histogram.record(latency);
  const { count, p50, p95, p99 } = histogram.percentiles();
  expect(count).toBe(recorded.length);
  for (const [actual, share] of [
    [p50, 0.5],
    [p95, 0.95],
    [p99, 0.99],
  ])
    expect(Math.abs(actual / exact(recorded, share) - 1)).toBeLessThan(0.01);
});

test("percentiles of two servers' latencies together are those of all of them", () => {
  const [whole, one, other] = [new Histogram(), new Histogram(), new Histogram()];
  recorded.forEach((latency, index) => {
    whole.record(latency);
    (index % 3 === 0 ? one : other).record(latency);
  });
  one.add(other);
  expect(one.percentiles()).toEqual(whole.percentiles());
  expect(one.sumMs).toBeCloseTo(whole.sumMs, 6);
});

test("takes nothing, nought and the absurd, in a bounded size", () => {
  const histogram = new Histogram();
  expect(histogram.percentiles()).toEqual({ count: 0, p50: 0, p95: 0, p99: 0 });
  histogram.record(0);
  expect(histogram.percentiles().p99).toBeLessThanOrEqual(0.001);
  histogram.record(1e12);
  expect(histogram.percentiles().p99).toBeGreaterThan(590_000);
  for (let exponent = -5; exponent < 8; exponent += 0.0005) histogram.record(10 ** exponent);
  expect(histogram.buckets().length).toBeLessThan(2_100);
});

test("counts requests by how they ended and who answered", () => {
  const metrics = new Metrics(systemClock);
  metrics.answered({ kind: "offered", by: "cache" }, 1);
  metrics.answered({ kind: "empty" }, 2);
  metrics.answered({ kind: "cancelled" }, 3);
  metrics.failed();
  metrics.modelRequested();
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

test("tells caches, failures and costs apart", () => {
  const metrics = new Metrics(systemClock);
  metrics.answered({ kind: "offered", by: "stored", keptIn: "disk" }, 1);
  metrics.answered({ kind: "offered", by: "typeThrough" }, 1);
  metrics.backendFailed("timeout");
  metrics.endpointFailed("rateLimited");
  metrics.endpointUsed({ promptTokens: 100, cachedTokens: 60, completionTokens: 5 }, 0.25);
  const figures = metrics.figures();
  expect(figures.counts("cacheHits").map(({ labels }) => labels[0])).toEqual(["disk", "typeThrough"]);
  expect(figures.value("failures", "answer", "timeout")).toBe(1);
  expect(figures.value("failures", "endpoint", "rateLimited")).toBe(1);
  expect(figures.value("endpointTokens", "cached")).toBe(60);
  expect(figures.sum("endpointUsd")).toBe(0.25);
  expect(metrics.stats(outside).model.failureCount).toBe(1);
});

test("figures are taken once, and still counted in the server's own", () => {
  const metrics = new Metrics(systemClock);
  const spent = {
    promptTokenCount: 10,
    reusedTokenCount: 4,
    generatedTokenCount: 2,
    serverCpuMs: 500,
    modelCpuMs: 2_000,
  };
  metrics.answered({ kind: "empty" }, 1);
  expect(metrics.take(spent).value("requests", "empty")).toBe(1);
  const second = metrics.take({ ...spent, modelCpuMs: 2_500 });
  expect(second.sum("requests")).toBe(0);
  expect(second.value("cpuSeconds", "model")).toBe(0.5);
  expect(second.sum("localTokens")).toBe(0);
  expect(metrics.stats(outside).requests.total).toBe(1);
});

test("an editor's own language id doesn't become a label", () => {
  expect(languageLabel("ts")).toBe("typescript");
  expect(languageLabel("scminput")).toBe("git-commit");
  expect(languageLabel("My Company's Secret Language")).toBe("other");
});

test("the number of series is bounded", () => {
  const figures = new Figures();
  for (let count = 0; count < 10_000; count++) figures.count("offered", [`language${count}`, "code", "local"]);
  expect(figures.counts("offered").length).toBeLessThanOrEqual(2_001);
  expect(figures.sum("offered")).toBe(10_000);
});
