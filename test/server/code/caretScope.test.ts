import { afterAll, describe, expect, test } from "vitest";
import type { CaretScope } from "../../../server/src/code/caretScope";
import { caretOf, openSyntax } from "../../support/openSyntax";

const { syntax, whenIdle } = openSyntax();
afterAll(() => syntax.dispose());

/** Opens a fixture, waits for its tree and uses the scope at its caret. */
async function scopeIn<T>(languageId: string, fixture: string, use: (scope: CaretScope | undefined) => T): Promise<T> {
  const { text, offset } = caretOf(fixture);
  syntax.open("file:///a", languageId, text);
  await whenIdle();
  const result = use(syntax.scopeAt("file:///a", offset, text));
  syntax.close("file:///a");
  return result;
}

describe("a name is declared in the caret's own scope only", () => {
  const code = "const one = 1;\nexport function two() {\n  const three = 3;\n  █\n}\nclass Four {\n  five() {}\n}\n";
  const names = ["one", "two", "three", "Four", "five"];
  const declared = (languageId: string, fixture: string): Promise<string[]> =>
    scopeIn(languageId, fixture, (scope) => names.filter((name) => scope?.declares(name) === true));

  test("in a function", async () => expect(await declared("typescript", code)).toEqual(["three"]));
  test("at the top", async () =>
    expect(await declared("typescript", `${code.replace("█", "")}\n█`)).toEqual(["one", "two", "Four"]));
  test("in a class", async () =>
    expect(await declared("typescript", code.replace("█", "").replace("five() {}\n", "five() {}\n  █\n"))).toEqual([
      "five",
    ]));
  test("while the line is being written", async () =>
    expect(await declared("typescript", code.replace("█", "const █"))).toEqual(["three"]));
  test("by the indentation of a blank line in Python", async () => {
    const python = "def one():\n    pass\n\nclass Four:\n    def five(self):\n        pass\n\n";
    expect(await declared("python", `${python}█`)).toEqual(["one", "Four"]);
    expect(await declared("python", `${python}    █`)).toEqual(["five"]);
  });
  test("and is found in the newest tree if the one of the request is gone", async () => {
    const { text, offset } = caretOf(code);
    syntax.open("file:///b", "typescript", text);
    await whenIdle();
    const scope = syntax.scopeAt("file:///b", offset, text);
    syntax.change("file:///b", [{ startOffset: 0, oldEndOffset: 5, newEndOffset: 5 }], text);
    await whenIdle();
    expect(names.filter((name) => scope?.declares(name) === true)).toEqual(["three"]);
    syntax.close("file:///b");
  });
  test("but not by an overload's head", async () =>
    expect(await declared("typescript", "function one(a: string): void;\n█\n")).toEqual([]));
});

describe("code has an object", () => {
  const cases: [string, string, boolean | undefined][] = [
    ["typescript", "class A {\n  load() {\n    █\n  }\n}\n", true],
    ["typescript", "class A {\n  load = () => {\n    █\n  };\n}\n", true],
    ["typescript", "const a = {\n  load() {\n    █\n  },\n};\n", true],
    ["javascript", "A.prototype.load = function () {\n  █\n};\n", true],
    ["javascript", "function A(x) {\n  this.x = x;\n  █\n}\n", true],
    ["typescript", "function load(x: number) {\n  █\n}\n", false],
    ["typescript", "const load = (x: number) => {\n  if (x) {\n    █\n  }\n};\n", false],
    ["typescript", "class A {}\n\n█\n", false],
    ["python", "class A:\n    def load(self):\n        █\n", true],
    ["python", "class A:\n    def load(self):\n        pass\n\n    █\n", true],
    ["python", "def load(x):\n    █\n", false],
    ["python", "class A:\n    def load(self):\n        pass\n\n█\n", false],
    ["rust", "impl A {\n    fn load(&self) {\n        █\n    }\n}\n", true],
    ["rust", "fn load() {\n    █\n}\n", false],
    ["php", "<?php\nclass A {\n  function load() {\n    █\n  }\n}\n", true],
    ["php", "<?php\nfunction load() {\n  █\n}\n", false],
  ];
  test.each(cases)("%s: %j: %s", async (languageId, fixture, expected) =>
    expect(await scopeIn(languageId, fixture, (scope) => scope?.hasSelf())).toBe(expected),
  );
});
