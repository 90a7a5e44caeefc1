import { expect, test } from "vitest";
import { IgnoredOffers } from "../../../client/src/nextEdit/ignoredOffers";

const change = { oldText: "item", newText: "entry" };

test("a change that was seen and typed past three times isn't shown again for two minutes, or until it is taken", () => {
  const ignored = new IgnoredOffers();
  for (const nowMs of [1_000, 3_000, 5_000]) {
    expect(ignored.has(change, nowMs)).toBe(false);
    ignored.noteTyping(change, nowMs - 1_000, nowMs);
  }
  expect(ignored.has(change, 6_000)).toBe(true);
  expect(ignored.has({ ...change, newText: "other" }, 6_000)).toBe(false);
  expect(ignored.has(change, 126_000)).toBe(false);
  ignored.forget(change);
  expect(ignored.has(change, 6_000)).toBe(false);
});

test("a change that was on the screen for a moment only wasn't seen", () => {
  const ignored = new IgnoredOffers();
  for (let count = 0; count < 9; count++) ignored.noteTyping(change, 1_000, 1_300);
  expect(ignored.has(change, 2_000)).toBe(false);
});
