import { expect, test } from "vitest";
import { judge, parsePostprocessCases, type Verdict } from "../../../bench/quality/postprocessSet";

/** Judges a case in the file's form; what is left out is empty. */
function check(row: Readonly<Record<string, unknown>>, verdict: Verdict): void {
  const [testCase] = parsePostprocessCases([{ id: "1", language: "typescript", prefix: "", suffix: "", ...row }]);
  expect(judge(testCase).verdict).toBe(verdict);
}

test("a completion that needs no filter passes unchanged", () =>
  check({ prefix: "const sum = ", completion: "first + second;", expected: "first + second;" }, "passed"));

test("a completion that should have been dropped fails", () =>
  check({ prefix: "const sum = ", completion: "first + second;", expected: null }, "failed"));

test("an empty offer passes if it is right", () => check({ completion: "\n", expected: null }, "passed"));

test("an empty offer fails if a text is right", () => check({ completion: "\n", expected: "first;" }, "failed"));

test("the document after accepting counts, whichever way the closing bracket is taken", () => {
  const row = { prefix: "console.log(", suffix: ")", completion: '"Hello");' };
  check({ ...row, expected: '"Hello");', replaceSuffix: ")" }, "passed");
  check({ ...row, expected: '"Hello"', replaceSuffix: "" }, "failed");
});

test("chunks end at a stop sequence, also one that two chunks share", () =>
  check({ prefix: "// ", chunks: ["Says hello ST", "OP and more"], stop: ["STOP"], expected: "Says hello" }, "passed"));

test("of identical candidates one is left", () =>
  check({ prefix: "  ", completion: ["return true", "return true"], expected: "return true" }, "passed"));

test("different candidates fail if one is expected", () =>
  check({ prefix: "  ", completion: ["return true", "return false"], expected: "return true" }, "failed"));

test("blanks at a line's end are distinguished from a wrong answer", () =>
  check({ prefix: "const sum = ", completion: "first + second;", expected: "first + second;  " }, "blanksAside"));

test("a case without text is named", () =>
  expect(() => parsePostprocessCases([{ id: "broken", prefix: "" }])).toThrow("broken"));
