// Own folder: none. Texts are read; no file is.
import { describe, expect, test } from "vitest";
import { bareCodeOf, depthOfChange } from "../../../server/src/code/bareCode";
import { allLanguages, languageOfPath } from "../../../server/src/code/languages";
import { lex } from "../../../server/src/code/lexer";
import { findLiterals } from "../../../server/src/code/literals";
import { realSources } from "../../support/commitTruth/sources";

/** The comments and strings of a text, as it has them; what is still open at the end comes last. */
function literals(languageId: string, text: string): string[] {
  const found: string[] = [];
  const open = findLiterals(languageId, text, ({ start }, end) => found.push(text.slice(start, end)));
  return open ? [...found, `${text.slice(open.start)}…`] : found;
}

describe("comments and strings are found", () => {
  test.each<[string, string, string[]]>([
    ["typescript", 'a = "b // c"; // d "e"\nf', ['"b // c"', '// d "e"']],
    ["typescript", "`a ${b /* c */ + `d`} e`", ["/* c */", "`d`", "`a ${b /* c */ + `d`} e`"]],
    ["typescript", "a = /[/\"]+/.test(b) / c; 'd'", ['/[/"]+/', "'d'"]],
    ["typescript", 'a = "open\nb // c\n', ["// c"]],
    ["typescript", 'a = "b \\\n c"; d', ['"b \\\n c"']],
    ["typescript", 'a = "b \\\r\n c"; d', ['"b \\\r\n c"']],
    ["typescript", "a /* b", ["/* b…"]],
    ["python", 'a = f"b {c["#"]} d"  # e\n', ['"#"', '"b {c["#"]} d"', "# e"]],
    ["rust", "/* a /* b */ c */ 'd' \"e\" 'f: &'a str", ["/* a /* b */ c */", '"e"']],
    ["php", '#[A("b")]\n# c\n', ['"b"', "# c"]],
    ["ruby", "=begin\na\n=end\nb =begin 'c'\n", ["=begin\na\n=end", "'c'"]],
    ["shellscript", "a ${#b} \\# c # d\n", ["# d"]],
    ["lua", "--[[ a\nb ]] c -- d\n", ["--[[ a\nb ]]", "-- d"]],
    ["html", '<a b="c <!-- d -->">don\'t</a><!-- e -->', ['"c <!-- d -->"', "<!-- e -->"]],
  ])("%s: %j", (languageId, text, expected) => expect(literals(languageId, text)).toEqual(expected));

  test("the same with either line end", () => {
    for (const { path, text } of realSources()) {
      const id = languageOfPath(path)?.id ?? "";
      const told = literals(id, text.replaceAll("\n", "\r\n")).map((each) => each.replaceAll("\r\n", "\n"));
      expect(told, path).toEqual(literals(id, text));
    }
  });
});

test("tokens leave no gap, whatever language a text is taken for", () => {
  for (const { path, text } of realSources())
    for (const { id } of allLanguages()) {
      let at = 0;
      lex(text, {
        languageId: id,
        visit({ start, end }) {
          if (start !== at) throw new Error(`${path} as ${id}: a gap at ${at}`);
          at = end;
          return false;
        },
      });
      expect(at).toBe(text.length);
    }
});

test("a text of brackets alone is read in a moment", () => {
  for (const { id } of allLanguages())
    for (const text of ["(".repeat(100_000), "<a>\n".repeat(25_000), "`${".repeat(30_000), "/*".repeat(50_000)]) {
      const startMs = performance.now();
      bareCodeOf(id, text).code();
      expect(performance.now() - startMs, `${id}: ${text.slice(0, 5)}`).toBeLessThan(5_000);
    }
});

describe("two versions differ in", () => {
  test.each<[string, string, string, string]>([
    ["blanks", "typescript", "f(a, b);\n", "f(\n  a,\n  b,\n);\n"],
    ["blanks", "python", "if a:\n  b\n", "if a:\n    b\n"],
    ["blanks", "typescript", "/** A\n * b. */\nf();", "/** A\n   * b. */\n  f();"],
    ["comments", "typescript", "f(); // a", "f(); // b"],
    ["comments", "python", 'def f():\n    """A."""\n    return 1\n', 'def f():\n    """B."""\n    return 1\n'],
    ["comments", "python", "def f():\n    return 1\n", 'def f():\n    """A."""\n    return 1\n'],
    ["comments", "shellscript", "a # b\n", "a\n"],
    ["content", "typescript", 'f(" # a");', 'f(" # b");'],
    ["content", "typescript", 'f("a  b");', 'f("a b");'],
    ["content", "typescript", "f(`a // b`);", "f(`a // c`);"],
    ["content", "typescript", "f(/a // b/);", "f(/a/);"],
    ["content", "python", "if a:\n    b\nc\n", "if a:\n    b\n    c\n"],
    ["content", "python", 'x = """A."""\n', 'x = """B."""\n'],
    ["content", "go", "a := `# x`\n", "a := `# y`\n"],
    ["content", "markdown", "# A\n", "# B\n"],
  ])("%s, %s: %j, %j", (depth, languageId, old, now) =>
    expect(depthOfChange(bareCodeOf(languageId, old), bareCodeOf(languageId, now))).toBe(depth),
  );
});
