// Own folder: none. The suites' own texts are read.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const suites = [
  ["test/server/commit", /\.test\.ts$/],
  ["test/lsp", /^draftCommit.*\.test\.ts$/],
  ["test/server/cli", /^commit.*\.test\.ts$/],
] as const;

test("each suite of commit messages runs in the realistic workspace, or says in its first line why not", () => {
  const files = suites.flatMap(([folder, names]) =>
    readdirSync(folder)
      .filter((name) => names.test(name))
      .map((name) => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(15);
  const without = files.filter((file) => {
    const text = readFileSync(file, "utf8");
    return !/\bcreateRealWorkspace\(\)/.test(text) && !/^\/\/ Own folder: \S.{15,}\n/.test(text);
  });
  expect(without).toEqual([]);
});
