import { afterAll, describe, expect, test } from "vitest";
import { languageOf } from "../../../server/src/code/languages";
import { blockEndByIndent } from "../../../server/src/code/block";
import { caretOf, openSyntax } from "../../support/openSyntax";

const { syntax, viewAt } = openSyntax();
afterAll(() => syntax.dispose());

/** `▪` marks where the block ends. */
function markOf(fixture: string): { withCaret: string; end: number | undefined } {
  const end = fixture.indexOf("▪");
  const withCaret = fixture.replace("▪", "");
  return { withCaret, end: end < 0 ? undefined : end - (end > fixture.indexOf("█") ? 1 : 0) };
}

const cases: readonly [languageId: string, fixture: string, indent?: number][] = [
  ["typescript", "function f() {\n  █\n▪}\nfoo();\n", 0],
  ["typescript", "function f() {\n  if (a) {\n    foo(█);\n  ▪}\n}\n", 2],
  ["typescript", "class A {\n  f() {\n    return 1;\n  }\n  █\n▪}\n", 0],
  ["typescript", "foo(█);\n"],
  ["typescript", "const a = `${f({ b: 1,█ ▪})}`;", 0],
  ["python", "def f():\n    x = 1\n    █▪\n\ndef g():\n    pass\n", 0],
  ["python", "def f():\n    if x:\n        y█▪\n    return 1\n", 4],
  ["python", "def f():\n    if x:\n        y\n    █\n    return 1▪\n", 0],
  ["python", "x = █1\n"],
  ["ruby", "def f\n  x = █\n▪end\n", 0],
  ["go", "func f() {\n\tfor {\n\t\t█\n\t▪}\n}\n", 1],
  ["yaml", "a:\n  b: █▪\nc: d\n", 0],
];

describe("the end of the caret's block", () => {
  test.each(cases)("%s: %s", async (languageId, fixture, indent) => {
    const { withCaret, end } = markOf(fixture);
    const { blockEnd } = await viewAt(languageId, withCaret);
    expect(blockEnd).toEqual(end === undefined ? undefined : { offset: end, indent });
  });

  test("is found by indentation while nothing is parsed", () => {
    const { text, offset } = caretOf("function f() {\n  if (a) {\n    foo(█);\n  }\n}\n");
    expect(blockEndByIndent(languageOf("typescript"), text, offset)).toEqual({ offset: 39, indent: 2 });
  });

  test("is left open in code that is not indented", () => {
    const { text, offset } = caretOf("function f() {\nfoo(█);\n}\n");
    expect(blockEndByIndent(languageOf("typescript"), text, offset)).toBeUndefined();
  });
});

describe("the function or type around the caret", () => {
  test.each([
    ["typescript", "▸class A {\n  ▸f() {\n    foo(█);\n  }◂\n}◂\n", "function"],
    ["typescript", "▸class A {\n  f() {}\n  x = █1;\n}◂\n", "type"],
    ["python", "class A:\n    ▸def f(self):\n        return █1◂\n", "function"],
    ["go", "▸func f() {\n\tfoo(█)\n}◂\n", "function"],
    ["rust", "▸fn f() { foo(█); }◂\n", "function"],
    ["java", "class A { ▸void f() { foo(█); }◂ }\n", "function"],
    ["csharp", "class A { ▸void F() { Foo(█); }◂ }\n", "function"],
    ["ruby", "▸def f\n  foo(█)\nend◂\n", "function"],
    ["php", "<?php\n▸function f() { foo(█); }◂\n", "function"],
    ["c", "▸int f(void) { foo(█); }◂\n", "function"],
    ["cpp", "▸int f() { foo(█); }◂\n", "function"],
    ["shellscript", "▸f() {\n  foo █\n}◂\n", "function"],
  ])("%s: %s is a %s", async (languageId, fixture, kind) => {
    const plain = fixture.replace(/[▸◂]/g, "");
    const { enclosing, text } = await viewAt(languageId, plain);
    const inner = fixture.slice(fixture.lastIndexOf("▸", fixture.indexOf("█")) + 1, fixture.indexOf("◂"));
    expect(enclosing?.kind).toBe(kind);
    expect(text.slice(enclosing?.startOffset, enclosing?.endOffset)).toBe(inner.replace(/[█▸]/g, ""));
  });

  test("is absent at the top level", async () => {
    expect((await viewAt("typescript", "foo(█);")).enclosing).toBeUndefined();
  });
});
