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
  test("line ends are the document's", () => check("f() {\r\n  █\r\n}", "a();\nb();", "f() {\r\n  ├a();┤\r\n}"));
  test("line ends are the document's over lines", () =>
    check("f() {█\r\n", "\n  a();\n}", "f() {├\r\n  a();\r\n}┤\r\n"));
});
