import { expect, test } from "vitest";
import { commonLength } from "../../../server/src/base/commonLength";
import { editSimilarity, score } from "../../../bench/quality/metrics";
import type { QualityCase } from "../../../bench/quality/cases";

const line: QualityCase = {
  id: "1",
  repository: "a/b",
  path: "src/a.py",
  languageId: "python",
  prefix: "x = ",
  suffix: "\n",
  truth: "foo(bar)",
  kind: "code",
  hole: "line",
};

function check(offered: string, expected: Partial<ReturnType<typeof score>>, testCase = line): void {
  expect(score(testCase, { text: offered, replaceSuffixLength: 0, latencyMs: 0 })).toMatchObject(expected);
}

test("a right line is exact and saves all of it", () =>
  check("foo(bar)", { isExact: true, similarity: 1, savedCharCount: 8, truthCharCount: 8, isWrongAtOnce: false }));

test("what follows the first line doesn't count", () => check("foo(bar)\nmore", { isExact: true, savedCharCount: 8 }));

test("blanks at the ends don't make a line wrong", () => check("foo(bar)  ", { isExact: true, similarity: 1 }));

test("a line that becomes wrong saves the text before that", () =>
  check("foo(baz)", { isExact: false, similarity: 14 / 16, savedCharCount: 6, isWrongAtOnce: false }));

test("a line that is wrong at its first character saves nothing", () =>
  check("bar", { isExact: false, savedCharCount: 0, isWrongAtOnce: true }));

test("nothing offered is neither right nor wrong", () =>
  check("", { isExact: false, similarity: 0, savedCharCount: 0, isOffered: false, isWrongAtOnce: false }));

test("in a span every line counts", () =>
  check("a\nc", { isExact: false, savedCharCount: 2, truthCharCount: 3 }, { ...line, hole: "span", truth: "a\nb" }));

// Figures of Python 3.11: difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()
test.each([
  ["", "", 1],
  ["a", "", 0],
  ["abcd", "bcde", 0.75],
  ["private Thread currentThread;", "private volatile Thread currentThread;", 0.8656716417910447],
  ["return self.items[key]", "return self._items.get(key)", 0.8163265306122449],
  ["tide", "diet", 0.25],
  ["diet", "tide", 0.5],
])("editSimilarity(%j, %j) is difflib's %d", (a, b, expected) =>
  expect(editSimilarity(a, b)).toBeCloseTo(expected, 12),
);

test("commonLength counts UTF-16 units", () => expect(commonLength("a😀b", "a😀c")).toBe(3));
