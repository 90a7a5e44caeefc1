import { expect, test } from "vitest";
import { failureNames, stageNames } from "../../../server/src/base/figureNames";
import { countText, elapsedText, moneyText, shareText } from "../../../server/src/base/figureText";
import { backendErrorKinds } from "../../../server/src/model/errors";

test("figures are written with as many digits as a person reads", () => {
  expect([0, 999, 12_345.6].map(countText)).toEqual(["0", "999", "12,346"]);
  expect([0, 0.0001, 0.042, 0.27, 1].map(shareText)).toEqual(["0 %", "<0.1 %", "4.2 %", "27 %", "100 %"]);
  expect([0.04, 3.14, 34.4, 1_234].map(elapsedText)).toEqual(["0.04 ms", "3.1 ms", "34 ms", "1.2 s"]);
  expect([0, 0.00002, 0.0042, 0.1, 12.5].map(moneyText)).toEqual(["$0.00", "<$0.0001", "$0.0042", "$0.10", "$12.50"]);
});

test("each kind of failure has a name for people", () => {
  for (const kind of [...backendErrorKinds, "unexpected"])
    expect([kind, failureNames[kind]]).toEqual([kind, expect.stringMatching(/^[a-z]/)]);
  expect(Object.keys(stageNames)).toContain("total");
});
