import { describe, expect, test } from "vitest";
import type { CaretPlace } from "../../../server/src/code/caret";
import { createStopCondition, firstLineLength } from "../../../server/src/completion/stopConditions";

interface Circumstances {
  readonly languageId?: string;
  readonly place?: CaretPlace;
  readonly lines?: "one" | "block";
  readonly maxLines?: number;
  readonly blockEndIndent?: number;
}

/** Streams `text` into the fixture's █ in pieces of every size; what is kept must be the same, and is put between ├ and ┤ if it stopped. */
function check(fixture: string, text: string, expected: string, circumstances: Circumstances = {}): void {
  const [prefix = "", suffix = ""] = fixture.split("█");
  const params = { languageId: "typescript", place: "code", lines: "block", maxLines: 20, ...circumstances } as const;
  for (const size of [1, 3, 7, text.length]) {
    const judge = createStopCondition({ prefix, suffix, ...params });
    let kept: string | undefined;
    for (let end = size; kept === undefined && end < text.length + size; end += size) {
      const verdict = judge(text.slice(0, end));
      if (verdict.kind === "stop") kept = text.slice(0, verdict.length);
    }
    expect(kept === undefined ? "goes on" : `├${kept}┤`, `in pieces of ${size}`).toBe(expected);
  }
}

describe("a generation stops", () => {
  test("with the line where one was asked for", () => check("a = █\n", "b;\nc;\n", "├b;┤", { lines: "one" }));
  test("with the next line where the caret's is complete", () =>
    check("a();█\n", "\nb();\nc();\n", "├\nb();┤", { lines: "one" }));
  test("with the line where other text follows", () => check("a(█ + b)", "c\nd\n", "├c┤"));
  test("where the block ends, with its closing line", () =>
    check("f() {\n  █", "a();\n  b();\n}\nc();\n", "├a();\n  b();\n}┤"));
  test("at a dedent", () =>
    check("def f():\n    █", "a()\n    b()\n\nc()\n", "├a()\n    b()\n┤", { languageId: "python" }));
  test("at the enclosing block's end as the syntax knows it", () =>
    check("  █", "a();\n  b();\n", "├a();┤", { blockEndIndent: 2 }));
  test("when the text becomes the suffix", () =>
    check("f() {\n  █\n  return total;\n}\n", "const a = 1;\n  return total;\n", "├const a = 1;┤"));
  test("when lines repeat", () => check("█", "a(1);\n".repeat(9), "├a(1);┤"));
  test("with enough lines", () => check("f() {\n  █", "a();\n\n  b();\n  c();\n", "├a();\n\n  b();┤", { maxLines: 2 }));
  test("where the comment ends", () =>
    check("// █\n", "Adds\n// all.\nadd();\n", "├Adds\n// all.┤", { place: "lineComment" }));
  test("with the paragraph in prose", () =>
    check("We wait█\n", " for all\nand go on\n\nThen rest.\n", "├ for all\nand go on┤", { place: "text" }));
  test("with the list item", () => check("- One█\n", " of all\n- Two\n", "├ of all┤", { place: "text" }));
  test("with the sentence in prose", () =>
    check("█\n", "It works, e.g. here. Then we", "├It works, e.g. here.┤", { place: "text", lines: "one" }));
});

describe("a generation continues", () => {
  test("after the statement, for the state after acceptance", () =>
    check("f() {\n  a = █\n}\n", "1;\n  b = 2;\n  c = 3;\n", "goes on"));
  test("through an else", () => check("if (a) {\n  █", "b();\n} else {\n  c();\n", "goes on"));
  test("in a deeper block that ends as the suffix begins", () =>
    check("f() {\n  █\n  return false;\n}\n", "if (a) {\n    return false;\n  }\n", "goes on"));
  test("while a line is not sure", () => check("a = █\n", "bcd", "goes on", { lines: "one" }));
});

describe("a phrase without end", () => {
  test("stops the generation before the line ends", () => {
    const judge = createStopCondition({
      prefix: "f(",
      suffix: "",
      languageId: "typescript",
      place: "code",
      lines: "block",
      maxLines: 5,
    });
    const text = `a, ${"false, ".repeat(60)}`;
    let stoppedAt = 0;
    for (let end = 1; stoppedAt === 0 && end <= text.length; end++)
      if (judge(text.slice(0, end)).kind === "stop") stoppedAt = end;
    expect(stoppedAt).toBeGreaterThan(0);
    expect(stoppedAt).toBeLessThan(120);
  });
});

describe("the first line", () => {
  test("is sure once a line end follows", () => expect(firstLineLength("a();\nb")).toBe(4));
  test("is not sure before", () => expect(firstLineLength("a();")).toBeUndefined());
  test("is not a blank one", () => expect(firstLineLength("\n  ")).toBeUndefined());
  test("includes the line end it begins with", () => expect(firstLineLength("\n  a();\nb")).toBe(7));
});
