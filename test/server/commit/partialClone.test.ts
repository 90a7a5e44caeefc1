// Own folder: a partial clone is judged, which has a remote that leaves a trace.
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { explainGit } from "../../../server/src/commit/change/explainGit";
import { GitError } from "../../../server/src/commit/change/git";
import { messageFor } from "../../support/draftFixture";
import { createRepository, type GitFixture } from "../../support/gitFixture";

let origin: GitFixture;
let folder: string;
beforeEach(() => {
  origin = createRepository();
  folder = mkdtempSync(join(tmpdir(), "nanotype-partial-"));
});
afterEach(() => {
  origin.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A clone that holds the contents of the last commit only; whoever fetches more of them leaves a trace. */
function cloneWithoutContents(): { clone: GitFixture; hasFetched: () => boolean } {
  origin.git("config", "uploadpack.allowFilter", "true");
  origin.git("clone", "--quiet", "--filter=blob:none", pathToFileURL(origin.folder).href, folder);
  const clone = createRepository(folder);
  const [trace, program] = [join(folder, ".git", "fetched"), join(folder, ".git", "upload-pack")];
  writeFileSync(program, `#!/bin/sh\ntouch '${trace}'\nexit 1\n`);
  chmodSync(program, 0o755);
  clone.git("config", "remote.origin.uploadpack", program);
  return { clone, hasFetched: () => existsSync(trace) };
}

test("a draft in a partial clone fetches nothing", async () => {
  origin.commit("feat: begin", { "a.ts": "export const a = 1;\n" });
  origin.commit("feat: go on", { "a.ts": "export const a = 2;\n" });
  const { clone, hasFetched } = cloneWithoutContents();
  clone.write("a.ts", "export const a = 2;\nexport const added = 3;\n");
  clone.git("add", "a.ts");
  expect(await messageFor(clone)).toBe("feat: add added");
  // What was there before the last commit is not: a draft that needs it fails instead.
  clone.git("reset", "--quiet", "--soft", "HEAD~");
  const failure: unknown = await messageFor(clone).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(GitError);
  expect(failure instanceof GitError && explainGit(failure, "")).toMatch(/^Part of this change is not on this machine/);
  expect(hasFetched()).toBe(false);
  expect(() => clone.git("cat-file", "-p", "HEAD:a.ts")).toThrow();
  expect(hasFetched()).toBe(true);
});
