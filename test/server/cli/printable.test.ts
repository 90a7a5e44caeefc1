// Own folder: none; a text is printed.
import { expect, test } from "vitest";
import { printable } from "../../../server/src/cli/printable";

test.each([
  ["a cleared screen", "a\u001b[2Jb", "a[2Jb"],
  ["a title, and a link", "\u001b]0;evil\u0007\u001b]8;;http://a\u001b\\x", "]0;evil]8;;http://a\\x"],
  ["controls of eight bits", "a\u009b2Jb", "a2Jb"],
  ["a line that is written over", "rm -rf\rls", "rm -rfls"],
  ["text that is turned around", "a\u202eb", "ab"],
])("%s does not reach the terminal", (_name, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test("tabs, lines and letters stay", () => {
  expect(printable("\tä\n日本 👋🏽\n")).toBe("\tä\n日本 👋🏽\n");
});
