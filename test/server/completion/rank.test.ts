import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../server/src/completion/candidate";
import { rank } from "../../../server/src/completion/rank";

/** Ranks texts with their certainty. */
function check(
  candidates: readonly (readonly [text: string, certainty: number | undefined])[],
  expected: string[],
): void {
  const ranked = rank(
    candidates.map(([text, certainty]): Candidate => ({
      text,
      certainty,
      replaceSuffixLength: 0,
      source: "model",
    })),
  );
  expect(ranked.map(({ text }) => text)).toEqual(expected);
}

describe("of several candidates", () => {
  test("the backend's first choice comes first, whatever the others score", () =>
    check(
      [
        ["a();", -1],
        ["b();", -0.5],
      ],
      ["a();", "b();"],
    ));
  test("equals are shown once", () =>
    check(
      [
        ["a(); ", -0.5],
        ["a();", -1],
      ],
      ["a(); "],
    ));
  test("the beginning of a better one is left out", () =>
    check(
      [
        ["a(b);", -0.5],
        ["a(", -1],
      ],
      ["a(b);"],
    ));
  test("an empty one is left out", () => check([["  ", -1]], []));
  test("a longer one that begins like an earlier one stays", () =>
    check(
      [
        ["a(", -0.5],
        ["a(b);", -1],
      ],
      ["a(", "a(b);"],
    ));
});
