// Own folder: each case needs a repository in one state: empty, without commits, bare, shallow, in a merge.
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { draftFor, messageFor } from "../../support/draftFixture";
import { createRepository, type GitFixture } from "../../support/gitFixture";

let repository: GitFixture;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.dispose());

const greeting = "export function greet(name: string): string {\n  return `Hello, ${name}, how are you today?`;\n}\n";

/** Commits `before`, stages `after` (`null` deletes), and compares the draft. */
async function check(
  before: Record<string, string | Buffer>,
  after: Record<string, string | Buffer | null>,
  expected: string,
): Promise<void> {
  repository.commit("Start", before);
  for (const [path, content] of Object.entries(after)) {
    if (content === null) repository.git("rm", "--quiet", path);
    else repository.write(path, content);
  }
  repository.git("add", "-A");
  expect(await messageFor(repository)).toBe(expected);
}

describe("which changes are described", () => {
  test("the staged ones, and nothing of the others", async () => {
    repository.commit("Start", { "a.ts": greeting });
    repository.write("b.ts", "export const unstaged = 1;\n");
    repository.write("a.ts", greeting.replace("greet", "welcome"));
    repository.git("add", "a.ts");
    const draft = await draftFor(repository);
    expect(draft).toMatchObject({ kind: "drafted", range: "staged", fileCount: 1, message: "Rename greet to welcome" });
  });

  test("all where none are staged, new files included", async () => {
    repository.commit("Start", { "a.ts": greeting });
    repository.write("tools/farewell.ts", "export function farewell(): void {}\n");
    expect(await draftFor(repository)).toMatchObject({ range: "all", fileCount: 1, message: "Add farewell" });
  });

  test("only the staged part of a file that is changed in two ways", async () => {
    repository.commit("Start", { "a.ts": greeting });
    repository.write("a.ts", `${greeting}export function staged(): void {}\n`);
    repository.git("add", "a.ts");
    repository.write("a.ts", `${greeting}export function staged(): void {}\nexport function later(): void {}\n`);
    expect(await messageFor(repository)).toBe("Add staged");
  });

  test("nothing to describe is said in words", async () => {
    repository.commit("Start", { "a.ts": greeting });
    expect(await messageFor(repository)).toBe("<There are no changes to describe.>");
    expect(await messageFor(repository, { changes: "staged" })).toBe("<Nothing is staged.>");
  });

  test("ignored files are none", async () => {
    repository.commit("Start", { ".gitignore": "*.log\n" });
    repository.write("debug.log", "x\n");
    expect(await messageFor(repository)).toBe("<There are no changes to describe.>");
  });
});

describe("what git is doing", () => {
  test("no commit yet", async () => {
    repository.write("greet.ts", greeting);
    expect(await messageFor(repository)).toBe("Add greet");
    repository.git("add", "-A");
    expect(await draftFor(repository)).toMatchObject({ range: "staged", message: "Add greet" });
  });

  test("no commit yet and nothing there", async () => {
    expect(await messageFor(repository)).toBe("<There are no changes to describe.>");
  });

  test("a detached head", async () => {
    repository.commit("Start", { "a.ts": greeting });
    repository.git("checkout", "--quiet", "--detach");
    repository.write("b.ts", "export function bye(): void {}\n");
    expect(await messageFor(repository)).toBe("Add bye");
  });

  test("a merge keeps git's own message", async () => {
    repository.commit("Start", { "a.ts": greeting });
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.commit("Topic", { "b.ts": greeting });
    repository.git("checkout", "--quiet", "main");
    repository.commit("Main", { "c.ts": greeting });
    repository.git("merge", "--quiet", "--no-commit", "--no-ff", "topic");
    expect(await draftFor(repository)).toMatchObject({
      message: "Merge branch 'topic'",
      backend: "git",
      range: "prepared",
    });
  });

  test("a merge with conflicts keeps git's own message", async () => {
    repository.commit("Start", { "a.ts": greeting });
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.commit("Topic", { "a.ts": greeting.replace("Hello", "Hi") });
    repository.git("checkout", "--quiet", "main");
    repository.commit("Main", { "a.ts": greeting.replace("Hello", "Dear") });
    expect(() => repository.git("merge", "--quiet", "topic")).toThrow();
    expect(await messageFor(repository)).toBe("Merge branch 'topic'");
  });

  test("a revert and a squash keep git's own message", async () => {
    repository.commit("Start", { "a.ts": greeting });
    repository.commit("Say hi", { "a.ts": greeting.replace("Hello", "Hi") });
    repository.git("revert", "--no-commit", "HEAD");
    expect(await messageFor(repository)).toMatch(/^Revert "Say hi"/);
    repository.git("revert", "--abort");
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.commit("Topic", { "b.ts": greeting });
    repository.git("checkout", "--quiet", "main");
    repository.git("merge", "--quiet", "--squash", "topic");
    expect(await messageFor(repository)).toMatch(/^Squashed commit of the following:/);
  });

  test("a rebase that has stopped at a conflict keeps the message of the commit it stopped at", async () => {
    repository.commit("Start", { "a.ts": greeting });
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.commit("Say hi", { "a.ts": greeting.replace("Hello", "Hi") });
    repository.git("checkout", "--quiet", "main");
    repository.commit("Main", { "a.ts": greeting.replace("Hello", "Dear") });
    expect(() => repository.git("rebase", "--quiet", "main", "topic")).toThrow();
    repository.write("a.ts", greeting.replace("Hello", "Hi dear"));
    repository.git("add", "-A");
    expect(await messageFor(repository)).toBe("Say hi");
  });

  test("a linked worktree has changes of its own", async () => {
    repository.commit("Start", { "a.ts": greeting });
    const parent = mkdtempSync(join(tmpdir(), "nanotype-tree-"));
    repository.git("worktree", "add", "--quiet", join(parent, "linked"));
    const linked = createRepository(join(parent, "linked"));
    linked.write("b.ts", "export function onlyHere(): void {}\n");
    expect(await messageFor(linked)).toBe("Add onlyHere");
    expect(await messageFor(repository)).toBe("<There are no changes to describe.>");
    rmSync(parent, { recursive: true, force: true });
  });

  test("a submodule that moved on, was added, or is only dirty", async () => {
    const library = createRepository();
    library.commit("Start", { "lib.ts": greeting });
    repository.commit("Start", { "a.ts": greeting });
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.folder, "vendor/lib");
    repository.git("reset", "--quiet", ".gitmodules");
    expect(await messageFor(repository)).toBe("Add lib");
    repository.commit("Add lib");
    repository.write("vendor/lib/lib.ts", greeting.replace("Hello", "Hi"));
    expect(await messageFor(repository)).toBe("<There are no changes to describe.>");
    const inside = createRepository(join(repository.folder, "vendor/lib"));
    inside.git("-c", "user.name=Ada", "-c", "user.email=a@b.c", "commit", "--quiet", "-am", "Say hi");
    expect(await messageFor(repository)).toBe("Update submodule lib");
    library.dispose();
  });
});

describe("odd files", () => {
  test("a binary file is named, not read", () =>
    check(
      { "logo.png": Buffer.from([0x89, 0x50, 0, 1]) },
      { "logo.png": Buffer.from([0x89, 0x50, 0, 2]) },
      "Update logo.png",
    ));

  test("a changed mode", async () => {
    repository.commit("Start", { "run.sh": "#!/bin/sh\n" });
    chmodSync(join(repository.folder, "run.sh"), 0o755);
    repository.git("add", "-A");
    expect(await messageFor(repository)).toBe("Make run.sh executable");
  });

  test("a file that became a symbolic link", async () => {
    repository.commit("Start", { "a.txt": "text\n", "b.txt": "other\n" });
    rmSync(join(repository.folder, "b.txt"));
    symlinkSync("a.txt", join(repository.folder, "b.txt"));
    repository.git("add", "-A");
    expect(await messageFor(repository)).toBe("Update b.txt");
  });

  test("a renamed file", () =>
    check({ "old.ts": greeting }, { "old.ts": null, "new.ts": greeting }, "Rename old.ts to new.ts"));

  test("a moved folder", () =>
    check(
      { "lib/a.ts": greeting, "lib/b.ts": `${greeting}// b\n` },
      { "lib/a.ts": null, "lib/b.ts": null, "src/a.ts": greeting, "src/b.ts": `${greeting}// b\n` },
      "Move a.ts and b.ts to src",
    ));

  test("deleted files", () => check({ "old.ts": greeting, "keep.ts": "" }, { "old.ts": null }, "Remove old.ts"));

  test("line ends alone", () =>
    check({ "a.ts": greeting }, { "a.ts": greeting.replace(/\n/g, "\r\n") }, "Change line endings of a.ts"));

  test("a change inside a file with CRLF is seen as the change it is", () =>
    check(
      { "a.ts": greeting.replace(/\n/g, "\r\n") },
      { "a.ts": `${greeting}export function added(): void {}\n`.replace(/\n/g, "\r\n") },
      "Add added",
    ));

  test("blanks alone", () =>
    check({ "a.ts": greeting }, { "a.ts": greeting.replace("  return", "    return") }, "Format a.ts"));

  test("names with spaces, quotes, line ends and other scripts", () =>
    check(
      { "keep.txt": "" },
      { 'odd "name"\t\n.txt': "1\n", "größe 大小.txt": "2\n" },
      'Add größe 大小.txt and odd "name" .txt',
    ));

  test("names that are not UTF-8 do not damage the others", async () => {
    repository.commit("Start", { "keep.txt": "" });
    writeFileSync(
      Buffer.concat([
        Buffer.from(join(repository.folder, "/")),
        Buffer.from([0x66, 0xfc, 0x72, 0x2e, 0x74, 0x78, 0x74]),
      ]),
      "1\n",
    );
    expect(await messageFor(repository)).toBe("Add für.txt");
    repository.git("add", "-A");
    repository.write("b.ts", "export function bee(): void {}\n");
    repository.git("add", "-A");
    expect((await draftFor(repository)).kind).toBe("drafted");
    expect(await messageFor(repository)).toContain("bee");
  });

  test("a commit of 5,000 files", async () => {
    repository.commit("Start", { "keep.txt": "" });
    for (let index = 0; index < 5_000; index++)
      repository.write(`data/part${index % 50}/item${index}.txt`, `${index}\n`);
    repository.git("add", "-A");
    expect(await draftFor(repository)).toMatchObject({ message: "Add data", fileCount: 5_000 });
  });

  test("lock files, minified and vendored files do not speak for a change that people wrote", () =>
    check(
      { "package-lock.json": '{"a": 1}\n', "dist/app.min.js": "a\n", "a.ts": greeting },
      {
        "package-lock.json": `{${'"b": 2,\n'.repeat(500)}"c": 3}\n`,
        "dist/app.min.js": "b;\n".repeat(900),
        "node_modules/x/index.js": "module.exports = 1;\n",
        "a.ts": `${greeting}export function shout(): void {}\n`,
      },
      "Add shout",
    ));

  test("a lock file alone", () => check({ "yarn.lock": "a\n" }, { "yarn.lock": "b\n" }, "Update lock file"));
});

test("a secret that a change removes does not reappear in its message", async () => {
  const key = ["ghp", "_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("");
  repository.commit("Start", {
    "client.ts": `export const token = read("${key}");\nexport const other = read(${key});\n`,
  });
  repository.write("client.ts", "export const token = read(fromEnvironment);\n");
  repository.git("add", "-A");
  for (const message of [await draftFor(repository, { count: 6 })].flatMap((draft) =>
    draft.kind === "drafted" ? [draft.message, ...draft.alternatives] : [],
  ))
    expect(message).not.toContain("ghp");
  repository.write("client.ts", `export const token = read("${key}");\nexport const other = read(fromEnvironment);\n`);
  repository.git("add", "-A");
  for (const message of [await draftFor(repository, { count: 6 })].flatMap((draft) =>
    draft.kind === "drafted" ? [draft.message, ...draft.alternatives] : [],
  ))
    expect(message).not.toContain("ghp");
});

test("a draft that is no longer wanted ends its git at once", async () => {
  repository.commit("Start", { "a.ts": greeting });
  const controller = new AbortController();
  repository.write("a.ts", greeting.replace("Hello", "Hi"));
  const drafting = draftFor(repository, {}, {}, controller.signal);
  controller.abort();
  await expect(drafting).rejects.toMatchObject({ kind: "aborted" });
});
