import { describe, test } from "vitest";
import { check } from "./check";

describe("in the middle of a line", () => {
  test("the text ends where the rest begins", () =>
    check("log(█message);", "error, message);", "log(├error, ┤message);"));
  test("the text ends where it reaches the rest and continues otherwise", () =>
    check('log(█, "param1", )', '"Hi", "param1", param2);', 'log(├"Hi"┤, "param1", )'));
  test("a text that only says the rest is refused", () =>
    check("log(█message);", "message);", "dropped by restOfLine"));
  test("half a word doesn't count as a beginning", () => check("a = █d1;", "bad", "a = ├bad┤d1;"));
  test("a bracket of the text's own is not the rest's", () =>
    check("x = (█) + f(b)", "max(a)", "x = (├max(a)┤) + f(b)"));
  test("a string ends where the rest ends it", () =>
    check('log("x: █", x);', '{}", x);', 'log("x: ├{}┤", x);', { languageId: "rust" }));
  test("a comma in the middle of a text is not the one behind the caret", () =>
    check("f(max(█,\n  b,\n)", "a, b) * c", "f(max(├a, b) * c┤,\n  b,\n)"));
  test("a comment at the line's end is said once", () =>
    check("a[█] = 1; // set\n", "index] = 1; // set", "a[├index┤] = 1; // set\n"));
  test("half of a long closing quote is not left over", () =>
    check('x = """█"""\n', 'text""', 'x = """├text┤"""\n', { languageId: "python" }));
  test("prose does not say the closing mark twice", () =>
    check("Some **bold█**\n", " text**", "Some **bold├ text┤**\n", { languageId: "markdown" }));
});

describe("what is not worth a glance", () => {
  test("is a single mark", () => check("a = b█\n", ";", "dropped by lowValue"));
  test("is what the editor has closed already", () => check("f(a█)\n", ")", "dropped by restOfLine"));
  test("is not a single name", () => check("a = █\n", "b", "a = ├b┤\n"));
});
