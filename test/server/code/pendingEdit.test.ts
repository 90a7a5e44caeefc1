import { expect, test } from "vitest";
import { joinEdits, type TextEdit } from "../../../server/src/base/textEdit";
import { pointAt } from "../../../server/src/code/pendingEdit";

/** Edits a text by `[start, end, inserted]` in turn; the joined edit must cover all, and nothing outside it may differ. */
function check(
  before: string,
  changes: readonly [start: number, end: number, inserted: string][],
  expected: TextEdit,
): void {
  let joined: TextEdit | undefined;
  let after = before;
  for (const [start, end, inserted] of changes) {
    after = after.slice(0, start) + inserted + after.slice(end);
    joined = joinEdits(joined, { startOffset: start, oldEndOffset: end, newEndOffset: start + inserted.length });
  }
  expect(joined).toEqual(expected);
  expect(after.slice(0, expected.startOffset)).toBe(before.slice(0, expected.startOffset));
  expect(after.slice(expected.newEndOffset)).toBe(before.slice(expected.oldEndOffset));
}

test("keys one after the other join into one insertion", () =>
  check(
    "ab",
    [
      [1, 1, "x"],
      [2, 2, "y"],
    ],
    { startOffset: 1, oldEndOffset: 1, newEndOffset: 3 },
  ));

test("a later edit above widens to the left", () =>
  check(
    "abcdef",
    [
      [4, 5, "XY"],
      [1, 2, ""],
    ],
    { startOffset: 1, oldEndOffset: 5, newEndOffset: 5 },
  ));

test("a later edit below widens to the right", () =>
  check(
    "abcdef",
    [
      [1, 2, "XYZ"],
      [6, 7, ""],
    ],
    { startOffset: 1, oldEndOffset: 5, newEndOffset: 6 },
  ));

test("deleting over an earlier insertion takes it away", () =>
  check(
    "abcdef",
    [
      [2, 2, "XYZ"],
      [1, 6, ""],
    ],
    { startOffset: 1, oldEndOffset: 3, newEndOffset: 1 },
  ));

test("a place is counted in lines and UTF-16 units", () => {
  expect(pointAt("a\n😀b\nc", 5)).toEqual({ row: 1, column: 3 });
  expect(pointAt("a\nb", 0)).toEqual({ row: 0, column: 0 });
  expect(pointAt("a\r\nb", 3)).toEqual({ row: 1, column: 0 });
});
