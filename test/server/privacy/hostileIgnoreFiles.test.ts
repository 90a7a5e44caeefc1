import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { IgnoreFiles } from "../../../server/src/privacy/ignoreFiles";
import { privateFileRule } from "../../../server/src/privacy/privateFiles";
import { tamePattern } from "../../../server/src/privacy/tamePattern";

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
    ["a file of gigabytes", (path) => execFileSync("truncate", ["-s", "3G", path])],
  ])("%s", async (_name, make) => {
    make(join(folder, ".gitignore"));
    writeFileSync(join(folder, ".nanotypeignore"), "private.ts\n");
    expect(await excluding("public.ts")).toBeUndefined();
    expect(await excluding("private.ts")).toContain(".nanotypeignore");
  });
});

describe("a pattern that takes for ever is cut, so that it keeps out more rather than less:", () => {
  const deep = `${"a/".repeat(38)}c`;
  test.each([
    ["many **", `${"**/a/".repeat(12)}b`, deep, "**/a/b"],
    ["many *", `${"*a".repeat(12)}*b`, `${"a".repeat(200)}c`, "*b"],
  ])("%s", async (_name, pattern, path, tamed) => {
    writeFileSync(join(folder, ".gitignore"), `${pattern}\nprivate.ts\n`);
    expect(await excluding(path)).toBeUndefined();
    expect(await excluding("private.ts")).toBeDefined();
    expect(privateFileRule([pattern])(path)).toBeUndefined();
    expect(tamePattern(pattern)).toBe(tamed);
    expect(tamePattern(`!${pattern}`)).toBeUndefined();
  });
  test("others stay as they are", () => {
    for (const pattern of ["*.log", "**/foo/**/bar/**", "!keep.ts", "/a/*/b/*/c/*/d/*", ""])
      expect(tamePattern(pattern)).toBe(pattern);
  });
});
