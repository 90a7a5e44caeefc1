import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { report } from "../../bench/latency/figures";
import { smoke } from "../../bench/smoke/smoke";

afterEach(() => void vi.restoreAllMocks());

/** Runs a check whose ratio is each of `ratios` in turn, of which 2 passes; answers with its verdict and how often it measured. */
async function checkOf(...ratios: number[]): Promise<{ isMet: boolean; measuredCount: number }> {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const measure = vi.fn(() => Promise.resolve(ratios.shift() ?? NaN));
  const isMet = await smoke([{ name: "one over another", measure, atMost: 2 }]);
  return { isMet, measuredCount: measure.mock.calls.length };
}

test("a ratio within its bound passes at once", async () =>
  expect(await checkOf(1.5)).toEqual({ isMet: true, measuredCount: 1 }));
test("a ratio that misses is measured once more, and may pass", async () =>
  expect(await checkOf(3, 1.5)).toEqual({ isMet: true, measuredCount: 2 }));
test("a ratio that misses twice fails", async () =>
  expect(await checkOf(3, 2.1)).toEqual({ isMet: false, measuredCount: 2 }));
test("a ratio that is not a number fails", async () => expect((await checkOf(NaN, NaN)).isMet).toBe(false));

test("a figure over its goal fails the bench", () => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const figure = { name: "a figure", unit: "ms", goal: 5 } as const;
  expect(report([{ ...figure, value: 5 }])).toBe(true);
  expect(report([{ ...figure, value: 5.1 }])).toBe(false);
});

test("a bench ends with another status than 0 where it can't measure", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "bench/latency.ts", "--only", "nothing"], {
    encoding: "utf8",
  });
  expect(stderr).toContain("--only takes start");
  expect(status).toBe(2);
});

test("continuous integration runs the smoke bench", () =>
  expect(readFileSync(".ci/run", "utf8")).toMatch(/^npm run --silent bench -- --smoke$/m));
