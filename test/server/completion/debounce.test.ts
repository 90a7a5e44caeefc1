import { expect, test } from "vitest";
import { Debounce } from "../../../server/src/completion/debounce";
import { ManualClock } from "../../support/manualClock";

/** The wait after keys with these gaps, and after `sinceKeyMs` more. */
async function delayAfter(
  gapsMs: number[],
  sinceKeyMs = 0,
  params: { expectedLatencyMs?: number; isInvoked?: boolean } = {},
) {
  const clock = new ManualClock();
  const debounce = new Debounce(clock);
  debounce.noteKey();
  for (const gapMs of gapsMs) {
    await clock.advance(gapMs);
    debounce.noteKey();
  }
  await clock.advance(sinceKeyMs);
  return debounce.delayMs({ expectedLatencyMs: 400, isInvoked: false, maxMs: 1_000, hostDelayMs: 0, ...params });
}

test("a fast model is asked at once", async () => {
  expect(await delayAfter([100, 100, 100, 100], 0, { expectedLatencyMs: 10 })).toBe(0);
});

test("an explicit request never waits", async () => {
  expect(await delayAfter([100, 100, 100, 100], 0, { isInvoked: true })).toBe(0);
});

test("a slow typist is given longer than a fast one", async () => {
  const fast = await delayAfter([80, 80, 80, 80, 80]);
  const slow = await delayAfter([240, 240, 240, 240, 240]);
  expect(slow).toBeGreaterThan(fast * 2);
});

test("time since the key counts", async () => {
  const all = await delayAfter([200, 200, 200, 200, 200]);
  expect(await delayAfter([200, 200, 200, 200, 200], 50)).toBeCloseTo(all - 50);
});

test("pauses do not count as rhythm", async () => {
  const rhythm = await delayAfter([100, 100, 100, 100, 100]);
  expect(await delayAfter([100, 5_000, 100, 100, 9_000, 100, 100])).toBe(rhythm);
});
