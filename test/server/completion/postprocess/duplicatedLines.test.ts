import { describe, test } from "vitest";
import { check } from "./check";

describe("lines that follow the caret already", () => {
  test("are not offered again", () =>
    check("function f() {\n  █\n  return total;\n}", "return total;", "dropped by duplicatedLines"));
  test("are recognised in another indentation and with other quotes", () =>
    check("f();\n█\n  print('hello')\n", 'print("hello");', "dropped by duplicatedLines"));
  test("end a text that runs into them", () =>
    check(
      "f() {\n  █\n  return total;\n}",
      "const total = 1;\n  return total;\n}",
      "f() {\n  ├const total = 1;┤\n  return total;\n}",
    ));
  test("end a text at the closing line in the same column", () =>
    check("class A {\n  f(█\n  }\n}\n", "a) {\n    b();\n  }", "class A {\n  f(├a) {\n    b();┤\n  }\n}\n"));
  test("do not stop a closing line in another column", () =>
    check("a {\n  b {\n    █\n}\n", "c();\n  }", "a {\n  b {\n    ├c();\n  }┤\n}\n"));
  test("are recognised when the text breaks off in the middle of them", () =>
    check(
      "a(\n█\n  ): Promise<A[]> {\n  const b = 1;\n",
      "  ): Promise<A[]> {\n  const ",
      "dropped by duplicatedLines",
    ));
  test("do not include lines that only resemble them", () =>
    check('█\nit("case 3", f);\n', 'it("case 2", f);', '├it("case 2", f);┤\nit("case 3", f);\n'));
  test("may be said in a deeper block", () =>
    check(
      "f() {\n  █\n  return false;\n}\n",
      "if (!a) {\n    return false;\n  }",
      "f() {\n  ├if (!a) {\n    return false;\n  }┤\n  return false;\n}\n",
    ));
  test("count behind a mark at the caret too", () =>
    check("  █;\n  return stop();\n", "return stop();", "dropped by duplicatedLines"));
  test("include the end of a docstring", () =>
    check(
      'def f():\n    """Sums.\n\n    █\n    """\n',
      'All of it.\n    """\n    return 1',
      'def f():\n    """Sums.\n\n    ├All of it.┤\n    """\n',
      { languageId: "python" },
    ));
});
