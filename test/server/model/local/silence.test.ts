import { expect, test } from "vitest";
import { Silence } from "../../../../server/src/model/local/silence";
import { ManualClock } from "../../../support/manualClock";

function watched() {
  const clock = new ManualClock();
  const events: string[] = [];
  const note = (what: string): void => void events.push(`${what} at ${clock.nowMs() / 1000} s`);
  const silence = new Silence({
    clock,
    onSilent: () => note("silent"),
    onHung() {
      note("hung");
      silence.broken(false);
    },
  });
  return { clock, events, silence };
}

test("a process with work that says nothing is silent after 3 s and has hung after 10", async () => {
  const { clock, events, silence } = watched();
  silence.begin();
  await clock.advance(2_999);
  expect(silence.isSilent).toBe(false);
  await clock.advance(60_000);
  expect(events).toEqual(["silent at 3 s", "hung at 10 s"]);
});

test("more work isn't a sign of life", async () => {
  const { clock, events, silence } = watched();
  for (let key = 0; key < 110; key++) {
    silence.begin();
    await clock.advance(100);
  }
  expect(events).toEqual(["silent at 3 s", "hung at 10 s"]);
});

test("each sign of life counts from the beginning", async () => {
  const { clock, events, silence } = watched();
  silence.begin();
  for (let second = 0; second < 60; second++) {
    await clock.advance(2_900);
    silence.broken(true);
  }
  expect(events).toEqual([]);
  await clock.advance(5_000);
  expect(silence.isSilent).toBe(true);
  silence.broken(true);
  expect(silence.isSilent).toBe(false);
  await clock.advance(10_000);
  expect(events).toEqual(["silent at 177 s", "silent at 182 s", "hung at 189 s"]);
});

test("a process without work may be silent", async () => {
  const { clock, events, silence } = watched();
  silence.begin();
  await clock.advance(1_000);
  silence.broken(false);
  await clock.advance(100_000);
  silence.begin();
  await clock.advance(9_000);
  expect(events).toEqual(["silent at 104 s"]);
});

test("a large model is given the seconds that it needs", async () => {
  const { clock, events, silence } = watched();
  silence.allowanceS = 15;
  silence.begin();
  await clock.advance(100_000);
  expect(events).toEqual(["silent at 18 s", "hung at 25 s"]);
});

test("an hour in which the machine slept counts as one second", async () => {
  const { clock, events, silence } = watched();
  silence.begin();
  await clock.advance(1_500);
  // The clock has advanced and the timer is late, as after a lid was opened.
  clock.sleep(3_600_000);
  await clock.advance(0);
  expect(events).toEqual([]);
  silence.broken(true);
  await clock.advance(2_000);
  expect(events).toEqual([]);
});
