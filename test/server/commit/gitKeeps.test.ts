// Own folder: each case needs a log and git's own configuration of comments to itself.
import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keptByGit, startIn } from "../../../server/src/commit/style/comments";
import { messageFor } from "../../support/draftFixture";
import { createRepository, type GitFixture } from "../../support/gitFixture";

let repository: GitFixture;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.dispose());

const volume = "\nexport function volume(a: number): number {\n  return a;\n}\n";

/** A repository whose log has these subjects, on a branch, with a new function staged. */
function prepare(subjects: readonly string[], branch: string, config: Readonly<Record<string, string>> = {}): void {
  for (const [index, subject] of subjects.entries())
    repository.commit(subject, { "src/shop.ts": `export const prices = [${index}];\n` });
  repository.git("checkout", "--quiet", "-b", branch);
  for (const [key, value] of Object.entries(config)) repository.git("config", key, value);
  repository.write("src/shop.ts", `export const prices = [${subjects.length - 1}];\n${volume}`);
  repository.git("add", "-A");
}

/** Commits a message through an editor that changes nothing, and gives what git has kept. */
function throughEditor(message: string): string {
  execFileSync("git", ["commit", "--quiet", "-e", "-m", message], {
    cwd: repository.folder,
    env: { ...repository.environment, GIT_EDITOR: "true" },
    stdio: "ignore",
  });
  return repository.git("log", "-1", "--format=%B").trimEnd();
}

describe("a ticket as the log writes it", () => {
  test.each([
    [["#101 Fix prices", "#102 Add shop"], "123-volume", "#123 Add volume"],
    [["#101: Fix prices", "#102: Add shop"], "123-volume", "#123: Add volume"],
    [["#101 - Fix prices", "#102 - Add shop"], "issue-123", "#123 - Add volume"],
    [["[#101] Fix prices", "[#102] Add shop"], "123-volume", "[#123] Add volume"],
    [["(#101) Fix prices", "(#102) Add shop"], "123-volume", "(#123) Add volume"],
    [["GH-101 Fix prices", "GH-102 Add shop"], "gh-123-volume", "GH-123 Add volume"],
    [["[SHOP-1]: fix prices", "[SHOP-2]: add shop"], "shop-9-volume", "[SHOP-9]: add volume"],
    [["SHOP-1 | Fix prices", "SHOP-2 | Add shop"], "shop-9-volume", "SHOP-9 | Add volume"],
    [["#101 Fixed prices", "#102 Added shop"], "123-volume", "#123 Added volume"],
    [["Fix prices [SHOP-1]", "Add a shop [SHOP-2]"], "shop-9-volume", "Add volume [SHOP-9]"],
    [["#101 feat: fix prices", "#102 feat: add shop"], "123-volume", "#123 feat: add volume"],
    // Another kind of ticket than the log's would be one of another tracker.
    [["SHOP-1: Fix prices", "SHOP-2: Add shop"], "123-volume", "Add volume"],
    [["#101 Fix prices", "#102 Add shop"], "shop-9-volume", "Add volume"],
  ])("%j on %s", async (log, branch, expected) => {
    prepare(log, branch);
    expect(await messageFor(repository)).toBe(expected);
  });
});

describe("git keeps all of a message that goes through an editor:", () => {
  const log = ["#101 Fix prices", "#102 Add shop"];
  test.each<[string, readonly string[], string, Readonly<Record<string, string>>, string]>([
    ["#", log, "123-volume", {}, "Add volume (#123)"],
    ["# asked for", log, "123-volume", { "core.commentChar": "#" }, "Add volume (#123)"],
    ["another", log, "123-volume", { "core.commentChar": ";" }, "#123 Add volume"],
    ["chosen by git", log, "123-volume", { "core.commentChar": "auto" }, "#123 Add volume"],
    ["kept", log, "123-volume", { "commit.cleanup": "scissors" }, "#123 Add volume"],
    ["in brackets", ["[#101] Fix prices", "[#102] Add shop"], "123-volume", {}, "[#123] Add volume"],
    ["an emoji's", [":bug: Fix prices", ":sparkles: Add shop"], "volume", { "core.commentChar": ":" }, "✨ Add volume"],
    [
      "the last of several",
      log,
      "123-volume",
      { "core.commentString": ";", "core.commentChar": "#" },
      "Add volume (#123)",
    ],
  ])("comment character: %s", async (_, subjects, branch, config, expected) => {
    prepare(subjects, branch, config);
    const message = await messageFor(repository, { isEdited: true });
    expect(message).toBe(expected);
    expect(throughEditor(message)).toBe(expected);
  });

  test.each([
    ["#123: Add volume\n\n#123 needs it\n- more", "#", "Add volume (#123)\n\n #123 needs it\n- more"],
    ["# Add volume", "#", "Add volume"],
    ["## Add volume", "#", "Add volume"],
    ["#12", "#", undefined],
    ["Add", "Add", undefined],
    [";a\n;b", undefined, ";a\n;b"],
    ["Add\n\n// b", "//", "Add\n\n // b"],
  ])("%j with %s", (message, start, expected) => expect(keptByGit(message, start)).toBe(expected));
});

test("in the commit box the log's form stays, unless git is configured to strip there too", async () => {
  prepare(["#101 Fix prices", "#102 Add shop"], "123-volume");
  expect(await messageFor(repository)).toBe("#123 Add volume");
  repository.git("config", "commit.cleanup", "strip");
  expect(await messageFor(repository)).toBe("Add volume (#123)");
});

describe("the message that git has prepared is kept but for git's own comments:", () => {
  function conflict(how: (topic: string) => readonly string[], message = "Topic"): void {
    repository.commit("Start", { "a.ts": "export const a = 1;\n" });
    repository.git("checkout", "--quiet", "-b", "feat");
    repository.commit(message, { "a.ts": "export const a = 2;\n" });
    repository.git("checkout", "--quiet", "main");
    repository.commit("Main", { "a.ts": "export const a = 3;\n" });
    expect(() => repository.git(...how("feat"))).toThrow();
  }
  test.each(["#", ";", "auto", "%"])("a merge with conflicts, comment character %s", async (comment) => {
    repository.git("config", "core.commentChar", comment);
    conflict((topic) => ["merge", "--quiet", topic]);
    expect(await messageFor(repository)).toBe("Merge branch 'feat'");
  });
  test("a cherry-pick with conflicts of a message with a line that begins alike", async () => {
    conflict((topic) => ["cherry-pick", topic], "Topic\n\n#123 fixed\n#124 too");
    expect(await messageFor(repository)).toBe("Topic\n\n#123 fixed\n#124 too");
  });
  test("the same with git's scissors", async () => {
    repository.git("config", "commit.cleanup", "scissors");
    conflict((topic) => ["cherry-pick", topic], "Topic\n\n# A heading\n#124 too");
    expect(await messageFor(repository)).toBe("Topic\n\n# A heading\n#124 too");
  });
  test.each(["#", ";"])("cherry-pick -n, comment character %s", async (comment) => {
    repository.git("config", "core.commentChar", comment);
    repository.commit("Start", { "a.ts": "export const a = 1;\n" });
    repository.git("checkout", "--quiet", "-b", "feat");
    repository.commit("Topic", { "b.ts": "export const b = 2;\n" });
    repository.git("commit", "--quiet", "--amend", "--cleanup=verbatim", "-m", "Topic\n\n#123 fixed\n; and\n# Heading");
    repository.git("checkout", "--quiet", "main");
    repository.git("cherry-pick", "-n", "feat");
    expect(await messageFor(repository)).toBe("Topic\n\n#123 fixed\n; and\n# Heading");
  });
  test("a rebase that has stopped at a squash", async () => {
    repository.commit("Start", { "a.ts": "export const a = 1;\n" });
    repository.commit("One\n\n#1 is done", { "b.ts": "export const b = 1;\n" });
    repository.commit("squash! One", { "b.ts": "export const b = 2;\n" });
    repository.write(
      ".git/MERGE_MSG",
      "# This is a combination of 2 commits.\n# This is the 1st commit message:\n\nOne\n\n#1 is done\n\n# This is the commit message #2:\n\nTwo\n",
    );
    expect(await messageFor(repository)).toBe("One\n\n#1 is done\n\n\nTwo");
  });
  test.each(["MERGE_MSG", "SQUASH_MSG"])("a link planted as %s shows no other file", async (name) => {
    repository.commit("Start", { "a.ts": "export const a = 1;\n" });
    writeFileSync(join(repository.folder, ".git", "private"), "private words\n");
    symlinkSync(join(repository.folder, ".git", "private"), join(repository.folder, ".git", name));
    repository.write("a.ts", "export const a = 2;\n");
    expect(await messageFor(repository)).not.toContain("private");
  });
  test("a link planted as the template shows no other file", async () => {
    repository.commit("Start", { "a.ts": "export const a = 1;\n" });
    writeFileSync(join(repository.folder, ".git", "private"), "private words\n");
    symlinkSync(join(repository.folder, ".git", "private"), join(repository.folder, "template.txt"));
    repository.git("config", "commit.template", "template.txt");
    repository.write("a.ts", "export const a = 2;\n");
    repository.git("add", "a.ts");
    expect(await messageFor(repository)).not.toContain("private");
  });
});

describe("whatever git is set to, the draft is the same:", () => {
  test.each([
    ["i18n.logOutputEncoding", "UTF-16"],
    ["i18n.commitEncoding", "ISO-8859-1"],
    ["diff.noprefix", "true"],
    ["diff.mnemonicPrefix", "true"],
    ["diff.relative", "true"],
    ["diff.context", "0"],
    ["diff.wsErrorHighlight", "all"],
    ["diff.submodule", "log"],
    ["diff.colorMoved", "zebra"],
    ["color.ui", "always"],
    ["core.abbrev", "4"],
    ["core.quotePath", "true"],
    ["core.autocrlf", "true"],
    ["core.splitIndex", "true"],
    ["format.pretty", "fuller"],
    ["log.decorate", "full"],
    ["log.showSignature", "true"],
    ["log.date", "relative"],
    ["status.showUntrackedFiles", "no"],
    ["user.useConfigOnly", "true"],
  ])("%s is %s", async (key, value) => {
    prepare(["#101 Fix prices", "#102 Add shop"], "123-volume", { [key]: value });
    expect(await messageFor(repository)).toBe("#123 Add volume");
    repository.git("reset", "--quiet");
    expect(await messageFor(repository)).toBe("#123 Add volume");
  });
  test.each(["HEAD", "main", "--", "-p"])("a file has the name %s", async (name) => {
    repository.commit("Start", { "a.ts": "export const a = 1;\n" });
    repository.write(name, "x\n");
    expect(await messageFor(repository)).toBe(`Add ${name}`);
    repository.git("add", "-A");
    expect(await messageFor(repository)).toBe(`Add ${name}`);
  });
});

test.each([
  ["\n; Please enter the message\n; On branch main\n", ";"],
  ["\n# Bitte geben Sie eine Beschreibung ein\n#\n", "#"],
  ["#12 typed\n\n% Please\n% ------------------------ >8 ------------------------\n% Do not\ndiff --git a b\n", "%"],
])("what git has chosen is read from the message it has laid out: %j", (text, expected) =>
  expect(startIn(text, { start: "auto", cleanup: "default" })).toBe(expected),
);
