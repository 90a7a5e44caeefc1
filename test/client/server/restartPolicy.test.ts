import { expect, test } from "vitest";
import { RestartPolicy } from "../../../client/src/server/restartPolicy";

const minuteMs = 60_000;

test("a server that ends now and then is started again every time", () => {
  const policy = new RestartPolicy();
  for (let hour = 0; hour < 20; hour++) expect(policy.serverEnded(hour * 60 * minuteMs)).toBe("restart");
});

test("a server that ends again and again is given up after five restarts", () => {
  const policy = new RestartPolicy();
  const verdicts = [0, 1, 2, 3, 4, 5].map((second) => policy.serverEnded(second * 1_000));
  expect(verdicts).toEqual(["restart", "restart", "restart", "restart", "restart", "giveUp"]);
});

test("a restart that the user asked for gives the server all its chances back", () => {
  const policy = new RestartPolicy();
  for (let second = 0; second < 6; second++) policy.serverEnded(second * 1_000);
  policy.reset();
  expect(policy.serverEnded(7_000)).toBe("restart");
});
