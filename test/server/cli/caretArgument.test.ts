// Own folder: none; an argument is read.
import { describe, expect, test } from "vitest";
import { offsetOfCaret, parseCaret } from "../../../server/src/cli/caretArgument";
import { caretOf } from "../../support/openSyntax";

describe("FILE:LINE:COLUMN", () => {
  test.each([
    ["a.ts:1:2", { file: "a.ts", line: 1, column: 2 }],
    ["C:\\a.ts:10:20", { file: "C:\\a.ts", line: 10, column: 20 }],
    ["a:1:2:3:4", { file: "a:1:2", line: 3, column: 4 }],
    ["a b.ts:1:1", { file: "a b.ts", line: 1, column: 1 }],
  ])("%s is read", (argument, expected) => expect(parseCaret(argument)).toEqual(expected));

  test.each(["a.ts", "a.ts:1", ":1:1", "a.ts:0:1", "a.ts:1:0", "a.ts:-1:1", "a.ts:1:1x", "a.ts:1.5:1", ""])(
    "%s is refused as wrong use",
    (argument) => expect(() => parseCaret(argument)).toThrow(expect.objectContaining({ exitCode: 2 })),
  );
});

describe("a caret in a text", () => {
  test.each([
    ["█", 1, 1],
    ["█a", 1, 1],
    ["ab█", 1, 3],
    ["ab█\ncd", 1, 3],
    ["ab\n█cd", 2, 1],
    ["ab\r\ncd█\r\n", 2, 3],
    ["ab\rcd█", 2, 3],
    ["ab\n█", 2, 1],
    ["x😀█", 1, 4],
    ["\t日本█語", 1, 4],
  ])("%j is line %i, column %i", (fixture, line, column) => {
    const { text, offset } = caretOf(fixture);
    expect(offsetOfCaret(text, { file: "a", line, column })).toBe(offset);
  });

  test.each([
    ["a\nb", 3, 1, "a has 2 lines; there is no line 3."],
    ["a", 2, 1, "a has 1 line; there is no line 2."],
    ["ab\ncd", 1, 4, "Line 1 of a ends at column 3; there is no column 4."],
    ["ab\r\ncd", 1, 4, "Line 1 of a ends at column 3; there is no column 4."],
    ["😀", 1, 2, "Column 2 of line 1 of a is inside a character; columns count UTF-16 units."],
  ])("%j has no line %i, column %i", (text, line, column, message) =>
    expect(() => offsetOfCaret(text, { file: "a", line, column })).toThrow(
      expect.objectContaining({ exitCode: 2, message }),
    ),
  );
});
