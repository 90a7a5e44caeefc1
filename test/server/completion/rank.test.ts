import { expect, test } from "vitest";
import { rank } from "../../../server/src/completion/rank";

/** Candidates as `text` with their mean log-probability, in the backend's order; what is left, in order. */
function check(
  candidates: readonly (readonly [text: string, meanLogProb: number])[],
  expected: readonly string[],
): void {
  const given = candidates.map(([text, meanLogProb]) => ({
    text,
    meanLogProb,
    replaceSuffixLength: 0,
    source: "model" as const,
  }));
  expect(rank(given).map(({ text }) => text)).toEqual(expected);
}

test("the model's first choice stays first though another is likelier a token", () =>
  check(
    [
      ["return a;", -1.2],
      ["return [a, a, a, a];", -0.1],
    ],
    ["return a;", "return [a, a, a, a];"],
  ));

test("a candidate that says the same but for blanks is left out", () =>
  check(
    [
      ["foo(a,  b)", -1],
      [" foo(a, b) ", -0.5],
    ],
    ["foo(a,  b)"],
  ));

test("a candidate that is only the beginning of an earlier one is left out", () =>
  check(
    [
      ["foo(a, b)", -1],
      ["foo(a", -0.5],
    ],
    ["foo(a, b)"],
  ));

test("an empty candidate is left out", () => check([["  ", -1]], []));
