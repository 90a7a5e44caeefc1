import { describe, expect, test } from "vitest";
import { LexemeIndex, type Alike } from "../../../../server/src/model/memory/lexemeIndex";

/** Looks for places like the one at `█`; the caret's line is left out. */
function alikeAt(fixture: string): Alike {
  const [history, suffix] = fixture.split("█");
  const end = history.length + Math.max(0, suffix.indexOf("\n"));
  return new LexemeIndex(history + suffix).find(history, { start: history.lastIndexOf("\n") + 1, end });
}

/** Expects the first words of what followed in the context of the given kind. */
function check(fixture: string, kind: number, expected: readonly string[]): void {
  const texts = alikeAt(fixture).byContext[kind].map((text) => /^\s*[\w.]+/.exec(text)?.[0] ?? text);
  expect(texts).toEqual(expected);
}

describe("similar contexts", () => {
  test("blanks make no difference", () => check("f( a, one)\ng(b, a,two)\nh(  a,█", 2, [" one"]));

  test("the last word, nearest before the caret first, then after it", () =>
    check("x.one\nx.two\nx.█\nx.six", 1, ["two", "one", "six"]));

  test("a word that is only begun", () => check("new Foo\nnew Fan\nnew Bar\nnew F█", 0, ["an", "oo"]));

  test("the same line under a line that begins alike", () =>
    check("case 1:\n  return one\ndefault:\n  return two\ncase 2:\n  return█", 5, [" one"]));
});

describe("renamed places", () => {
  test("the name that stands for another is put in its place", () => {
    const [best] = alikeAt("const a = read(one);\nuse(a, one);\nconst b = read(two);\nuse(b, █").renamed;
    expect(best.text.startsWith("two);")).toBe(true);
    expect(best.isRenamed).toBe(true);
  });

  test("words of the language do not stand for each other", () =>
    expect(alikeAt("if (a) return one;\nwhile (b) await █").renamed.filter((place) => place.isRenamed)).toEqual([]));

  test("a text without any such place has none", () => expect(alikeAt("one two\n█").renamed).toEqual([]));
});

test("an empty text has no places", () =>
  expect(alikeAt("█")).toEqual({ byContext: [[], [], [], [], [], [], []], renamed: [] }));

test("long runs of blanks of any kind take no more time than other text", () => {
  const blanks = "\u00a0".repeat(50_000) + " ".repeat(50_000);
  const start = performance.now();
  new LexemeIndex(`one${blanks}\ntwo`).find(`x${blanks.slice(-300)}`, { start: 0, end: 0 });
  expect(performance.now() - start).toBeLessThan(2000); // quadratic time is minutes
});
