import { describe, expect, test } from "vitest";
import { keyGaps } from "../../bench/typist/keyGaps";
import { TypistEditor } from "../../bench/typist/typistEditor";

/** Types the text between ├ and ┤, applies every edit to a separate document, and returns the edits. */
function typed(fixture: string, unit = "  "): { text: string; edits: string[] } {
  const [, before = "", toType = "", after = ""] = /^([^├]*)├([^┤]*)┤([^]*)$/.exec(fixture) ?? [];
  const editor = new TypistEditor({ before, toType, after }, unit);
  let text = before + after;
  const edits: string[] = [];
  for (let edit = editor.press(); edit !== undefined && edits.length < 5_000; edit = editor.press()) {
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
    expect(text).toBe(editor.before + editor.after);
    edits.push(edit.text);
  }
  return { text, edits };
}

function check(fixture: string, expectedEdits: string[]): void {
  const { text, edits } = typed(fixture);
  expect(edits).toEqual(expectedEdits);
  expect(text).toBe(fixture.replace(/[├┤]/g, ""));
}

describe("the typist's editor", () => {
  test("closes brackets and types over them", () => check("f├(a)┤\n", ["()", "a", ")"]));
  test("makes room for a closing line", () => check("├{\n  a\n}\nb┤\n", ["{}", "\n  \n", "a", "}", "\n", "b"]));
  test("keeps the indentation", () => check("  a├\n  b┤\n", ["\n  ", "b"]));
  test("indents after a colon", () => check("if a:├\n  b┤\n", ["\n  ", "b"]));
  test("removes the blanks of an empty line", () => check("  a├\n\n  b┤\n", ["\n  ", "\n  ", "b"]));
  test("does not close a quote after a word", () => check("don├'t┤\n", ["'", "t"]));

  test("gives the text itself in the end", () => {
    const text = [
      "export class A {",
      '  readonly #b: Record<string, string> = { "(": ")" };',
      "",
      "  /** Doesn't say more than `c` (or less). */",
      "  d(e: string[]): string {",
      "    if (e.length > 1) {",
      '      return e.map((f) => `${f}!`).join(", ");',
      "    } else {",
      "      return [",
      "        1,",
      "        {",
      "          g: /x(y)/.test('z'),",
      "        },",
      "      ]",
      "        .join()",
      "        .trim();",
      "    }",
      "  }",
      "}",
    ].join("\n");
    expect(typed(`├${text}┤\n`).text).toBe(`${text}\n`);
  });
});

test("gaps between keys are the same for a seed, with a median near 150 ms", () => {
  const [next, again] = [keyGaps(7), keyGaps(7)];
  const gaps = Array.from({ length: 2_000 }, next);
  expect(gaps.slice(0, 20)).toEqual(Array.from({ length: 20 }, again));
  const sorted = gaps.toSorted((a, b) => a - b);
  expect(sorted[1_000]).toBeGreaterThan(120);
  expect(sorted[1_000]).toBeLessThan(160);
  expect(sorted[1_980]).toBeGreaterThan(700);
});
