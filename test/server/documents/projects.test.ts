import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Projects } from "../../../server/src/documents/projects";
import { createRepository } from "../../support/gitFixture";

let top: string;
beforeEach(() => (top = realpathSync(mkdtempSync(join(tmpdir(), "nanotype-projects-")))));
afterEach(() => rmSync(top, { recursive: true, force: true }));

const uriOf = (path: string): string => pathToFileURL(join(top, path)).href;

function folder(path: string): string {
  mkdirSync(join(top, path), { recursive: true });
  return join(top, path);
}

function repository(path: string, origin?: string) {
  const at = folder(path);
  const git = createRepository(at);
  git.git("init", "--quiet", "--initial-branch=main");
  git.git("config", "user.name", "Ada");
  git.git("config", "user.email", "ada@example.com");
  if (origin !== undefined) git.git("remote", "add", "origin", origin);
  return git;
}

/** Whether two documents may feed each other in a window with these folders. */
async function share(one: string, other: string, folders: readonly string[] = []): Promise<boolean> {
  const projects = new Projects();
  projects.setFolders(folders.map(uriOf));
  const [a, b] = await Promise.all(
    [one, other].map((uri) => new Promise<string>((resolve) => projects.whenDecided(uri, resolve))),
  );
  return a === b;
}

test("the files of a workspace folder are one project", async () => {
  folder("a/src/deep");
  expect(await share(uriOf("a/src/deep/x.ts"), uriOf("a/y.go"), ["a"])).toBe(true);
});

test("two folders of one window are two projects", async () => {
  folder("a");
  folder("b");
  expect(await share(uriOf("a/x.ts"), uriOf("b/x.ts"), ["a", "b"])).toBe(false);
  repository("a");
  repository("b");
  expect(await share(uriOf("a/x.ts"), uriOf("b/x.ts"), ["a", "b"])).toBe(false);
});

test("two folders of one repository are one project, and so is its worktree", async () => {
  const git = repository("mono");
  git.commit("Begin", { "packages/a/x.ts": "1\n", "packages/b/x.ts": "1\n" });
  git.git("worktree", "add", "--quiet", join(top, "tree"));
  const folders = ["mono/packages/a", "mono/packages/b", "tree"];
  expect(await share(uriOf("mono/packages/a/x.ts"), uriOf("mono/packages/b/x.ts"), folders)).toBe(true);
  expect(await share(uriOf("mono/packages/a/x.ts"), uriOf("tree/packages/a/x.ts"), folders)).toBe(true);
});

test("clones of one repository are one project, however they were cloned", async () => {
  repository("a", "git@example.com:team/shop.git");
  repository("b", "https://ada:token@example.com/team/shop");
  repository("c", "https://example.com/team/bank");
  expect(await share(uriOf("a/x.ts"), uriOf("b/x.ts"), ["a", "b"])).toBe(true);
  expect(await share(uriOf("a/x.ts"), uriOf("c/x.ts"), ["a", "c"])).toBe(false);
});

test("a file outside of all folders belongs to its repository, else to its own folder", async () => {
  folder("a");
  folder("loose/deep");
  repository("other").commit("Begin", { "src/x.ts": "1\n" });
  expect(await share(uriOf("other/src/x.ts"), uriOf("other/y.ts"), ["a"])).toBe(true);
  expect(await share(uriOf("other/src/x.ts"), uriOf("a/y.ts"), ["a"])).toBe(false);
  expect(await share(uriOf("loose/x.ts"), uriOf("loose/y.ts"), ["a"])).toBe(true);
  expect(await share(uriOf("loose/x.ts"), uriOf("loose/deep/y.ts"), ["a"])).toBe(false);
});

test("the commit box and notebook cells belong to their repository and their file", async () => {
  repository("a").commit("Begin", { "src/x.ts": "1\n" });
  const box = `vscode-scm:git/scm0/input?rootUri=${encodeURIComponent(uriOf("a"))}`;
  expect(await share(box, uriOf("a/src/x.ts"), ["a/src"])).toBe(true);
  expect(
    await share(uriOf("a/n.ipynb").replace("file://", "vscode-notebook-cell:") + "#c1", uriOf("a/x.ts"), ["a"]),
  ).toBe(true);
});

test("an untitled document is part of the only project, and of none where there are two", async () => {
  folder("a");
  folder("b");
  expect(await share("untitled:Untitled-1", uriOf("a/x.ts"), ["a"])).toBe(true);
  expect(await share("untitled:Untitled-1", uriOf("a/x.ts"), ["a", "b"])).toBe(false);
});

test("our own sample files share nothing, whatever becomes of their first line", async () => {
  folder("a");
  const projects = new Projects();
  projects.setFolders([uriOf("a")]);
  const uri = "untitled:Untitled-1";
  const decided = (): Promise<string> => new Promise((resolve) => projects.whenDecided(uri, resolve));
  projects.opened({ uri, text: "// Nanotype: try it. This file is yours" });
  expect(await decided()).toBe(`sample ${uri}`);
  projects.opened({ uri, text: "const mine = 1;" });
  expect(await decided()).toBe(uriOf("a"));
});

test("a repository's files that lie about it name no project of others", async () => {
  folder("a/.git");
  writeFileSync(join(top, "a/.git/config"), '[remote "origin"]\n\turl =\n');
  folder("b");
  writeFileSync(join(top, "b/.git"), "gitdir: \n");
  expect(await share(uriOf("a/x.ts"), uriOf("b/x.ts"), ["a", "b"])).toBe(false);
});
