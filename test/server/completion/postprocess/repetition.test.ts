import { describe, expect, test } from "vitest";
import { accepted, check } from "./check";

describe("going round in circles", () => {
  test("over lines is cut after the first", () => check("█", "a(1);\na(1);\na(1);\na(1);", "├a(1);┤"));
  test("over several lines is cut after the first round", () => check("█", "a(1);\nb();\n".repeat(4), "├a(1);\nb();┤"));
  test("with counting names is cut after the first", () =>
    check(
      "█",
      "b c d e f g h"
        .split(" ")
        .map((x) => `const ${x} = 1;`)
        .join("\n"),
      "├const b = 1;┤",
    ));
  test("over blocks is cut after the first", () =>
    check(
      "█",
      "B C D E"
        .split(" ")
        .map((x) => `f${x}() {\n  log("my f${x} called");\n}`)
        .join("\n\n"),
      '├fB() {\n  log("my fB called");\n}┤',
    ));
  test("in digits takes the line along", () => check("█", `a = 1;\nb = 1${"0".repeat(40)}`, "├a = 1;┤"));
  test("in the only line's digits is refused", () => check("a = █", `1${"0".repeat(40)}`, "dropped by repetition"));
  test("in a phrase keeps it once", () => check("f(█", "a, null, " + "false, ".repeat(9), "f(├a, null, false┤"));
  test("is not what a list does", () =>
    check(
      "█",
      'import a from "a";\nimport fs from "node:fs";\nimport { b } from "./b";',
      '├import a from "a";\nimport fs from "node:fs";\nimport { b } from "./b";┤',
    ));
  test("is not what a ruler does", () => check("// █", "-".repeat(70), `// ├${"-".repeat(70)}┤`));
  test("is not what a large number does", () => check("a = █", "1000000000000;", "a = ├1000000000000;┤"));
  for (const sign of [";", "↑", "=", ")", "[]", "-=", "。", "\\"])
    test(`in one sign is refused: ${sign}`, () =>
      expect(accepted("const s = █\n", sign.repeat(60))).toMatch(/^dropped by/));
  test("in one sign is cut behind what was said", () =>
    check("const s = █\n", `a${";".repeat(40)}`, "const s = ├a┤\n"));
  test("in signs that begin a comment in between is refused", () =>
    expect(accepted("func f(█\n", "**/".repeat(60), { languageId: "go" })).toMatch(/^dropped by/));
  test("is not what a ruler of slashes does", () => check("█", "/".repeat(70), `├${"/".repeat(70)}┤`));
  test("is not what a ruler in a literal does", () => check('log("█")', "=".repeat(60), `log("├${"=".repeat(60)}┤")`));
  test("over lines of one bracket is cut", () =>
    expect(accepted("f(█\n", `a\n${"}\n".repeat(40)}`).split("\n").length).toBeLessThan(5));
});
