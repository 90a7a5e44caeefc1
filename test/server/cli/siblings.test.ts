// Own folder: files with known ages, pipes and links beside one another.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSiblings } from "../../../server/src/cli/siblings";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-siblings-"));
  writeFileSync(join(folder, "self.ts"), "self");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const names = (): string[] => readSiblings(join(folder, "self.ts")).map(({ path }) => basename(path));

test("reads the newest files of the same kind, the newest last", () => {
  for (const [index, name] of ["b.ts", "a.ts", "c.py"].entries()) {
    writeFileSync(join(folder, name), name);
    utimesSync(join(folder, name), index, index);
  }
  expect(names()).toEqual(["b.ts", "a.ts"]);
});

test("follows no link, and waits for no pipe", () => {
  symlinkSync("/etc/passwd", join(folder, "secret.ts"));
  symlinkSync("/dev/zero", join(folder, "endless.ts"));
  symlinkSync(folder, join(folder, "cycle.ts"));
  symlinkSync(join(folder, "loop.ts"), join(folder, "loop.ts"));
  execFileSync("mkfifo", [join(folder, "pipe.ts")]);
  mkdirSync(join(folder, "folder.ts"));
  writeFileSync(join(folder, "plain.ts"), "plain");
  expect(names()).toEqual(["plain.ts"]);
});

test("looks at some thousand entries of a folder and no more", () => {
  for (let index = 0; index < 5_100; index++) writeFileSync(join(folder, `${index}.ts`), "x");
  expect(names().length).toBe(20);
});
