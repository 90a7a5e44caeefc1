import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { silentLog } from "../../../server/src/log";
import { Ledger } from "../../../server/src/routing/ledger";
import { costUsd } from "../../../server/src/routing/prices";
import { retirementWarning } from "../../../server/src/routing/retirements";
import { ManualClock } from "../../support/manualClock";

const nano = { name: "team", model: "gpt-4.1-nano" };
const million = { promptTokens: 1_000_000, cachedTokens: 400_000, completionTokens: 100_000 };
const millionUsd = 0.6 * 0.1 + 0.4 * 0.025 + 0.1 * 0.4;

let path: string;
let clock: ManualClock;
let today: string;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), "nanotype-ledger-")), "below", "accounts.json");
  clock = new ManualClock();
  today = "2026-11-21";
});

function openLedger(): Ledger {
  return new Ledger({ path, clock, log: silentLog, today: () => today });
}

test("money is fresh, cached and generated tokens at the model's prices", () => {
  expect(costUsd("my-gpt-4.1-nano", million)).toBeCloseTo(millionUsd, 10);
  expect(costUsd("gpt-4.1", million)).toBeCloseTo(0.6 * 2 + 0.4 * 0.5 + 0.1 * 8, 10);
  expect(costUsd("qwen2.5-coder", million)).toBeUndefined();
});

test("accounts survive a restart, by day, month and endpoint", async () => {
  const ledger = openLedger();
  ledger.add(nano, million);
  ledger.add({ ...nano, name: "other" }, million);
  await clock.advance(2_000);
  today = "2026-11-22";
  const next = openLedger();
  next.add(nano, million);
  expect(next.todayUsd()).toBeCloseTo(millionUsd, 10);
  expect(next.spentUsd("team")).toEqual({
    today: expect.closeTo(millionUsd, 10) as number,
    month: expect.closeTo(2 * millionUsd, 10) as number,
  });
  today = "2026-12-01";
  expect(next.spentUsd("team")).toEqual({ today: 0, month: 0 });
});

test("two servers of one user add to the same accounts", () => {
  const [one, other] = [openLedger(), openLedger()];
  one.add(nano, million);
  other.add(nano, million);
  one.save();
  other.save();
  expect(openLedger().todayUsd()).toBeCloseTo(2 * millionUsd, 10);
});

test.each(["", "{", '{"2026-11-21": 3}', "[]"])("a damaged file (%j) is begun anew", (damaged) => {
  const ledger = openLedger();
  ledger.add(nano, million);
  ledger.save();
  writeFileSync(path, damaged);
  ledger.add(nano, million);
  ledger.save();
  expect(openLedger().todayUsd()).toBeCloseTo(2 * millionUsd, 10);
  expect(Object.keys(JSON.parse(readFileSync(path, "utf8")) as object)).toEqual(["2026-11-21"]);
});

test("without a file the accounts last as long as the server", async () => {
  const ledger = new Ledger({ path: undefined, clock, log: silentLog, today: () => today });
  ledger.add(nano, million);
  await clock.advance(5_000);
  ledger.save();
  expect(ledger.todayUsd()).toBeCloseTo(millionUsd, 10);
});

test.each([
  ["2026-11-21", undefined],
  ["2027-03-01", "gpt-4.1-nano at team retires on 2027-04-14, in 44 days."],
  ["2027-05-01", "gpt-4.1-nano at team was to retire on 2027-04-14."],
])("on %s the model's end is told as: %s", (date, expected) => {
  const warning = retirementWarning({ ...nano, kind: "azure", url: "https://res.openai.azure.com" }, date);
  if (expected === undefined) expect(warning).toBeUndefined();
  else expect(warning).toContain(expected);
});
