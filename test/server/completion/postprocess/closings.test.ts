import { describe, test } from "vitest";
import { check } from "./check";

describe("the editor's own closing brackets", () => {
  test("are taken into the range when the text says them", () => check("call(█)", "a, b);", "call(├a, b);┤"));
  test("stay when the text does not say them", () => check("call(█)", '"Hello"', 'call(├"Hello"┤)'));
  test("include the quote", () => check('map.set("█")', 'key", value);', 'map.set(├key", value);┤'.replace("├", '"├')));
  test("stay when only brackets of the text's own close", () => check("a[█]", "b[0]", "a[├b[0]┤]"));
  test("stay for a bracket that the text opens", () => check("f(█)", "a).then(b", "f(├a).then(b┤)"));
  test("are taken over lines", () => check("function f() {█}", "\n  return 1;\n}", "function f() {├\n  return 1;\n}┤"));
  test("are taken before a block", () => check("if (█)", "a > b) {\n  c();\n}", "if (├a > b) {\n  c();\n}┤"));
  test("are taken together", () => check("f(g([█]))", "1, 2])", "f(g([├1, 2])┤)"));
  test("include a template's hole", () => check("`a ${█}`", "b} c", "`a ${├b} c┤`"));
  test("include a tag's", () => check("<p></█>", "p>", "<p></├p>┤", { languageId: "html" }));
  test("leave a type argument's alone", () => check("new Map<█>()", "string, Set<T>", "new Map<├string, Set<T>┤>()"));
  test("stay where more is open on the line than they close", () =>
    check("f(a) {\n  return max(min(█);\n}", "n, b), c", "f(a) {\n  return max(min(├n, b), c┤);\n}"));
  test("are taken where that is closed further down", () =>
    check("it(a, () => { f(█)\n});", "b)", "it(a, () => { f(├b)┤\n});"));
  test("are taken after a template with markup", () =>
    check("const a = `█`", "<p>${b}</p>`;", "const a = `├<p>${b}</p>`;┤"));
  test("are taken in threes", () =>
    check("let m = [[[█]]]", "1, 2], [3]], [[4], [5]]];", "let m = [[[├1, 2], [3]], [[4], [5]]];┤"));
  test("include the mark behind them", () => check("call(█);", "a);", "call(├a);┤"));
  test("are seen inside a Python format string", () =>
    check('print(f"{len(█)}")', "items)", 'print(f"{len(├items)┤}")', { languageId: "python" }));
});

describe("closing brackets that close nothing", () => {
  test("are cut", () => check("const a = [1];\nconst b = █\n", "2);", "const a = [1];\nconst b = ├2┤\n"));
  test("end a text that closes what the document closes", () =>
    check("if (a) {\n  █\n};\n", "b();\n}\n}", "if (a) {\n  ├b();┤\n};\n"));
  test("are refused when they are all there is", () =>
    check("if (a) {\n  b();\n  █\n};\n", "}", "dropped by restOfLine"));
  test("are kept where the document lacks them", () =>
    check("if (a) {\n  if (b) {\n    █\n}\n", "c();\n  }", "if (a) {\n  if (b) {\n    ├c();\n  }┤\n}\n"));
  test("are not looked for in strings", () => check('say("█")', "done :)", 'say("├done :)┤")'));
  test("are not looked for in comments", () => check("// █\n", "see (1) and 2)", "// ├see (1) and 2)┤\n"));
  test("are distinguished from those of a block below on the same line", () =>
    check("(function (a, █\n  b();\n})(c);\n", "d) {", "(function (a, ├d) {┤\n  b();\n})(c);\n"));
});
