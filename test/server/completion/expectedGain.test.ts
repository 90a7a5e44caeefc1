import { expect, test } from "vitest";
import { mostExpectedGain } from "../../../server/src/completion/expectedGain";

/** Proposals as text and probability; expects the text picked. */
function check(
  proposals: readonly (readonly [text: string, probability: number])[],
  expected: string | undefined,
): void {
  const picked = mostExpectedGain(proposals.map(([text, probability]) => ({ text, logProb: Math.log(probability) })));
  expect(picked?.text).toBe(expected);
}

test("of equally long texts the likelier is picked", () =>
  check(
    [
      ["one", 0.2],
      ["two", 0.3],
    ],
    "two",
  ));

test("a long text is picked before a short one that is a little likelier", () =>
  check(
    [
      [")", 0.3],
      ["value, otherValue, options);", 0.25],
    ],
    "value, otherValue, options);",
  ));

test("a much likelier short text stays", () =>
  check(
    [
      [")", 0.8],
      ["value, otherValue, options);", 0.05],
    ],
    ")",
  ));

test("texts that begin alike speak for each other", () =>
  check(
    [
      ["return left;", 0.3],
      ["throw error;", 0.35],
      ["return right;", 0.25],
    ],
    "return left;",
  ));

test("only first lines count", () =>
  check(
    [
      ["a\nand a long text after it, and more of it", 0.3],
      ["bc", 0.3],
    ],
    "bc",
  ));

test("without proposals there is nothing to pick", () => check([], undefined));
