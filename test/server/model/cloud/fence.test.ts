import { expect, test } from "vitest";
import { FenceCutter } from "../../../../server/src/model/cloud/fence";

/** Feeds `answer` whole and character by character. */
function check(answer: string, expected: string): void {
  for (const pieces of [[answer], Array.from(answer)]) {
    const cutter = new FenceCutter();
    const text = pieces.map((piece) => cutter.add(piece)).join("");
    expect(text + cutter.end()).toBe(expected);
  }
}

test("takes off a fence with a language", () => check("```ts\nfoo();\nbar();\n```", "foo();\nbar();"));
test("takes off a fence without a language", () => check("```\nfoo\n```\nThis calls foo.", "foo"));
test("takes off a fence after a blank line", () => check("\n```python\nx = 1\n```", "x = 1"));
test("takes off a fence that is never closed", () => check("```js\nfoo()", "foo()"));
test("leaves an answer without a fence alone", () => check(" = 1;\n\nnext", " = 1;\n\nnext"));
test("leaves a template string alone", () => check("`a` + b", "`a` + b"));
test("leaves backticks inside of code alone", () => check("a = `x`\nb", "a = `x`\nb"));
test("leaves an answer of blanks alone", () => check("  ", "  "));
test("says nothing for an empty fence", () => check("```\n```", ""));
test("passes text at once when it cannot be a fence", () => {
  const cutter = new FenceCutter();
  expect(cutter.add("fo")).toBe("fo");
  expect(cutter.add("o(")).toBe("o(");
});
