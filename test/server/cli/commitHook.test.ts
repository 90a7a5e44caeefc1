// Own folder: each case damages or locks the hooks' folder of its own repository.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runNanotype, type Run } from "../../support/commandLine";
import { createRepository, type GitFixture } from "../../support/gitFixture";

let repository: GitFixture;
let outside: string;
beforeEach(() => {
  repository = createRepository();
  repository.commit("Start", { "shop.ts": "export const prices = [1];\n" });
  outside = mkdtempSync(join(tmpdir(), "nanotype-hooks-"));
});
afterEach(() => {
  repository.dispose();
  chmodSync(outside, 0o755);
  rmSync(outside, { recursive: true, force: true });
});

function run(
  flag: "--install-hook" | "--uninstall-hook",
  environment: Readonly<Record<string, string>> = {},
  user?: { uid: number; gid: number },
): Promise<Run> {
  const none = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  return runNanotype(["commit", flag], {
    folder: repository.folder,
    environment: { ...none, ...environment },
    ...(user === undefined ? {} : { user }),
  });
}

const hookAt = (path: string): string => join(repository.folder, path, "prepare-commit-msg");
const everything = (): string[] =>
  readdirSync(repository.folder, { recursive: true, encoding: "utf8" })
    .filter((path) => !path.startsWith(".git/objects"))
    .sort();

/** Tries both ways and expects one plain sentence each, and no change. */
async function refused(expected: RegExp, environment: Readonly<Record<string, string>> = {}): Promise<void> {
  const before = everything();
  for (const flag of ["--install-hook", "--uninstall-hook"] as const) {
    const { code, stdout, stderr } = await run(flag, environment);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/unexpected|E[A-Z]{4,}|at \w+ \(/);
  }
  expect(everything()).toEqual(before);
}

describe("where a hook can't be, one sentence says why and nothing changes:", () => {
  test.each([
    ["/dev/null", /^nanotype: Hooks are turned off here \(core\.hooksPath is \/dev\/null\), so nothing was changed\./],
    ["", /^nanotype: Hooks are turned off here \(core\.hooksPath is empty\)/],
    ["shop.ts", /shop\.ts is a file where git looks for a folder of hooks \(core\.hooksPath\)/],
    [".husky", /^nanotype: Husky manages .* Add this line to \.husky\/prepare-commit-msg:/],
    [".husky/_", /^nanotype: Husky manages .* Add this line to \.husky\/prepare-commit-msg:/],
  ])("core.hooksPath is “%s”", async (value, expected) => {
    repository.git("config", "core.hooksPath", value);
    await refused(expected);
  });

  test("it is turned off for all repositories", async () => {
    writeFileSync(join(outside, "config"), "[core]\n  hooksPath = /dev/null\n");
    await refused(/turned off here .*git config --global --unset core\.hooksPath/, {
      GIT_CONFIG_GLOBAL: join(outside, "config"),
    });
  });

  test("a folder of all repositories, or one outside of this one", async () => {
    writeFileSync(join(outside, "config"), `[core]\n  hooksPath = ${outside}/hooks\n`);
    await refused(/All your repositories share the hooks in/, { GIT_CONFIG_GLOBAL: join(outside, "config") });
    repository.git("config", "core.hooksPath", join(outside, "missing", "hooks"));
    await refused(/Other repositories may share the hooks in .*missing/);
    repository.git("config", "core.hooksPath", "../elsewhere");
    await refused(/Other repositories may share the hooks in/);
    repository.git("config", "--unset", "core.hooksPath");
    rmSync(join(repository.folder, ".git", "hooks"), { recursive: true });
    symlinkSync(outside, join(repository.folder, ".git", "hooks"));
    await refused(/Other repositories may share the hooks in/);
    expect(existsSync(join(outside, "prepare-commit-msg"))).toBe(false);
  });

  test("a file is in the way of its folder", async () => {
    repository.git("config", "core.hooksPath", "shop.ts/hooks");
    const { code, stderr } = await run("--install-hook");
    expect(code).toBe(1);
    expect(stderr).toMatch(/couldn't be changed in .*: a file is in its way\. Nothing was changed\./);
  });

  test("a folder that may not be written", async () => {
    const hooks = join(repository.folder, ".git", "hooks");
    mkdirSync(hooks, { recursive: true });
    // Root may write everywhere, so then another user tries, in a repository of their own.
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
    if (user !== undefined) execFileSync("chown", ["-R", `${user.uid}:${user.gid}`, repository.folder]);
    chmodSync(hooks, 0o555);
    const { code, stderr } = await run("--install-hook", { HOME: outside }, user);
    chmodSync(hooks, 0o755);
    expect(stderr).toMatch(/you may not write there\. Nothing was changed\./);
    expect(code).toBe(1);
  });
});

describe("another's hook stays as it is:", () => {
  const others: readonly [string, (path: string) => void][] = [
    ["a script", (path) => writeFileSync(path, "#!/bin/sh\necho other\n")],
    [
      "a script that mentions ours",
      (path) => writeFileSync(path, "#!/bin/sh\n# see: nanotype commit --install-hook\necho other\n"),
    ],
    ["a link, also one that leads nowhere", (path) => symlinkSync("/nowhere/hook", path)],
    ["a folder", (path) => mkdirSync(path)],
  ];
  test.each(others)("%s", async (_, make) => {
    const path = hookAt(".git/hooks");
    mkdirSync(join(repository.folder, ".git", "hooks"), { recursive: true });
    make(path);
    const kind = lstatSync(path).mode;
    await refused(/belongs to something else and was left alone/);
    expect(lstatSync(path).mode).toBe(kind);
  });

  test("lines added to ours by hand", async () => {
    await run("--install-hook");
    const changed = `${readFileSync(hookAt(".git/hooks"), "utf8").replace("exit 0\n", "")}./tools/check-message "$1"\n`;
    writeFileSync(hookAt(".git/hooks"), changed);
    await refused(/is ours with changes of yours and was left alone/);
    expect(readFileSync(hookAt(".git/hooks"), "utf8")).toBe(changed);
  });
});

test("a folder of the repository that isn't there yet is made, by a relative and by a whole path", async () => {
  for (const value of ["tools/hooks", join(repository.folder, "other", "hooks")]) {
    repository.git("config", "core.hooksPath", value);
    expect((await run("--install-hook")).stdout).toMatch(/^Installed: /);
    expect(existsSync(join(value.startsWith("/") ? "" : repository.folder, value, "prepare-commit-msg"))).toBe(true);
    expect((await run("--uninstall-hook")).stdout).toMatch(/^Removed: /);
  }
});

test("a link planted as the message file is left alone, and so is what it leads to", async () => {
  repository.write("new.ts", "export function fresh(): void {}\n");
  repository.git("add", "-A");
  const [target, link] = [join(outside, "private"), join(outside, "COMMIT_EDITMSG")];
  writeFileSync(target, "\n# private\n");
  symlinkSync(target, link);
  const { code, stderr } = await runNanotype(["commit", "--hook", link], { folder: repository.folder });
  expect(code).toBe(0);
  expect(stderr).toMatch(/The message file is a link or a folder, and was left alone\./);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, "utf8")).toBe("\n# private\n");
});

describe("the hook says in the message why it has no draft", () => {
  /** Returns the editor's text after the hook has run. */
  async function shown(
    options: { comment?: string; environment?: Readonly<Record<string, string>> } = {},
  ): Promise<string> {
    const { comment = "#", environment = {} } = options;
    const file = join(outside, "COMMIT_EDITMSG");
    writeFileSync(file, `\n${comment} Please enter the commit message for your changes.\n${comment} On branch main\n`);
    const { code, stderr } = await runNanotype(["commit", "--hook", file], {
      folder: repository.folder,
      environment: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", ...environment },
    });
    expect(code).toBe(0);
    return stderr + readFileSync(file, "utf8");
  }

  test("where nothing is staged", async () =>
    expect(await shown()).toMatch(/^\n# nanotype wrote no draft\. Nothing is staged\.\n#\n# Please enter/));
  test("with the repository's comment character", async () => {
    repository.git("config", "core.commentChar", ";");
    expect(await shown({ comment: ";" })).toMatch(
      /^\n; nanotype wrote no draft\. Nothing is staged\.\n;\n; Please enter/,
    );
  });
  test("where git refuses", async () => {
    writeFileSync(join(repository.folder, ".git", "index"), "damaged");
    expect(await shown()).toMatch(/^\n# nanotype wrote no draft\. git failed: /);
  });
  test("on standard error where git would keep the comment", async () => {
    repository.git("config", "commit.cleanup", "verbatim");
    expect(await shown()).toMatch(/^nanotype wrote no draft\. Nothing is staged\.\n\n# Please enter/);
  });
  test("where every subject would be a comment", async () => {
    repository.git("config", "core.commentChar", "A");
    repository.write("new.ts", "export function fresh(): void {}\n");
    repository.git("add", "-A");
    expect(await shown({ comment: "A" })).toMatch(
      /^\nA nanotype wrote no draft\. git takes lines that begin with "A" for comments/,
    );
  });
});
