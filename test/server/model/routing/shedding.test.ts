import { beforeEach, expect, test } from "vitest";
import { mulberry32 } from "../../../../server/src/base/mulberry32";
import { Shedding } from "../../../../server/src/model/routing/shedding";
import { ManualClock } from "../../../support/manualClock";

let clock: ManualClock;
let shedding: Shedding;

beforeEach(() => {
  clock = new ManualClock();
  shedding = new Shedding(clock, mulberry32(1));
});

/** Asks `count` times, `everyMs` apart, at an endpoint that treats each request so; returns how many were sent. */
async function ask(count: number, outcome: number | "refused", everyMs = 300): Promise<number> {
  let sentCount = 0;
  for (let request = 0; request < count; request++) {
    await clock.advance(everyMs);
    if (shedding.holdsBack()) continue;
    sentCount++;
    if (outcome === "refused") shedding.noteOverload();
    else shedding.noteFirstToken(outcome);
  }
  return sentCount;
}

test("nothing is held back from a calm endpoint, nor after a single refusal", async () => {
  expect(await ask(50, 200)).toBe(50);
  shedding.noteOverload();
  expect(await ask(50, 200)).toBe(50);
});

test("an endpoint that refuses is asked less and less, and never not at all", async () => {
  const sentCount = await ask(100, "refused");
  expect(sentCount).toBeGreaterThan(5);
  expect(sentCount).toBeLessThan(30);
});

test("an endpoint that became slow is asked less; one that always was is not", async () => {
  expect(await ask(50, 2_500)).toBe(50);
  shedding = new Shedding(clock, mulberry32(1));
  await ask(50, 200);
  expect(await ask(50, 4_000)).toBeLessThan(35);
});

test("five seconds after an overload it is asked as before", async () => {
  await ask(50, "refused");
  await clock.advance(5_000);
  expect(await ask(20, 200)).toBeGreaterThan(17);
});

test("no two editors hold back the same requests", async () => {
  const heldBy = async (seed: number): Promise<string> => {
    shedding = new Shedding(clock, mulberry32(seed));
    let held = "";
    for (let request = 0; request < 30; request++) {
      await clock.advance(300);
      const isHeld = shedding.holdsBack();
      if (!isHeld) shedding.noteOverload();
      held += isHeld ? "-" : "x";
    }
    return held;
  };
  expect(await heldBy(1)).not.toBe(await heldBy(2));
});
