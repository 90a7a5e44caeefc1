// Own folder: links and paths out of a folder are judged; no repository is needed.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readRules } from "../../../server/src/commit/style/rules";
import { Grammars } from "../../../server/src/code/grammars";
import { silentLog } from "../../../server/src/base/log";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-rules-"));
  mkdirSync(join(folder, "repository"));
  writeFileSync(join(folder, "secret.md"), "secret");
  writeFileSync(join(folder, "repository", "rules.md"), "Write in verse.");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Expects the text read as instructions from a repository whose settings name `path`. */
async function check(path: string, expected: string): Promise<void> {
  const { instructions } = await readRules({
    folder: join(folder, "repository"),
    settings: { commitStyle: "auto", commitInstructions: path },
    grammars: new Grammars({ folder: "dist/grammars", log: silentLog }),
  });
  expect(instructions.trim()).toBe(expected);
}

test("instructions are read from the repository", () => check("rules.md", "Write in verse."));

test("no file outside of the repository is read, neither by its path nor through a link", async () => {
  await check("../secret.md", "");
  await check("sub/../../secret.md", "");
  await check(join(folder, "secret.md"), "");
  symlinkSync(join(folder, "secret.md"), join(folder, "repository", "link.md"));
  await check("link.md", "");
  symlinkSync(folder, join(folder, "repository", "up"));
  await check("up/secret.md", "");
});

test("what has no end is not read", async () => {
  symlinkSync("/dev/zero", join(folder, "repository", "endless.md"));
  await check("endless.md", "");
});
