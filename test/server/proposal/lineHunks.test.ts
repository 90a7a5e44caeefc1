import { expect, test } from "vitest";
import { lineHunks } from "../../../server/src/proposal/lineHunks";
import { mulberry32 } from "../../../server/src/base/mulberry32";

test("hunks are the changed stretches alone", () => {
  expect(lineHunks(["a", "b", "c"], ["a", "x", "c", "d"])).toEqual([
    { start: 1, end: 2, lines: ["x"] },
    { start: 3, end: 3, lines: ["d"] },
  ]);
  expect(lineHunks(["a", "b"], ["b"])).toEqual([{ start: 0, end: 1, lines: [] }]);
  expect(lineHunks(["a"], ["a"])).toEqual([]);
});

test("applied to the old text, they give the new one", () => {
  const random = mulberry32(5);
  const some = (): string[] => Array.from({ length: Math.floor(random() * 12) }, () => "abc"[Math.floor(random() * 3)]);
  for (let count = 0; count < 500; count++) {
    const [old, now] = [some(), some()];
    const result = [...old];
    for (const { start, end, lines } of lineHunks(old, now).reverse()) result.splice(start, end - start, ...lines);
    expect(result).toEqual(now);
  }
});
