import { expect, test } from "vitest";
import { goalLines } from "../../../bench/quality/goals";
import type { ArmName } from "../../../bench/quality/arms";
import type { ArmResult } from "../../../bench/quality/measure";
import { goalText } from "../../../bench/quality/report";

/** An arm that has `exactCount` of 100 lines right, each of 10 characters, and saves nothing on the others. */
function arm(name: ArmName, exactCount: number): ArmResult {
  const judged = Array.from({ length: 100 }, (_, index) => ({
    isExact: index < exactCount,
    isPassing: index < exactCount,
    similarity: index < exactCount ? 1 : 0,
    savedCharCount: index < exactCount ? 10 : 0,
    truthCharCount: 10,
    isOffered: true,
    isWrongAtOnce: index >= exactCount,
    latencyMs: 1,
  }));
  return { arm: name, judged };
}

/** The verdicts of a set as text, one line each. */
function check(set: string, results: readonly ArmResult[], hasRuns: boolean, expected: readonly RegExp[]): void {
  const lines = goalLines(set, results, { hasRuns }).map(goalText);
  for (const pattern of expected) expect(lines).toContainEqual(expect.stringMatching(pattern));
}

test("both together 1.5 times as good as copying meets the goal", () =>
  check("lines-test", [arm("copying", 40), arm("both", 60)], false, [
    /both \/ copying, exact lines: 1\.50 \[.*goal ≥ 1\.2: met$/,
    /both \/ copying, characters saved: 1\.50 \[.*goal ≥ 1\.2: met$/,
    /both − copying, exact lines: 20\.0 \[/,
  ]));

test("a ratio below the goal isn't met, and one above by luck says so", () => {
  check("lines-test", [arm("copying", 40), arm("both", 44)], false, [/exact lines: 1\.10 .*NOT met$/]);
  check("lines-test", [arm("copying", 10), arm("both", 13)], false, [/met, but the interval reaches below$/]);
});

test("nothing is promised for languages that the model never saw", () => {
  const lines = goalLines("lines-foreign", [arm("copying", 40), arm("both", 44)], { hasRuns: false });
  expect(lines.filter(({ isMet }) => isMet !== undefined)).toEqual([]);
});

test("the model alone is held against its card, on executed sets by pass@1", () => {
  check("lines-test", [arm("model", 6)], false, [/model alone, exact lines .*6\.0 .*goal ≥ 4\.4 %: met/]);
  check("humaneval-python", [arm("model", 3)], true, [/model alone, pass@1 .*3\.0 .*goal ≥ 5\.2 %: NOT met/]);
});

test("a set without a promise has ratios and no verdict", () => {
  const lines = goalLines("mine", [arm("copying", 40), arm("both", 44)], { hasRuns: true }).map(goalText);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).not.toMatch(/met/);
});

test("if copying gets nothing right, the ratio and the verdict are missing", () =>
  check("lines-test", [arm("copying", 0), arm("both", 0)], false, [/^ {2}both \/ copying, exact lines: –$/]));

test("of 100 offers one may add a parse error if they come by themselves, and three if they were requested", () => {
  const breaking = (count: number): ArmResult => {
    const { judged } = arm("both", 40);
    return { arm: "both", judged: judged.map((one, index) => ({ ...one, addsParseError: index < count })) };
  };
  const verdict = (count: number, trigger: "automatic" | "invoked"): string =>
    goalLines("mine", [arm("copying", 40), breaking(count)], { hasRuns: false, trigger })
      .map(goalText)
      .filter((line) => line.includes("parse error"))
      .join();
  expect(verdict(1, "automatic")).toMatch(/automatic offers that add no parse error: 99\.0 .*goal ≥ 99\.0 %: met/);
  expect(verdict(2, "automatic")).toMatch(/98\.0 .*NOT met$/);
  expect(verdict(3, "invoked")).toMatch(/97\.0 .*goal ≥ 97\.0 %: met/);
  expect(verdict(4, "invoked")).toMatch(/96\.0 .*NOT met$/);
});
