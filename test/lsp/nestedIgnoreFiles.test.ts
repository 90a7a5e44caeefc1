// Own folder: an ignore file appears between two starts of a server.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runNanotype } from "../support/commandLine";
import { usingClients } from "../support/lspSession";
import { stdioClient } from "../support/lspServers";

const use = usingClients();
const code = "export function add(a: number, b: number) {\n  return ";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-nested-"));
  vi.stubEnv("NANOTYPE_CACHE", join(folder, "cache"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return join(folder, path);
}

const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;

/** Counts the completions that a new server offers at the end of `path`. */
async function offerCount(path: string, workspace: string): Promise<number> {
  const client = use(stdioClient());
  await client.start({ folders: [uriOf(workspace)] });
  await client.ready();
  client.open(uriOf(path), code);
  await client.logLine(/^Completions are kept on disk/);
  // Its verdict exists when another document's does.
  await client.complete(uriOf(path), code.length, { isInvoked: true });
  const count = (await client.complete(uriOf(path), code.length, { isInvoked: true })).length;
  await client.stop();
  return count;
}

test("completes below an ignore file that is two folders deep, in the editor and on the command line, and in other folders afterwards", async () => {
  write("repo/.git/HEAD", "ref: refs/heads/main\n");
  const path = "repo/packages/foo/src/a.ts";
  const file = write(path, code);
  write("other/b.ts", code);
  // Completions of this file are kept before the ignore file appears.
  expect(await offerCount(path, "repo")).toBeGreaterThan(0);
  write("repo/packages/foo/.gitignore", "dist/\n");
  expect(await offerCount(path, "repo")).toBeGreaterThan(0);
  const run = await runNanotype(["complete", `${file}:2:10`]);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(run.stdout).not.toBe("");
  expect(await offerCount("other/b.ts", "other")).toBeGreaterThan(0);
  expect(await runNanotype(["complete", `${join(folder, "other/b.ts")}:2:10`])).toMatchObject({ code: 0, stderr: "" });
}, 120_000);

test("a file that a nested ignore file names gets no completions", async () => {
  write("repo/.git/HEAD", "ref: refs/heads/main\n");
  const file = write("repo/packages/foo/src/gen/a.ts", code);
  write("repo/packages/foo/.gitignore", "gen/\n");
  expect(await offerCount("repo/packages/foo/src/gen/a.ts", "repo")).toBe(0);
  expect(await runNanotype(["complete", `${file}:2:10`])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('line 1 of .gitignore has the line "gen/"') as string,
  });
});
