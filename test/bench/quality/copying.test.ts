import { expect, test } from "vitest";
import { copyFromFile } from "../../../bench/quality/copying";

/** `█` is the caret; the expected text is copied there. */
function check(fixture: string, expected: string): void {
  const [prefix = "", suffix = ""] = fixture.split("█");
  expect(copyFromFile({ prefix, suffix })).toEqual({ text: expected, replaceSuffixLength: 0 });
}

test("copies what followed the same text, to the end of that line", () =>
  check("let a = open(path);\nlet b = open(█\n", "path);"));

test("the longest match wins over a nearer one", () => check("foo.open(one)\nbar.open(two)\nfoo.open(█", "one)"));

test("the nearest wins among equals", () => check("a\nopen(one)\nb\nopen(two)\nc\nopen(█", "two)"));

test("looks behind the caret too, and takes the nearest there", () => check("xopen(█\nopen(one)\nopen(two)\n", "one)"));

test("text before the caret wins over an equal behind it", () => check("\nopen(one)\nopen(█\nopen(two)\n", "one)"));

test("doesn't copy the line break or what follows it", () => check("a = 1\nb = 2\nc = 3\na = 1█", ""));

test("never abstains: one character is a match", () => check("abc\nxa█", "bc"));

test("has nothing to copy in an empty document", () => check("█", ""));
