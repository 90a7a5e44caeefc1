import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { IgnorePatterns } from "../../../../server/src/safety/exclusion/ignorePatterns";
import { IgnoreFiles } from "../../../../server/src/safety/exclusion/ignoreFiles";
import { TooHard } from "../../../../server/src/safety/exclusion/wildmatch";
import { privateFileRule } from "../../../../server/src/safety/exclusion/privateFiles";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-ignore-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const excluding = (path: string): Promise<string | undefined> =>
  new IgnoreFiles().excluding(join(folder, path), [folder]);

describe("ignore files that lead to something without an end are not read:", () => {
  test.each<[string, (path: string) => void]>([
    ["a device", (path) => symlinkSync("/dev/zero", path)],
    ["a pipe", (path) => execFileSync("mkfifo", [path])],
    ["a link to itself", (path) => symlinkSync(path, path)],
    ["a folder", (path) => mkdirSync(path)],
  ])("%s", async (_name, make) => {
    make(join(folder, ".gitignore"));
    writeFileSync(join(folder, ".nanotypeignore"), "private.ts\n");
    expect(await excluding("public.ts")).toBeUndefined();
    expect(await excluding("private.ts")).toContain(".nanotypeignore");
  });
});

describe("an ignore file that cannot be known keeps everything below it out:", () => {
  test.each<[string, (path: string) => void]>([
    ["a file of gigabytes", (path) => execFileSync("truncate", ["-s", "3G", path])],
    ["a file of 2 MB", (path) => writeFileSync(path, "*.log\n".repeat(400_000))],
    ["a file of too many lines", (path) => writeFileSync(path, "a\n".repeat(120_000))],
  ])("%s", async (_name, make) => {
    mkdirSync(join(folder, "a/b/c"), { recursive: true });
    make(join(folder, "a/.gitignore"));
    writeFileSync(join(folder, "a/b/.gitignore"), "!*\n");
    expect(await excluding("public.ts")).toBeUndefined();
    for (const path of ["a/x.ts", "a/b/x.ts", "a/b/c/x.ts"]) expect(await excluding(path)).toContain("too large");
  });
});

/** Patterns that take other programs minutes on one path. */
const hard = {
  "many **": `${"**/a/".repeat(12)}b`,
  "many *": `${"*a".repeat(60)}*b`,
  "many sets": `${"*[ab]*".repeat(60)}c`,
  "both in turn": `${"**/*a*a*a*/".repeat(20)}b`,
  "one of 100,000 signs": "*a?".repeat(33_000),
};
const deep = `${"aaaaaaaaaa/".repeat(100)}c`;

describe("a pattern that would take for ever keeps out more rather than less, soon:", () => {
  test.each(Object.entries(hard))("%s", async (_name, pattern) => {
    writeFileSync(join(folder, ".gitignore"), `${pattern}\nprivate.ts\n`);
    const startMs = performance.now();
    await excluding(deep);
    expect(await excluding("private.ts")).toBeDefined();
    expect(await excluding("public.ts")).toBeUndefined();
    for (const patterns of [[pattern], Array.from({ length: 200 }, () => pattern)])
      try {
        privateFileRule(patterns)({ relative: deep, whole: `/${deep}` });
      } catch (error) {
        expect(error).toBeInstanceOf(TooHard);
      }
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  test("a line that would take a file back takes none back then", async () => {
    const text = "ab".repeat(2_000);
    writeFileSync(join(folder, ".gitignore"), `*\n!${"*a*b".repeat(400)}*c*\n`);
    expect(await excluding(`${text.slice(0, 240)}.ts`)).toBeDefined();
  });
});

/** Runs `work` and gives the longest time in ms for which this process computed without letting others in; waiting for a busy machine doesn't count. */
async function longestStallMs(work: () => Promise<unknown>): Promise<number> {
  let longestMs = 0;
  let last = process.cpuUsage();
  let isOver = false;
  const watch = (): void => {
    const { user, system } = process.cpuUsage(last);
    last = process.cpuUsage();
    longestMs = Math.max(longestMs, (user + system) / 1_000);
    if (!isOver) setImmediate(watch);
  };
  setImmediate(watch);
  await work();
  isOver = true;
  return longestMs;
}

test("little is done between two turns, whatever the pattern and the path", () => {
  const everything = [...Object.values(hard), ...Array.from({ length: 5_000 }, (_, index) => `a*${index}*b/**/c`)];
  const patterns = new IgnorePatterns({ ignoresCase: false });
  for (const line of everything) patterns.add(line, "");
  const budget = { steps: 5_000_000 };
  const work = patterns.decide(deep, false, budget);
  let most = 0;
  for (let before = budget.steps; ; before = budget.steps) {
    const turn = work.next();
    most = Math.max(most, before - budget.steps);
    if (turn.done === true) break;
  }
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(25_000); // characters looked at: a millisecond
});

/** The garbage collector's threads are counted, too; what holds the loop for seconds is still seen. */
const room = 4;

describe("the event loop is not held by", () => {
  const lines = (make: (index: number) => string): string =>
    Array.from({ length: 60_000 }, (_, index) => make(index)).join("\n");
  test.each<[string, () => string | Buffer]>([
    ["60,000 names", () => lines((index) => `name${index}`)],
    ["60,000 endings", () => lines((index) => `*.end${index}`)],
    ["60,000 globs", () => lines((index) => `a*${index}*b`)],
    ["60,000 negations", () => lines((index) => `!a*${index}`)],
    ["60,000 paths", () => lines((index) => `/a/**/x${index}`)],
    ...Object.entries(hard).map(([name, pattern]): [string, () => string] => [
      `lines of ${name}`,
      () => `${pattern}\n`.repeat(Math.floor(900_000 / pattern.length)),
    ]),
    ["one line of 900,000 signs", () => "a".repeat(900_000)],
    [
      "binary rubbish",
      () => Buffer.from(Array.from({ length: 900_000 }, (_, index) => (index * 7919 + (index >> 8)) & 255)),
    ],
    ["lines of nothing", () => "\n".repeat(900_000)],
    ["sets without an end", () => "[a\n".repeat(99_000)],
  ])("%s, above and beside a file", async (_name, make) => {
    const text = make();
    const path = `${Array.from({ length: 20 }, (_, index) => `aaaaaaaaaa${index}`).join("/")}/c.ts`;
    mkdirSync(join(folder, path, ".."), { recursive: true });
    const deepest = path.split("/").slice(0, -1);
    for (const depth of [0, 20]) writeFileSync(join(folder, ...deepest.slice(0, depth), ".gitignore"), text);
    const files = new IgnoreFiles();
    let verdict: unknown;
    const stallMs = await longestStallMs(async () => {
      verdict = await files.excluding(join(folder, path), [folder]).catch((error: unknown) => error);
    });
    if (verdict !== undefined && typeof verdict !== "string") expect(verdict).toBeInstanceOf(TooHard);
    expect(stallMs).toBeLessThan(50 * room);
  });
});
