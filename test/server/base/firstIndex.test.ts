import { expect, test } from "vitest";
import { firstIndex } from "../../../server/src/base/firstIndex";

test("finds the first of sorted numbers that is large enough, from every place, without looking at all", () => {
  const numbers = [1, 3, 3, 3, 8, 21, 34, 55];
  for (let least = 0; least <= 56; least++) {
    const expected = numbers.findIndex((number) => number >= least);
    const asked = new Set<number>();
    const found = firstIndex(0, numbers.length, (index) => {
      asked.add(index);
      return numbers[index] >= least;
    });
    expect(found).toBe(expected < 0 ? numbers.length : expected);
    expect(asked.size).toBeLessThanOrEqual(4);
  }
  expect(firstIndex(3, 5, () => true)).toBe(3);
  expect(firstIndex(3, 5, () => false)).toBe(5);
  expect(firstIndex(5, 5, () => true)).toBe(5);
});
