import { describe, test } from "vitest";
import { check } from "./check";

describe("a text ends", () => {
  test("with the statement the caret is in", () => check("let a =█", " 1;\nlet b = 2;", "let a =├ 1;┤"));
  test("with the block the statement opens", () =>
    check("f() {\n  for█\n}", " (;;) {\n    a();\n  }\n  b();\n}", "f() {\n  for├ (;;) {\n    a();\n  }┤\n}"));
  test("with the block the caret is in", () =>
    check("f() {\n  █", "a();\n  b();\n}\nc();", "f() {\n  ├a();\n  b();\n}┤"));
  test("after the last branch", () =>
    check("if (a) {\n  █", "b();\n} else {\n  c();\n}\nd();", "if (a) {\n  ├b();\n} else {\n  c();\n}┤"));
  test("at a dedent in Python", () =>
    check("def f():\n    █\n", "return 1\n\ndef g():\n    pass", "def f():\n    ├return 1┤\n", {
      languageId: "python",
    }));
  test("with Ruby's end", () =>
    check("def f\n  █\n", "1\nend\n\nputs f", "def f\n  ├1\nend┤\n", { languageId: "ruby" }));
  test("after the opening brace on its own line", () =>
    check("void f()█", "\n{\n  a();\n}\nvoid g()", "void f()├\n{\n  a();\n}┤", { languageId: "c" }));
  test("not with the line in SQL", () =>
    check("SELECT a, █", "b\nFROM c;", "SELECT a, ├b\nFROM c;┤", { languageId: "sql" }));
  test("with a string over several lines", () =>
    check('a = """█\nb()', 'One.\nTwo.\n"""\nc = 1', 'a = """├One.\nTwo.\n"""┤\nb()', { languageId: "python" }));
});

describe("a comment", () => {
  test("is not turned into code", () => check("// █\n", "Adds.\nadd();", "// ├Adds.┤\n"));
  test("continues over comment lines", () => check("// █\n", "Adds\n// all.\nadd();", "// ├Adds\n// all.┤\n"));
  test("ends with its block", () => check("/** █\n", "Adds. */\nadd();", "/** ├Adds. */┤\n"));
  test("does not close its block twice", () => check("/* █ */\n", "Adds. */", "/* ├Adds.┤ */\n"));
  test("that is complete may be followed by code", () =>
    check("// Adds.█\n", "\nadd();", "// Adds.├\nadd();┤\n", { place: "lineComment" }));
});

describe("one line", () => {
  const lines = "one";
  test("is the rest of the caret's", () => check("a(█\n", "b);\nc();", "a(├b);┤\n", { lines }));
  test("is the next one after a complete line", () => check("a();█\n", "\nb();\nc();", "a();├\nb();┤\n", { lines }));
  test("is kept in the middle of a line", () => check("a(█ + b)", "c\n", "a(├c┤ + b)"));
});
