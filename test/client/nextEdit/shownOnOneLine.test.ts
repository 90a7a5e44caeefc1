import { expect, test } from "vitest";
import { shownOnOneLine } from "../../../client/src/nextEdit/shownOnOneLine";

test("added lines are shown on one line, with a sign for each line's end, and long texts end in an ellipsis", () => {
  expect(shownOnOneLine("\n  close(file);")).toBe("⏎\u00a0close(file);");
  expect(shownOnOneLine("await ")).toBe("await");
  expect(shownOnOneLine(", ")).toBe(",");
  expect(shownOnOneLine("  ")).toBe("\u00a0\u00a0");
  expect(shownOnOneLine("x".repeat(200))).toBe(`${"x".repeat(79)}…`);
});
