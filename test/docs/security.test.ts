import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync("docs/security.md", "utf8");
const cases = page
  .split("\n")
  .filter((line) => /^\| (?!case |-)/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("every case of the threat model says what stops it", () => {
  expect(cases.length).toBeGreaterThan(45);
  for (const [, name, stopper] of cases) expect([name, stopper.length > 3]).toEqual([name, true]);
});

test.each(cases.map(([, name, , proof]) => [name, proof]))("%s: the test that it names is there", (_name, proof) => {
  const [, file = "", sentence = ""] = /^`(test\/[^`]+)` › (.+)$/.exec(proof) ?? [];
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, "utf8")).toContain(sentence);
});
