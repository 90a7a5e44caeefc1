import { expect, test } from "vitest";
import { execute, type Outcome } from "../../../bench/quality/execute";
import type { Run } from "../../../bench/quality/cases";

const python: Run = { language: "python", test: "assert add(1, 2) == 3" };
const javascript: Run = { language: "javascript", test: "console.assert(add(1, 2) === 3)" };

async function check(program: string, run: Run, expected: Outcome, timeoutMs = 5000): Promise<void> {
  expect(await execute(program, run, timeoutMs)).toBe(expected);
}

test("a right Python program passes", () => check("def add(a, b):\n    return a + b", python, "passed"));
test("a wrong Python program fails", () => check("def add(a, b):\n    return a - b", python, "failed"));
test("a Python program that doesn't parse fails", () => check("def add(a, b:", python, "failed"));
test("a Python program that leaves early fails", () => check("import sys\nsys.exit(0)", python, "failed"));
test("an endless Python loop is cut", () => check("while True: pass", python, "timedOut", 500));
test("a Python program that eats memory fails", () =>
  check("x = 'a' * (1 << 31)\ndef add(a, b):\n    return a + b", python, "failed"));

test("a right JavaScript program passes", () => check("const add = (a, b) => a + b;", javascript, "passed"));
test("a wrong JavaScript program fails though console.assert only prints", () =>
  check("const add = (a, b) => a - b;", javascript, "failed"));
test("an endless JavaScript loop is cut", () => check("for (;;) {}", javascript, "timedOut", 500));
test("a JavaScript program cannot start another", () =>
  check('require("child_process").execSync("true"); const add = (a, b) => a + b;', javascript, "failed"));
test("a JavaScript program cannot write files", () =>
  check('require("fs").writeFileSync("a", "b"); const add = (a, b) => a + b;', javascript, "failed"));
