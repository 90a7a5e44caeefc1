// Own folder: every key of git's configuration is set to a trap, and the repository is evil.
import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runNanotype } from "../../support/commandLine";
import { messageFor } from "../../support/draftFixture";
import { createRepository, gitEnvironment, type GitFixture } from "../../support/gitFixture";

let repository: GitFixture;
/** Folders of programs that leave a mark when they run, and their marks. */
let traps: string;
beforeEach(() => {
  repository = createRepository();
  traps = mkdtempSync(join(tmpdir(), "nanotype-traps-"));
  mkdirSync(join(traps, "sprung"));
});
afterEach(() => {
  repository.dispose();
  rmSync(traps, { recursive: true, force: true });
});

/** Writes a program that leaves a mark with its name, and gives its path. */
function trap(name: string, at = join(traps, name.replace(/\W/g, "_"))): string {
  writeFileSync(at, `#!/bin/sh\n: > '${join(traps, "sprung", name.replace(/\W/g, "_"))}'\ncat 2>/dev/null\n`);
  chmodSync(at, 0o755);
  return at;
}

/** The traps that have run. */
const sprung = (): string[] => readdirSync(join(traps, "sprung")).sort();
function forget(): void {
  rmSync(join(traps, "sprung"), { recursive: true });
  mkdirSync(join(traps, "sprung"));
}

/** Every key of this git's own list that may name a program, a file or a folder of programs, with `evil` for what one may choose. */
function keysThatNamePrograms(): string[] {
  const listed = execFileSync("git", ["help", "-c"], { env: gitEnvironment(), encoding: "utf8" }).split("\n");
  const named = listed
    .filter((key) => /^[a-z]\w*\.\S+$/i.test(key))
    .map((key) => key.replace(/<[^>]+>|\*/g, "evil"))
    .filter((key) =>
      /(cmd|command|program|helper|path|tool|driver|filter|textconv|editor|pager|hook|proxy|askpass|fsmonitor|process|clean|smudge|external|vcs|pack|browser|alias|url|insteadof)[a-z]*$/i.test(
        key.split(".").at(-1) ?? "",
      ),
    );
  const unlisted = ["filter.evil.process", "filter.evil.clean", "filter.evil.smudge", "diff.evil.command"];
  return [...new Set([...named, ...unlisted, "trailer.evil.command", "trailer.evil.cmd", "alias.diff", "alias.log"])];
}

/** Numbers and such: keys for which git refuses a program's name. They can't name one. */
const refused =
  /^(include|core\.(hookspath|fsmonitorhookversion)|safe|alias|receive|extensions|core\.(attributes|excludes)|gui|http\.sslca)/i;
let accepted: readonly string[];
beforeAll(() => {
  const scratch = createRepository();
  scratch.commit("Start", { "a.md": "one\n" });
  const isAccepted = (key: string): boolean => {
    try {
      for (const args of [
        ["rev-parse", "--git-dir"],
        ["diff", "--cached", "--raw"],
      ])
        scratch.git("-c", `${key}=/nowhere/program`, "-c", "core.fsmonitor=", ...args);
      return true;
    } catch {
      return false;
    }
  };
  accepted = keysThatNamePrograms().filter((key) => !refused.test(key) && isAccepted(key));
  scratch.dispose();
}, 120_000);

/** Plants a trap behind every key, after the repository has got into its state. */
function plant(folder = repository.folder): void {
  const config = execFileSync("git", ["rev-parse", "--absolute-git-dir"], { cwd: folder, encoding: "utf8" }).trim();
  const hooks = join(traps, "hooks");
  mkdirSync(hooks, { recursive: true });
  for (const name of ["post-index-change", "fsmonitor-watchman", "reference-transaction", "pre-auto-gc"])
    trap(`hook ${name}`, join(hooks, name));
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["config", ...args], { cwd: folder, env: gitEnvironment(), encoding: "utf8" });
  const sections = accepted.map((key) => {
    const [section = "", ...rest] = key.split(".");
    const names = rest.slice(0, -1).join(".");
    return `[${section}${names === "" ? "" : ` "${names}"`}]\n\t${rest.at(-1) ?? ""} = ${trap(key)}\n`;
  });
  appendFileSync(join(config, "config"), sections.join(""));
  git("core.hooksPath", hooks);
  git("alias.diff", `!${trap("alias diff")}`);
  git("credential.helper", `!${trap("credential helper")}`);
  git("filter.we=ird.clean", trap("filter with a sign"));
  git("filter.we=ird.process", trap("process with a sign"));
  git("filter.evil.required", "true");
  // A filter that another file brings in, and one that counts only on this branch.
  writeFileSync(
    join(traps, "more.config"),
    `[filter "included"]\n  clean = ${trap("included filter")}\n  required = true\n`,
  );
  git("include.path", join(traps, "more.config"));
  // A repository whose missing objects are fetched by a program.
  git("remote.evil.url", `ext::${trap("remote helper")}`);
  git("remote.evil.promisor", "true");
  git("extensions.partialClone", "evil");
  git("protocol.ext.allow", "always");
  const attributes = ["*.txt filter=evil diff=evil merge=evil", "*.inc filter=included", "*.odd filter=we=ird"];
  mkdirSync(join(config, "info"), { recursive: true });
  writeFileSync(join(config, "info", "attributes"), `${attributes.join("\n")}\n*.ts diff=evil filter=evil\n`);
  forget();
}

const start = { "a.txt": "one\n", "b.inc": "one\n", "c.odd": "one\n", "d.ts": "export const d = 1;\n" };
const changed = { "a.txt": "two\n", "b.inc": "two\n", "c.odd": "two\n", "d.ts": "export const d = 2;\n" };
function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
}

test("the traps of these tests spring when git itself compares", () => {
  repository.commit("Start", start);
  plant();
  write(changed);
  expect(accepted.length).toBeGreaterThan(60);
  const compare = (...args: readonly string[]): void => {
    try {
      repository.git("diff", ...args);
    } catch {
      // They are not good at being filters.
    }
  };
  compare("HEAD");
  for (const key of ["process", "required"]) repository.git("config", "--unset", `filter.evil.${key}`);
  repository.git("config", "--unset", "filter.we=ird.process");
  compare("HEAD");
  compare("--no-ext-diff");
  expect(sprung()).toEqual(
    expect.arrayContaining([
      "core_fsmonitor",
      "diff_evil_command",
      "diff_evil_textconv",
      "filter_evil_clean",
      "filter_evil_process",
      "included_filter",
      "filter_with_a_sign",
    ]),
  );
});

describe("nothing that a repository's configuration names is run, whatever key names it:", () => {
  test.each<[string, () => void, string | RegExp]>([
    [
      "a draft of unstaged changes",
      () => {
        repository.commit("Start", start);
        plant();
        write(changed);
      },
      /^Update /,
    ],
    [
      "of files that are new",
      () => {
        repository.commit("Start", { "keep.md": "" });
        plant();
        write({ "new.txt": "one\n" });
      },
      "Add new.txt",
    ],
    [
      "of staged changes",
      () => {
        repository.commit("Start", start);
        write(changed);
        repository.git("add", "-A");
        plant();
      },
      /^Change|^Update|^Set/,
    ],
    [
      "before the first commit",
      () => {
        plant();
        write({ "new.txt": "one\n" });
      },
      "Add new.txt",
    ],
    [
      "of files that only look changed",
      () => {
        repository.commit("Start", start);
        plant();
        write(start);
      },
      /./,
    ],
    [
      "in a merge with conflicts",
      () => {
        repository.commit("Start", start);
        repository.git("checkout", "--quiet", "-b", "topic");
        repository.commit("Topic", { "a.txt": "topic\n" });
        repository.git("checkout", "--quiet", "main");
        repository.commit("Main", { "a.txt": "main\n" });
        expect(() => repository.git("merge", "--quiet", "topic")).toThrow();
        plant();
      },
      "Merge branch 'topic'",
    ],
    [
      "in a rebase that has stopped",
      () => {
        repository.commit("Start", start);
        repository.git("checkout", "--quiet", "-b", "topic");
        repository.commit("Topic", { "a.txt": "topic\n" });
        repository.git("checkout", "--quiet", "main");
        repository.commit("Main", { "a.txt": "main\n" });
        expect(() => repository.git("rebase", "--quiet", "main", "topic")).toThrow();
        plant();
        write({ "a.txt": "both\n" });
      },
      "Topic",
    ],
    [
      "with a submodule that has filters of its own",
      () => {
        const library = createRepository();
        library.commit("Start", start);
        repository.commit("Start", { "d.ts": start["d.ts"] });
        repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.folder, "lib");
        repository.commit("Add lib");
        library.dispose();
        plant();
        plant(join(repository.folder, "lib"));
        write({ "lib/a.txt": "two\n", "d.ts": changed["d.ts"] });
      },
      /d\.ts/,
    ],
  ])("%s", async (_, prepare, expected) => {
    prepare();
    expect(await messageFor(repository)).toMatch(expected);
    expect(sprung()).toEqual([]);
  });

  test("in a linked worktree with a configuration of its own", async () => {
    repository.commit("Start", start);
    repository.git("config", "extensions.worktreeConfig", "true");
    const folder = join(traps, "linked");
    repository.git("worktree", "add", "--quiet", folder);
    const linked = createRepository(folder);
    linked.git("config", "--worktree", "filter.own.clean", trap("filter of the worktree"));
    plant();
    linked.write(".gitattributes", "*.txt filter=own\n");
    linked.write("a.txt", "two\n");
    forget();
    expect(await messageFor(linked)).toMatch(/a\.txt/);
    expect(sprung()).toEqual([]);
  });

  test("nanotype commit, its hook, and taking the hook in and out", async () => {
    repository.commit("Start", start);
    plant();
    write(changed);
    const run = (...args: readonly string[]) => runNanotype(["commit", ...args], { folder: repository.folder });
    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Update /) as string });
    expect(sprung()).toEqual([]);
    repository.git("config", "--unset", "core.hooksPath");
    forget();
    expect((await run("--install-hook")).code).toBe(0);
    expect((await run("--uninstall-hook")).code).toBe(0);
    const message = join(traps, "COMMIT_EDITMSG");
    writeFileSync(message, "\n# Please enter the commit message\n");
    await run("--hook", message);
    expect(sprung()).toEqual([]);
  });
});

describe("git itself", () => {
  test.each([
    ["a PATH that begins in the repository", (folder: string) => `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`],
    ["a PATH with the folder at hand in it", () => `:.:bin:${process.env["PATH"] ?? ""}`],
    [
      "a PATH that gets there by a detour",
      (folder: string) => `${folder}/../${folder.split("/").at(-1) ?? ""}/bin:${process.env["PATH"] ?? ""}`,
    ],
  ])("is never taken from the repository, whatever %s says", async (_, path) => {
    repository.commit("Start", { "pkg/d.ts": start["d.ts"] });
    mkdirSync(join(repository.folder, "bin"));
    for (const at of ["git", "bin/git", "pkg/git"]) trap(at, join(repository.folder, at));
    repository.write("pkg/d.ts", changed["d.ts"]);
    const environment = { ...repository.environment, PATH: path(repository.folder) };
    for (const folder of [repository.folder, join(repository.folder, "pkg")])
      expect(await messageFor({ ...repository, folder, environment })).not.toMatch(/^</);
    expect(sprung()).toEqual([]);
  });

  test("is not started where only the repository has one", async () => {
    repository.commit("Start", { "d.ts": start["d.ts"] });
    trap("git", join(repository.folder, "git"));
    const environment = { ...repository.environment, PATH: repository.folder };
    await expect(messageFor({ ...repository, environment })).rejects.toMatchObject({ kind: "missing" });
    expect(sprung()).toEqual([]);
  });

  test("runs nothing that its variables name, and keeps no record of what it does", async () => {
    repository.commit("Start", start);
    write(changed);
    const names = ["EXTERNAL_DIFF", "PAGER", "SSH", "SSH_COMMAND", "ASKPASS", "EDITOR", "PROXY_COMMAND"];
    const variables = Object.fromEntries(names.map((name) => [`GIT_${name}`, trap(`GIT_${name}`)]));
    const record = { GIT_TRACE: join(traps, "sprung", "trace"), GIT_TRACE2_EVENT: join(traps, "sprung", "trace2") };
    const environment = { ...repository.environment, ...variables, ...record };
    expect(await messageFor({ ...repository, environment })).not.toMatch(/^</);
    expect(sprung()).toEqual([]);
  });
});

test.each(["../..", "/", "."])("a repository that claims %s as its files gets none of them", async (place) => {
  const outer = mkdtempSync(join(tmpdir(), "nanotype-outer-"));
  writeFileSync(join(outer, "private.ts"), "export const inside = 1;\n");
  const folder = join(outer, "evil");
  mkdirSync(folder);
  execFileSync("git", ["init", "--quiet"], { cwd: folder, env: gitEnvironment() });
  const evil = createRepository(folder);
  evil.git("config", "core.worktree", place);
  await expect(messageFor(evil)).rejects.toMatchObject({ kind: "failed" });
  const { code, stdout, stderr } = await runNanotype(["commit"], { folder });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/core\.worktree/);
  rmSync(outer, { recursive: true });
});

test("files behind a filter are named, and what is in them is not told", async () => {
  repository.commit("Start", {
    "notes.ts": "export function shown(): void {}\n",
    ".gitattributes": "*.ts filter=crypt\n",
  });
  repository.git("config", "filter.crypt.clean", "cat");
  repository.write("notes.ts", "export function hidden(): void {}\n");
  expect(await messageFor(repository)).toBe("Update notes.ts");
});
