import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

/** Stands for text of the user's: an error's message may quote what could not be dealt with. */
const canary = ["canary", "in", "an", "error"].join("-");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-crash-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const failures = {
  thrown: `setTimeout(() => { throw new TypeError("${canary}"); }, 200);`,
  rejected: `setTimeout(() => void Promise.reject(new SyntaxError("${canary}")), 200);`,
};

test.each([
  ["the server", ["dist/server.js", "--stdio"], failures.thrown, /the server failed and ends \(TypeError at/],
  ["the server", ["dist/server.js", "--stdio"], failures.rejected, /the server failed and ends \(SyntaxError at/],
  ["the command line", ["dist/nanotype.js", "serve", "--stdio"], failures.thrown, /unexpected failure \(TypeError at/],
  [
    "the command line",
    ["dist/nanotype.js", "serve", "--stdio"],
    failures.rejected,
    /unexpected failure \(SyntaxError at/,
  ],
])("when %s crashes, what it says holds no text of the user's (%j)", async (_name, args, failure, expected) => {
  const preload = join(folder, "fail.cjs");
  writeFileSync(preload, failure);
  const child = spawn(process.execPath, ["--require", preload, ...args], {
    env: { ...process.env, NANOTYPE_SETTINGS: join(folder, "settings.json") },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (said += data.toString()));
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(1);
  expect(said).toMatch(expected);
  expect(said).not.toContain(canary);
});
