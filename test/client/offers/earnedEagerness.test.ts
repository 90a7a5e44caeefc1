import { expect, test } from "vitest";
import {
  learn,
  noExperience,
  readEagernessMemory,
  type EagernessMemory,
} from "../../../client/src/offers/earnedEagerness";

/** `outcomes`: `1` taken, `0` left, oldest first. */
function after(outcomes: string, from: EagernessMemory = noExperience): EagernessMemory {
  return Array.from(outcomes).reduce((memory, outcome) => learn(memory, outcome === "1"), from);
}

test("a new user's automatic offers are quiet, even after a first stroke of luck", () => {
  expect(noExperience.earned).toBe("quiet");
  expect(after("11111").earned).toBe("quiet");
});

test("offers become balanced once one in six is taken", () => {
  expect(after("000001".repeat(4)).earned).toBe("balanced");
  expect(after("0000000001".repeat(4)).earned).toBe("quiet");
});

test("offers that are hardly ever taken become quiet again", () => {
  const balanced = after("1".repeat(20));
  expect(balanced.earned).toBe("balanced");
  expect(after("0".repeat(45), balanced).earned).toBe("balanced");
  expect(after("0".repeat(60), balanced).earned).toBe("quiet");
});

test("only the last sixty offers are remembered", () => expect(after("1".repeat(200)).outcomes).toHaveLength(60));

test("what was stored is read back, and nonsense counts as no experience", () => {
  const memory = after("000001".repeat(4));
  expect(readEagernessMemory(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
  for (const nonsense of [undefined, null, 3, "x", {}, { outcomes: 5 }, { outcomes: "012" }])
    expect(readEagernessMemory(nonsense)).toEqual(noExperience);
});
