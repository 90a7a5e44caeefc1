import { expect, test } from "vitest";
import { calibrate } from "../../../bench/quality/calibration";
import type { Judged } from "../../../bench/quality/measure";

function judged(certainty: number | undefined, isExact: boolean): Judged {
  return {
    isExact,
    similarity: 0,
    savedCharCount: isExact ? 10 : 0,
    truthCharCount: 10,
    isOffered: true,
    isWrongAtOnce: !isExact,
    latencyMs: 1,
    ...(certainty === undefined ? {} : { certainty }),
  };
}

/** The row of one threshold. */
function check(all: readonly Judged[], threshold: number, expected: object): void {
  expect(calibrate(all).find((row) => row.threshold === threshold)).toMatchObject(expected);
}

const all = [judged(-0.05, true), judged(-0.4, true), judged(-0.6, false), judged(-3, false)];

test("silence below a threshold offers less and is right more often", () => {
  check(all, -0.5, { offered: 0.5, exactOfOffered: 1, wrongAtOnceOfOffered: 0, savedChars: 0.5 });
  check(all, -1.3, { offered: 0.75, exactOfOffered: 2 / 3, wrongAtOnceOfOffered: 1 / 3, savedChars: 0.5 });
});

test("without a threshold everything is offered", () => check(all, -Infinity, { offered: 1, exactOfOffered: 0.5 }));

test("an arm that doesn't report its certainty has no calibration", () =>
  expect(calibrate([judged(undefined, true)])).toEqual([]));
