import { describe, test } from "vitest";
import { check } from "./check";

describe("blanks", () => {
  test("are not doubled at the caret", () => check("const x = █", "\t1337", "const x = ├1337┤"));
  test("typed as indentation count", () => check("if (a) {\n    █\n}", "    b();", "if (a) {\n    ├b();┤\n}"));
  test("that are missing are filled in", () =>
    check("f() {\n    a();\n  █\n}", "    b();", "f() {\n    a();\n  ├  b();┤\n}"));
  test("at line ends are removed", () => check("█", "a(); \n\t\nb();  ", "├a();\n\nb();┤"));
  test("that separate the rest of the line stay", () => check("sum(█b)", "a, ", "sum(├a, ┤b)"));
  test("that the rest of the line has are not doubled", () => check("sum(█ b)", "a, ", "sum(├a,┤ b)"));
  test("alone are refused", () => check("a();\n█\n", "  \n\n", "dropped by lowValue"));
  test("become the document's tabs", () =>
    check(
      "class A {\n\tb() {\n\t\tc();\n\t}\n\t█\n}",
      "d() {\n    e();\n  }",
      "class A {\n\tb() {\n\t\tc();\n\t}\n\t├d() {\n\t\te();\n\t}┤\n}",
    ));
  test("become the document's spaces", () =>
    check("if (a) {\n  b();\n}\n█\n", "if (c) {\n\td();\n}", "if (a) {\n  b();\n}\n├if (c) {\n  d();\n}┤\n"));
  test("follow the editor's indentation", () =>
    check("f() {\n█\n}", "  a();", "f() {\n├    a();┤\n}", { indentation: "    " }));
  test("of a reply with Windows line ends are as any other's: the document's own are put back when it is inserted", () =>
    check("f() {█\n", "\r\n  a();\r\n}", "f() {├\n  a();\n}┤\n"));
});

describe("indentation that is part of the language", () => {
  const makefile = { languageId: "makefile" };
  const yaml = { languageId: "yaml" };
  const python = { languageId: "python" };
  test("is a tab before a Makefile's command", () =>
    check("all:\n█\n", "    go build", "all:\n├\tgo build┤\n", makefile));
  test("is a tab before each of them", () =>
    check("all:\n\tgo vet\n█\n", "  go build\n  go test", "all:\n\tgo vet\n├\tgo build\n\tgo test┤\n", makefile));
  test("is a tab where the model wrote none", () => check("all:\n█\n", "go build", "all:\n├\tgo build┤\n", makefile));
  test("is not a tab before a setting", () => check("A = 1\n█\n", "  B = 2", "A = 1\n├  B = 2┤\n", makefile));
  test("is not a tab before the next target", () =>
    check("all:\n\tgo build\n█\n", "test: all\n    go test", "all:\n\tgo build\n├test: all\n\tgo test┤\n", makefile));
  test("is never a tab in YAML", () =>
    check("a:\n  b:\n    █\n", "c: 1\n    d:\n\t- x", "a:\n  b:\n    ├c: 1\n    d:\n      - x┤\n", yaml));
  test("is never a tab in YAML that has no step yet", () => check("█\n", "a:\n\tb: 1", "├a:\n  b: 1┤\n", yaml));
  test("is one level below a colon in Python", () =>
    check(
      "def f():\n    █\n",
      "for x in y:\n            go(x)\n            run(x)\n    return 1",
      "def f():\n    ├for x in y:\n        go(x)\n        run(x)\n    return 1┤\n",
      python,
    ));
  test("isn't a level if Python has no colon", () =>
    check("def f():\n    █\n", "a = 1\n        b = 2", "def f():\n    ├a = 1\n    b = 2┤\n", python));
  test("is free within Python's brackets", () =>
    check(
      "def f():\n    █\n",
      "a = g(\n            b,\n    )\n    return a",
      "def f():\n    ├a = g(\n            b,\n    )\n    return a┤\n",
      python,
    ));
});
