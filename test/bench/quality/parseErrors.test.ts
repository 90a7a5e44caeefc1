import { expect, test } from "vitest";
import { countParseErrors } from "../../../bench/quality/parseErrors";
import { endsOpen } from "../../../server/src/evaluate/score";

test("a doubled brace is a syntax error in TypeScript, and the correct line isn't", () =>
  expect(
    countParseErrors([
      { languageId: "typescript", path: "a.ts", text: "if (a > b) { {\n}" },
      { languageId: "typescript", path: "a.ts", text: "if (a > b) {\n}" },
    ]),
  ).toEqual([1, 0]));

test("JSX isn't an error in a .tsx or a .js file", () =>
  expect(
    countParseErrors([
      { languageId: "typescriptreact", path: "a.tsx", text: "const a = <p>{b}</p>;" },
      { languageId: "javascript", path: "a.js", text: "const a = <p>{b}</p>;" },
    ]),
  ).toEqual([0, 0]));

test("Python's own parser judges Python, in order with other languages", () =>
  expect(
    countParseErrors([
      { languageId: "python", path: "a.py", text: "def f():\n    return 1\n" },
      { languageId: "go", path: "a.go", text: "func f() {" },
      { languageId: "python", path: "b.py", text: "def f(:\n" },
    ]),
  ).toEqual([0, undefined, 1]));

test("an offer that ends in an opener, a comma or an operator leaves the line open on purpose", () => {
  for (const text of ["if (a) {", "call(a,", "a +", "x =", "return", "a and"]) expect(endsOpen(text)).toBe(true);
  for (const text of ["call(a);", "}", "a + b", "pass"]) expect(endsOpen(text)).toBe(false);
});
