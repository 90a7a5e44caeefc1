import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { minutesLeft, SnoozeTimer } from "../../../client/src/status/snooze";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("wakes up by itself, and reports once a minute until then", () => {
  const left: string[] = [];
  const timer: SnoozeTimer = new SnoozeTimer(Date.now, () => {
    const { state } = timer;
    left.push(state.kind === "snoozed" ? String(minutesLeft(state.untilMs, Date.now())) : "awake");
  });
  timer.start(3);
  vi.advanceTimersByTime(3 * 60_000);
  expect(left).toEqual(["3", "2", "1", "awake"]);
  vi.advanceTimersByTime(60 * 60_000);
  expect(left).toHaveLength(4);
});

test("a new snooze replaces the old one, and ending it takes effect at once", () => {
  const timer = new SnoozeTimer(Date.now, () => undefined);
  timer.start(60);
  timer.start(5);
  vi.advanceTimersByTime(5 * 60_000);
  expect(timer.state.kind).toBe("awake");
  timer.start(5);
  timer.end();
  expect(timer.state.kind).toBe("awake");
  expect(vi.getTimerCount()).toBe(0);
});
