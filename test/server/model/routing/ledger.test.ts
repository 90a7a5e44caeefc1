import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { silentLog } from "../../../../server/src/base/log";
import { Ledger } from "../../../../server/src/model/routing/ledger";
import type { Endpoint } from "../../../../server/src/settings/endpoint";
import { costUsd, priceOf } from "../../../../server/src/model/routing/prices";
import { RetirementDate } from "../../../../server/src/model/routing/retirementDate";
import { knownRetirement, retirementWarning } from "../../../../server/src/model/routing/retirements";
import { ManualClock } from "../../../support/manualClock";

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
  const cost = (...names: string[]): number | undefined => {
    const price = priceOf(undefined, names);
    return price && costUsd(price, million);
  };
  expect(cost("my-gpt-4.1-nano")).toBeCloseTo(millionUsd, 10);
  expect(cost("gpt-4.1-2025-04-14")).toBeCloseTo(0.6 * 2 + 0.4 * 0.5 + 0.1 * 8, 10);
  expect(cost("qwen2.5-coder")).toBeUndefined();
  expect(priceOf({ input: 1, output: 2 }, ["gpt-4.1-nano"])).toEqual({ inputUsd: 1, cachedUsd: 1, outputUsd: 2 });
  const byLength = priceOf({ input: 1, output: 2, above: { promptTokens: 200_000, input: 3, output: 4 } }, []);
  const costOf = (promptTokens: number): number =>
    byLength === undefined ? NaN : costUsd(byLength, { promptTokens, cachedTokens: 0, completionTokens: 100_000 });
  expect([costOf(200_000), costOf(1_000_000)]).toEqual([0.2 + 0.2, 3 + 0.4]);
  // In a batch: half, without a discount for cached tokens, unless the user names a price.
  expect(priceOf(undefined, ["gpt-4.1-nano"], "batch")).toEqual({ inputUsd: 0.05, cachedUsd: 0.05, outputUsd: 0.2 });
  const own = { input: 4, cachedInput: 1, output: 8, above: { promptTokens: 9, input: 6, output: 10 } };
  const half = { inputUsd: 2, cachedUsd: 2, outputUsd: 4 };
  const above = { inputUsd: 3, cachedUsd: 3, outputUsd: 5, promptTokens: 9 };
  expect(priceOf(own, [], "batch")).toEqual({ ...half, above });
  const named = { ...own, batch: { input: 3, output: 7 } };
  expect(priceOf(named, [], "batch")).toEqual({ inputUsd: 3, cachedUsd: 3, outputUsd: 7 });
  expect(priceOf(named, [])).toEqual(priceOf(own, []));
  // The name that the endpoint gives its model counts before the deployment's.
  expect(cost("gpt-4.1-mini-2025-04-14", "gpt-4.1-nano")).toBeCloseTo(0.6 * 0.4 + 0.4 * 0.1 + 0.1 * 1.6, 10);
});

test("accounts survive a restart, by day, month and endpoint", async () => {
  const ledger = openLedger();
  ledger.add("team", million, millionUsd);
  ledger.add("other", million, millionUsd);
  await clock.advance(2_000);
  await ledger.save();
  today = "2026-11-22";
  const next = openLedger();
  next.add("team", million, millionUsd);
  expect(next.todayUsd()).toBeCloseTo(millionUsd, 10);
  expect(next.used("team")).toEqual({
    today: { ...million, usd: expect.closeTo(millionUsd, 10) as number },
    month: {
      promptTokens: 2_000_000,
      cachedTokens: 800_000,
      completionTokens: 200_000,
      usd: expect.closeTo(2 * millionUsd, 10) as number,
    },
  });
  expect(next.names).toEqual(["team", "other"]);
  today = "2026-12-01";
  expect(next.names).toEqual([]);
  const nothing = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, usd: 0 };
  expect(next.used("team")).toEqual({ today: nothing, month: nothing });
});

test("two servers of one user add to the same accounts", async () => {
  const [one, other] = [openLedger(), openLedger()];
  one.add("team", million, millionUsd);
  other.add("team", million, millionUsd);
  await Promise.all([one.save(), other.save()]);
  expect(openLedger().todayUsd()).toBeCloseTo(2 * millionUsd, 10);
});

test("the last 400 days are kept", async () => {
  const ledger = openLedger();
  for (let day = 0; day < 405; day++) {
    today = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
    ledger.add("team", million, millionUsd);
  }
  await ledger.save();
  const dates = Object.keys(JSON.parse(readFileSync(path, "utf8")) as object);
  expect([dates.length, dates.at(0), dates.at(-1)]).toEqual([400, "2026-01-06", today]);
});

test.each(["", "{", '{"2026-11-21": 3}', "[]", '{"2026-11-21": {"team": {"promptTokens": -1}}}'])(
  "a damaged file (%j) is copied aside, gets back what this server knows, and stops what costs money until tomorrow or until the user deletes it",
  async (damaged) => {
    const ledger = openLedger();
    ledger.add("team", million, millionUsd);
    await ledger.open(() => undefined);
    expect(ledger.hasMoney(100)).toBe(true);
    writeFileSync(path, damaged);
    ledger.add("team", million, millionUsd);
    await ledger.save();
    expect(ledger.todayUsd()).toBeCloseTo(2 * millionUsd, 10);
    const copies = readdirSync(dirname(path)).filter((name) => name.startsWith("accounts.json.damaged-"));
    expect(copies.map((name) => readFileSync(join(dirname(path), name), "utf8"))).toEqual([damaged]);
    const next = openLedger();
    await next.open(() => undefined);
    expect([ledger, next].map((each) => each.hasMoney(100))).toEqual([false, false]);
    expect(next.obstacle).toContain("today's spending isn't known");
    expect(next.hasMoney(0)).toBe(true);
    today = "2026-11-22";
    expect([ledger, next].map((each) => each.hasMoney(100))).toEqual([true, true]);
    today = "2026-11-21";
    rmSync(path);
    await vi.waitFor(() => expect([ledger, next].map((each) => each.hasMoney(100))).toEqual([true, true]));
    ledger.dispose();
    next.dispose();
  },
);

test("a file that is cut short keeps the days that are still whole", async () => {
  const ledger = openLedger();
  ledger.add("team", million, millionUsd);
  today = "2026-11-22";
  ledger.add("team", million, millionUsd);
  await ledger.save();
  writeFileSync(path, readFileSync(path, "utf8").slice(0, -40));
  const next = openLedger();
  expect([next.used("team").month.usd, next.hasMoney(100)]).toEqual([expect.closeTo(millionUsd, 10), false]);
});

test("accounts that can't be written stop what costs money, say why, and are written as soon as that is possible", async () => {
  mkdirSync(dirname(dirname(path)), { recursive: true });
  rmSync(dirname(path), { recursive: true, force: true });
  writeFileSync(dirname(path), ""); // no file can be below a file
  const ledger = openLedger();
  await ledger.open(() => undefined);
  expect([ledger.hasMoney(100), ledger.hasMoney(0)]).toEqual([false, true]);
  expect(ledger.obstacle).toContain(`can't be recorded in ${path} (something else has its name)`);
  ledger.add("team", million, millionUsd);
  await ledger.save();
  await ledger.save();
  expect(ledger.todayUsd()).toBeCloseTo(millionUsd, 10); // nothing that was spent is forgotten
  rmSync(dirname(path));
  await clock.advance(5_000);
  await ledger.save();
  expect([ledger.obstacle, ledger.hasMoney(100)]).toEqual([undefined, true]);
  expect(openLedger().todayUsd()).toBeCloseTo(millionUsd, 10);
  ledger.dispose();
});

test("what a request may cost counts until its cost is known", async () => {
  const ledger = openLedger();
  await ledger.open(() => undefined);
  const giveBack = ledger.reserve(0.6);
  ledger.add("team", million, 0.4);
  expect(ledger.hasMoney(1)).toBe(false);
  giveBack();
  giveBack();
  expect(ledger.hasMoney(1)).toBe(true);
  ledger.dispose();
});

test("the limit holds across servers in other time zones and when the clock is set back", async () => {
  today = "2026-11-22"; // a server in the east, or a clock that is wrong
  const ahead = openLedger();
  ahead.add("team", million, 1);
  await ahead.save();
  today = "2026-11-21";
  const here = openLedger();
  await here.open(() => undefined);
  expect(here.hasMoney(1)).toBe(false);
  today = "2026-11-01";
  expect(ahead.todayUsd()).toBe(1); // its own spending a moment ago, whatever day it was called
  here.dispose();
});

test("without a file the accounts last as long as the server", async () => {
  const ledger = new Ledger({ path: undefined, clock, log: silentLog, today: () => today });
  ledger.add("team", million, millionUsd);
  await clock.advance(5_000);
  await ledger.save();
  expect(ledger.todayUsd()).toBeCloseTo(millionUsd, 10);
});

test.each([
  ["2026-11-21", undefined],
  ["2027-03-01", "gpt-4.1-nano at team retires on 2027-04-14, in 44 days."],
  ["2027-05-01", "gpt-4.1-nano at team was to retire on 2027-04-14."],
])("on %s the model's end is reported as: %s", (date, expected) => {
  const endpoint: Endpoint = { name: "team", kind: "azure", model: "gpt-4.1-nano", url: "https://a.openai.azure.com" };
  const warning = retirementWarning(endpoint, knownRetirement(endpoint, [endpoint.model]) ?? "", date);
  if (expected === undefined) expect(warning).toBeUndefined();
  else expect(warning).toContain(expected);
});

describe("a model's end that the table does not know is asked of the endpoint", () => {
  const endpoint: Endpoint = { name: "team", kind: "azure", model: "fast", url: "https://a.openai.azure.com" };
  async function check(names: string[], expected: { date: string | undefined; askedCount: number }): Promise<void> {
    let askedCount = 0;
    let changeCount = 0;
    const retirement = new RetirementDate({
      endpoint,
      listModels: () => Promise.resolve([{ id: "gpt-9-2030-01-01", retires: "2031-05-01" }].slice(0, ++askedCount)),
      onChange: () => changeCount++,
    });
    retirement.lookUp(names);
    retirement.lookUp(names);
    await new Promise(setImmediate);
    expect({ date: retirement.date, askedCount }).toEqual(expected);
    expect(changeCount).toBe(expected.askedCount > 0 && expected.date !== undefined ? 1 : 0);
  }
  test("by the name it gives its model", () =>
    check(["gpt-9-2030-01-01", "fast"], { date: "2031-05-01", askedCount: 1 }));
  test("and stays unknown where the endpoint says nothing", () => check(["other"], { date: undefined, askedCount: 1 }));
  test("but not where the table knows it", () =>
    check(["gpt-4.1-nano-2025-04-14", "fast"], { date: "2027-04-14", askedCount: 0 }));
});

test("a server that asks no endpoint writes no accounts", async () => {
  const ledger = openLedger();
  await ledger.save();
  expect(existsSync(dirname(path))).toBe(false);
});
