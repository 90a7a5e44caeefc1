import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { documentAfter } from "../../../bench/quality/cases";
import { execute } from "../../../bench/quality/execute";
import { loadSet, readSet } from "../../../bench/quality/sets";

const folder = mkdtempSync(join(tmpdir(), "nanotype-sets-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, rows: readonly object[], isGzipped = false): string {
  const file = join(folder, name);
  const text = rows.map((row) => JSON.stringify(row)).join("\n");
  writeFileSync(file, isGzipped ? gzipSync(text) : text);
  return file;
}

function casesOf(file: string, count?: number) {
  const set = readSet("mine", file, { seed: "1", ...(count === undefined ? {} : { count }) });
  if (set.kind !== "completion") throw new Error(set.kind);
  return set.cases;
}

const python = {
  task_id: "T/1",
  entry_point: "add",
  prompt: "def add(a, b):\n",
  suffix: "    return c\n",
  canonical_solution: "    c = a + b\n",
  test: "def check(candidate):\n    assert candidate(1, 2) == 3\n",
};
const javascript = {
  task_id: "J/1",
  prompt: "const add = (a, b) => {\n",
  suffix: "  return c;\n}\n",
  canonical_solution: "  const c = a + b;\n",
  test: "console.assert(add(1, 2) === 3)\n",
};

test("a whole-line hole keeps the line's end in the document, and its own solution passes", async () => {
  const [testCase] = casesOf(write("a.jsonl.gz", [python], true));
  expect(testCase).toMatchObject({
    hole: "line",
    truth: "    c = a + b",
    suffix: "\n    return c\n",
    languageId: "python",
  });
  const program = documentAfter(testCase, { text: testCase.truth, replaceSuffixLength: 0, latencyMs: 0 });
  expect(await execute(program, testCase.run!, 5000)).toBe("passed");
  const wrong = documentAfter(testCase, { text: "    c = a", replaceSuffixLength: 0, latencyMs: 0 });
  expect(await execute(wrong, testCase.run!, 5000)).toBe("failed");
});

test("rows without an entry point are JavaScript, and their own solution passes", async () => {
  const [testCase] = casesOf(write("b.jsonl", [javascript]));
  expect(testCase).toMatchObject({ hole: "line", languageId: "javascript" });
  const program = documentAfter(testCase, { text: testCase.truth, replaceSuffixLength: 0, latencyMs: 0 });
  expect(await execute(program, testCase.run!, 5000)).toBe("passed");
});

test("a hole of several lines counts as a whole", () => {
  const [testCase] = casesOf(write("c.jsonl", [{ ...python, canonical_solution: "c = (\n a + b)" }]));
  expect(testCase).toMatchObject({ hole: "span", truth: "c = (\n a + b)", suffix: "    return c\n" });
});

test("only the first line of an answer goes into a one-line hole, and it may replace what follows", () => {
  const [testCase] = casesOf(write("d.jsonl", [python]));
  const after = documentAfter(
    { ...testCase, suffix: ")\nrest" },
    { text: "x)\ny", replaceSuffixLength: 1, latencyMs: 0 },
  );
  expect(after).toBe("def add(a, b):\nx)\nrest");
});

test("real lines may come from a file", () => {
  const row = { prefix: "# a\nx = ", truth_line: "1 + 2", suffix: "\n", path: "a/b.py", kind: "code" };
  expect(casesOf(write("e.jsonl", [row]))).toEqual([
    expect.objectContaining({ id: "mine-1", languageId: "python", truth: "1 + 2", kind: "code", hole: "line" }),
  ]);
});

test("the same seed takes the same sample", () => {
  const rows = Array.from({ length: 50 }, (_, index) => ({ ...python, task_id: `T/${index}` }));
  const file = write("f.jsonl", rows);
  const ids = casesOf(file, 10).map(({ id }) => id);
  expect(ids).toHaveLength(10);
  expect(casesOf(file, 10).map(({ id }) => id)).toEqual(ids);
});

test("a case that lacks a field is named", () =>
  expect(() => casesOf(write("g.jsonl", [{ path: "a.py" }]))).toThrow('"prefix"'));

test.each([
  ["no such name", { name: "humaneval", dataFolder: folder }, "there are lines-test"],
  ["a file that is not there", { name: "postprocess", dataFolder: folder }, "postprocess-cases.json is not there"],
] as const)("%s is missing, with the reason", (_, params, reason) =>
  expect(loadSet({ ...params, seed: "1" })).toMatchObject({ kind: "missing", reason: expect.stringContaining(reason) }),
);
