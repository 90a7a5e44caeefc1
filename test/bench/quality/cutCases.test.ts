import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cutFromFiles } from "../../../bench/quality/cutCases";
import { kindOf } from "../../../bench/quality/lineKind";
import { pinnedRepositories, type Pin } from "../../../bench/quality/repositories";

const typescript = readFileSync("bench/quality/cutCases.ts", "utf8");
const python = "def add(first, second):\n    # Adds two numbers\n    return first + second\n\n".repeat(40);
const repositories = [
  {
    repository: "a/one",
    files: [
      { path: "src/a.ts", text: typescript },
      { path: "b.py", text: python },
    ],
  },
  { repository: "a/two", files: [{ path: "src/c.mjs", text: typescript }] },
];

test("the same seed cuts the same cases, another seed others", () => {
  const ids = (seed: string): string[] => cutFromFiles(repositories, 30, seed).map(({ id }) => id);
  expect(ids("1")).toEqual(ids("1"));
  expect(ids("1")).not.toEqual(ids("2"));
});

test("a case joined again is its file, and its hole ends with the line", () => {
  const texts = new Map([
    ["src/a.ts", typescript],
    ["src/c.mjs", typescript],
    ["b.py", python],
  ]);
  const cases = cutFromFiles(repositories, 30, "1");
  expect(cases).toHaveLength(30);
  for (const { path, prefix, truth, suffix } of cases) {
    expect(prefix + truth + suffix).toBe(texts.get(path));
    expect(truth).not.toContain("\n");
    expect(suffix === "" || suffix.startsWith("\n")).toBe(true);
    expect(truth.trim().length).toBeGreaterThanOrEqual(6);
  }
});

test("the three languages get the same number of cases, and no line comes twice", () => {
  const cases = cutFromFiles(repositories, 30, "1");
  const count = (languageId: string): number => cases.filter((one) => one.languageId === languageId).length;
  expect([count("python"), count("javascript"), count("typescript")]).toEqual([10, 10, 10]);
  expect(new Set(cases.map(({ id }) => id.replace(/:\d+$/, ""))).size).toBe(30);
});

test("carets are where the rule puts them", () => {
  const cases = cutFromFiles(repositories, 300, "1");
  const ofPrefix = (pattern: RegExp): number =>
    cases.filter(({ prefix }) => pattern.test(prefix)).length / cases.length;
  expect(ofPrefix(/\n[ ]*$/)).toBeGreaterThan(0.25);
  expect(ofPrefix(/[^\s\w][^\S\n]*$|\w $/)).toBeGreaterThan(0.25);
  expect(ofPrefix(/\w$/)).toBeGreaterThan(0.05);
});

test.each([
  ["python", "x = 1  # says ", "why", "comment"],
  ["python", 'def f():\n    """Adds', " two numbers.", "comment"],
  ["python", 'def f():\n    """Adds."""\n    ', "return 1", "code"],
  ["python", "def f():\n    ", '"""Adds."""', "comment"],
  ["python", 'x = "# no ', 'comment"', "code"],
  ["typescript", "const a = 1; ", "// says why", "comment"],
  ["typescript", "/** Adds\n * ", "two numbers.", "comment"],
  ["typescript", "/** Adds. */\n", "function add() {", "code"],
  ["typescript", 'const url = "http://', 'host";', "code"],
  ["ruby", "total = 1 # says ", "why", "comment"],
  ["shellscript", 'count="${#list', '[@]}"', "code"],
  ["sql", "select 1 -- says ", "why", "comment"],
  ["vue", "<!-- says ", "why -->", "comment"],
] as const)("%s: %j then %j is %s", (languageId, prefix, truth, expected) =>
  expect(kindOf(languageId, prefix, truth)).toBe(expected),
);

test("no owner is in two lists, and every repository is pinned", () => {
  const lists = Object.values(pinnedRepositories);
  const owners = lists.map((list) => new Set(list.map(({ repository }) => repository.split("/", 1)[0] ?? "")));
  expect(new Set(owners.flatMap((list) => [...list])).size).toBe(owners.reduce((sum, { size }) => sum + size, 0));
  expect(pinnedRepositories.test.length).toBeGreaterThanOrEqual(6);
  for (const { commit } of lists.flat()) expect(commit).toMatch(/^[0-9a-f]{40}$/);
});

test("both foreign lists have the same thirteen languages", () => {
  const languages = (list: readonly Pin[]): string[] => [...new Set(list.map(({ languageId }) => languageId ?? ""))];
  const { foreignDev, foreignTest } = pinnedRepositories;
  expect(languages(foreignTest)).toEqual(languages(foreignDev));
  expect(languages(foreignTest)).toHaveLength(13);
});

test("a pinned language cuts its own files only, each language as often", () => {
  const foreign = [
    {
      repository: "a/go",
      languageId: "go",
      files: [
        { path: "a.go", text: typescript },
        { path: "b.py", text: python },
      ],
    },
    { repository: "a/vue", languageId: "vue", files: [{ path: "c.vue", text: typescript }] },
  ];
  const cases = cutFromFiles(foreign, 20, "1");
  const count = (languageId: string): number => cases.filter((one) => one.languageId === languageId).length;
  expect([cases.length, count("go"), count("vue")]).toEqual([20, 10, 10]);
});
