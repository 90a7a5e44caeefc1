import { describe, expect, test } from "vitest";
import { CharacterMemory } from "../../../../server/src/model/memory/characterMemory";
import { Twins } from "../../../../server/src/model/memory/twins";

const code = `${Array.from({ length: 20 }, (_, line) => `const value${line} = compute(${line});`).join("\n")}\n`;
const [untitled, saved] = ["untitled:Untitled-1", "file:///work/src/a.ts"];

/** Whether the second text counts as a copy or an earlier form of the first. */
function isTwin(
  own: string,
  other: string,
  uris: readonly [string, string] = [saved, "file:///work/src/b.ts"],
): boolean {
  const twins = new Twins();
  twins.set(uris[1], other);
  twins.set(uris[0], own);
  return twins.of(uris[0]).has(uris[1]);
}

describe("a twin is", () => {
  test("the same text", () => expect(isTwin(code, code)).toBe(true));
  test("the same text indented otherwise", () => expect(isTwin(code, code.replaceAll("const", "\tconst"))).toBe(true));
  test("an earlier form, of which a line was changed", () =>
    expect(isTwin(code, code.replace("compute(3)", "guess(4)"))).toBe(true));
  test("a short text of which the caret's line was another one", () =>
    expect(isTwin("def add(a, b):\n    return \n", "def add(a, b):\n    return 0\n")).toBe(true));
  test("a beginning from which the document has grown", () =>
    expect(isTwin(code + code.replaceAll("value", "other"), code)).toBe(true));
  test("another form of the same file, whatever has changed in it", () =>
    expect(isTwin(code, "nothing(alike);\n", [saved, 'git:/work/src/a.ts?{"ref":"HEAD"}'])).toBe(true));
});

describe("no twin is", () => {
  test("a text with the same beginning that continues differently", () =>
    expect(isTwin(code.slice(0, 300), code)).toBe(false));
  test("a text of the same form", () => expect(isTwin(code, code.replaceAll("value", "other"))).toBe(false));
  test("a short text that has one line in common", () =>
    expect(isTwin("const all = [1];\nreturn total;\n", "const total = sum(prices);\nreturn total;\n")).toBe(false));
  test("an empty text", () => expect(isTwin(code, "\n\n")).toBe(false));
  test("another cell of the same notebook", () =>
    expect(isTwin("a = 1\n", "b = 2\n", ["vscode-notebook-cell:/work/n.ipynb#one", "file:///work/n.ipynb"])).toBe(
      false,
    ));
});

test("a twin stays one while half of it is left, and no longer", () => {
  const lines = code.split("\n");
  const rewritten = (count: number): string =>
    lines.map((line, index) => (index < count ? `other(${index});` : line)).join("\n");
  const twins = new Twins();
  twins.set(untitled, code);
  twins.set(saved, code);
  twins.set(saved, rewritten(8));
  expect(twins.of(saved).has(untitled)).toBe(true);
  twins.set(saved, rewritten(14));
  expect(twins.of(saved).has(untitled)).toBe(false);
});

test("a twin says nothing of what was on the caret's line, and other documents still do", () => {
  const memory = new CharacterMemory({ maxChars: 100_000 });
  const self = { documentId: saved, beforeLine: code, afterLine: "" };
  const found = (): string[] =>
    memory.find(`${code}const total = `, { self, maxCount: 5, maxChars: 20 }).map(({ documentId }) => documentId);
  memory.set(saved, `${code}const total = \n`);
  memory.set(untitled, `${code}const total = old();\n`);
  expect(found()).not.toContain(untitled);
  memory.set("file:///work/src/b.ts", "const total = sum(prices);\nreturn total;\n");
  expect(found()).toContain("file:///work/src/b.ts");
  memory.delete(untitled);
  expect(memory.copiesOf(saved)).toEqual([]);
});
