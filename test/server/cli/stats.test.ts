// Own folder: figures of known days, which no session would give.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "../../../server/src/base/log";
import { Figures } from "../../../server/src/metrics/figures";
import { History } from "../../../server/src/metrics/history";
import type { UsageReport } from "../../../server/src/protocol";
import { comparisonOf } from "../../../server/src/settings/comparison";
import { defaultSettings } from "../../../server/src/settings/settings";
import { checkNanotype, runNanotype } from "../../support/commandLine";

let cache: string;
let place: { environment: Record<string, string> };
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "nanotype-cache-"));
  place = { environment: { NANOTYPE_CACHE: cache } };
});
afterEach(() => rmSync(cache, { recursive: true }));

/** A week's figures: today's, and twice as many three days ago. */
async function someDays(): Promise<void> {
  const day = (count: number): Figures => {
    const figures = new Figures();
    figures.count("offered", ["typescript", "code", "local"], 10 * count);
    figures.count("accepted", ["typescript", "code", "local"], 3 * count);
    figures.count("kept", ["typescript", "code", "local"], 2 * count);
    figures.count("offered", ["python", "comment", "endpoint"], count);
    figures.count("savedKeys", ["typescript", "code", "local"], 1_000 * count);
    figures.count("requests", ["offered"], 11 * count);
    figures.count("answers", ["model"], 10 * count);
    figures.count("answers", ["cache"], count);
    figures.count("endpointUsd", [], 0.02 * count);
    figures.count("failures", ["endpoint", "rateLimited"], count);
    for (let index = 0; index < 20; index++) figures.time("stage", "total", 20 + index);
    figures.time("source", "model", 30);
    return figures;
  };
  const folder = join(cache, "figures");
  const now = new Date();
  const earlier = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 3, 12);
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = `${earlier.getFullYear()}-${two(earlier.getMonth() + 1)}-${two(earlier.getDate())}`;
  await new History({ folder, log: silentLog, today: () => date }).add(day(2));
  await new History({ folder, log: silentLog }).add(day(1));
}

test("shows today, 7 and 30 days at a glance, with charts", async () => {
  await someDays();
  const { code, stdout } = await runNanotype(["stats"], place);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ +today +7 days +30 days\n/);
  expect(stdout).toMatch(/\nSuggestions shown +11 +33 +33\n/);
  expect(stdout).toMatch(/\n {2}taken +3 \(27 %\) +9 \(27 %\) +9 \(27 %\)\n/);
  expect(stdout).toMatch(/\n {2}still there after 30 s +2 \(67 %\)/);
  expect(stdout).toMatch(/\nKeys saved +1,000 +3,000 +3,000\n/);
  expect(stdout).toMatch(/\nWait \(half; one in 20\) +29 ms; 38 ms/);
  expect(stdout).toMatch(/\nMoney \(limit \$1\.00 a day\) +\$0\.0200 +\$0\.0600 +\$0\.0600\n/);
  expect(stdout).toMatch(/\n {2}·{26}█··▅ {2}most 6\n/);
  expect(stdout).toMatch(/\n {2}TypeScript +█{24} +30 shown, +30 % taken\n {2}Python +██·{22} +3 shown, +0 % taken\n/);
  expect(stdout).toMatch(/\n {2}from the request to the suggestion +29 ms +38 ms +39 ms\n/);
  expect(stdout).toMatch(/\n {2}█{24} +30 +30 ms {2}The model wrote it\.\n/);
  expect(stdout).toMatch(/\n +3 {2}an endpoint failed: too many requests\n/);
  for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
});

test("--json holds the same for a program, --prometheus for Prometheus, and both at once are wrong use", async () => {
  await someDays();
  const { stdout } = await runNanotype(["stats", "--json"], place);
  const { today, week, month } = JSON.parse(stdout) as Record<string, UsageReport>;
  expect([today, week, month].map(({ suggestions, days }) => [suggestions.accepted, days.length])).toEqual([
    [3, 1],
    [9, 7],
    [9, 30],
  ]);
  const { stdout: text } = await runNanotype(["stats", "--prometheus"], place);
  expect(text).toMatch(/nanotype_suggestions_accepted_total\{language="typescript",kind="code",backend="local"\} 9\n/);
  await checkNanotype("stats --json --prometheus", { code: 2, err: "not both" }, place);
});

test("says in a sentence that there is nothing yet, and leaves damaged files out", async () => {
  await checkNanotype("stats", { code: 0, out: "Nothing has been counted in the last 30 days." }, place);
  await someDays();
  writeFileSync(join(cache, "figures", "2020-01-01.json"), "\0\0");
  writeFileSync(join(cache, "figures", "earlier.json"), "[");
  await checkNanotype("stats", { code: 0, out: "Suggestions shown" }, place);
});

test("--help says what each figure is", async () => {
  await checkNanotype("stats --help", { code: 0, out: "nanotype stats --prometheus" });
});

test("a comparison has its counts, and its verdict once it is over", async () => {
  await someDays();
  const path = join(cache, "settings.json");
  writeFileSync(path, JSON.stringify({ compareWith: "smollm2-135m" }));
  const environment = { NANOTYPE_CACHE: cache, NANOTYPE_SETTINGS: path };
  const { id = "" } = comparisonOf({ ...defaultSettings, compareWith: "smollm2-135m" }) ?? {};
  const count = async (offered: number, [a, b]: readonly [number, number]): Promise<void> => {
    const figures = new Figures();
    for (const [arm, accepted] of [
      ["a", a],
      ["b", b],
    ] as const) {
      figures.count("compared", [id, arm, "offered"], offered);
      figures.count("compared", [id, arm, "accepted"], accepted);
    }
    await new History({ folder: join(cache, "figures"), log: silentLog }).add(figures);
  };
  await count(200, [40, 90]);
  const before = (await runNanotype(["stats"], { environment })).stdout;
  expect(before).toMatch(
    /\n {2}nanotype-6m +200 shown, +20 % taken, 0 dismissed\n {2}smollm2-135m +200 shown, +45 % taken/,
  );
  expect(before).toContain("The verdict comes once each was shown 400 times; a look before that would mislead.");
  await count(200, [40, 90]);
  const after = (await runNanotype(["stats"], { environment })).stdout;
  expect(after).toContain("You take more of what smollm2-135m suggests, by 25.0 points (95 %: 18.6 to 31.1).");
  for (const line of after.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
});
