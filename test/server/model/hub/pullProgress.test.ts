import { expect, test } from "vitest";
import { describeProgress, PullMeter } from "../../../../server/src/model/hub/pullProgress";
import { ManualClock } from "../../../support/manualClock";

/** Describes the reports of a download of 200 MB, of which so many MB are here after so many seconds. */
async function reports(...notes: readonly (readonly [atS: number, mb: number])[]): Promise<string[]> {
  const clock = new ManualClock();
  const seen: string[] = [];
  const meter = new PullMeter({
    clock,
    totalBytes: 200e6,
    report: (progress) => seen.push(describeProgress(progress)),
  });
  let nowS = 0;
  for (const [atS, mb] of notes) {
    await clock.advance((atS - nowS) * 1_000);
    nowS = atS;
    meter.note(mb * 1e6);
  }
  return seen;
}

test("progress says bytes, speed and the time left, of the last seconds and of what arrived now", async () => {
  expect(await reports([0, 50], [1, 60], [2, 80], [9, 81], [10, 82])).toEqual([
    "50 of 200 MB",
    "60 of 200 MB, 10 MB/s, 14 s left",
    "80 of 200 MB, 15 MB/s, 8 s left",
    "81 of 200 MB, 0.1 MB/s, 14 min left",
    "82 of 200 MB, 1.0 MB/s, 2 min left",
  ]);
});

test("progress is reported a few times a second, and always at the end", async () => {
  expect(await reports([0, 0], [0.05, 10], [0.1, 200])).toEqual(["0.0 of 200 MB", "200 of 200 MB"]);
});
