import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { excerptOf } from "../../scripts/demo/excerpt";
import { Typist } from "../../scripts/demo/typist";

describe("what the demo types", () => {
  test("is the whole of a short file", () =>
    expect(excerptOf("a\nb\n")).toEqual({ above: "", typed: "a\nb", firstLine: 1, lastLine: 2 }));

  test("begins behind a blank line in the middle of a long one", () => {
    const lines = Array.from({ length: 101 }, (_, index) => (index % 7 === 0 ? "" : `line number ${index}`));
    const excerpt = excerptOf(lines.join("\r\n"));
    expect(excerpt.firstLine).toBe(51);
    expect(excerpt.above.endsWith("line number 48\n\n")).toBe(true);
    expect(excerpt.typed.startsWith("line number 50\nline number 51\n")).toBe(true);
    expect(excerpt.typed.split("\n")).toHaveLength(excerpt.lastLine - excerpt.firstLine + 1);
    expect(excerpt.typed.length).toBeLessThanOrEqual(450);
  });
});

describe("the demo's typist", () => {
  const typist = new Typist("const total = sum(prices);\n  return total;", 1);

  test("presses one key for Enter and the indentation", () => expect(typist.key(26)?.text).toBe("\n  "));
  test("ends where the text does", () => expect(typist.key(42)).toBeUndefined());
  test.each([
    ["sum(prices);", { text: "sum(prices);", keyCount: 1 }],
    ["sum(prices, taxes);", undefined],
    ["sum(prices);\n  return total;", { text: "sum(prices);\n  return total;", keyCount: 1 }],
    ["sum(prices);\n  return tax;", { text: "sum(prices);\n  return", keyCount: 5 }],
    ["mean(prices);", undefined],
    ["", undefined],
  ])("takes what is right of %j", (suggestion, expected) => expect(typist.take(suggestion, 14)).toEqual(expected));
});

describe("npm run demo", () => {
  const run = (...args: string[]): Promise<{ code: number | null; stdout: string }> => {
    const child = spawn(process.execPath, ["scripts/run.mjs", "scripts/demo.ts", ...args], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout })));
  };

  test("types a file through the real server and sums up, without a terminal too", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "nanotype-demo-")), "tiny.ts");
    writeFileSync(file, "const a = 1;\nconst b = 2;\n");
    const { code, stdout } = await run("--times", file);
    expect(code).toBe(0);
    expect(stdout.replace(/[⟦⟧]/g, "")).toMatch(/ 1 {2}const a = 1;\n[^]* 2 {2}const b = 2;\n/);
    expect(stdout).toMatch(/answers after [\d ]+ ms/);
    expect(stdout).toMatch(/keys +\d+ for 25 characters[^]*answers +\d+: p50 [\d.]+ ms, p95 [\d.]+ ms/);
    expect(stdout).not.toContain("\u001b");
  });

  test("names what it cannot type", async () => {
    const { code, stdout } = await run("no/such/file.ts");
    expect(code).toBe(1);
    expect(stdout).toMatch(/cannot type .*file\.ts/);
  });
});
