import { expect, test } from "vitest";
import {
  hasEarnedMore,
  learn,
  noExperience,
  readEagernessMemory,
  type EagernessMemory,
} from "../../../client/src/offers/earnedEagerness";

/** `outcomes`: `1` taken, `0` left, oldest first. */
function after(outcomes: string): EagernessMemory {
  return Array.from(outcomes).reduce((memory, outcome) => learn(memory, outcome === "1"), noExperience);
}

test("a first stroke of luck earns nothing", () => expect(hasEarnedMore(after("11111"))).toBe(false));

test("one suggestion taken in six earns the question, one in ten doesn't", () => {
  expect(hasEarnedMore(after("000001".repeat(4)))).toBe(true);
  expect(hasEarnedMore(after("0000000001".repeat(4)))).toBe(false);
});

test("only the last sixty offers are remembered", () => expect(after("1".repeat(200)).outcomes).toHaveLength(60));

test("stored experience is read back, and nonsense counts as none", () => {
  const memory = { ...after("000001".repeat(4)), wasAsked: true };
  expect(readEagernessMemory(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
  for (const nonsense of [undefined, null, 3, "x", {}, { outcomes: 5 }, { outcomes: "012" }])
    expect(readEagernessMemory(nonsense)).toEqual(noExperience);
});
