// Own folder: the hook is judged in each state of git, and each case commits, which no other may see.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRepository, type GitFixture } from "../../support/gitFixture";

const program = join(process.cwd(), "dist", "nanotype.js");
let repository: GitFixture;
beforeEach(() => {
  repository = createRepository();
  repository.commit("Start", { "shop.ts": "export const prices = [1];\n" });
});
afterEach(() => repository.dispose());

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  command: string,
  args: readonly string[],
  params: { folder?: string; environment?: NodeJS.ProcessEnv } = {},
): Run {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: params.folder ?? repository.folder,
    env: { ...repository.environment, NANOTYPE_SETTINGS: join(repository.folder, "none.json"), ...params.environment },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { code: status, stdout, stderr };
}

const nanotype = (...args: readonly string[]): Run => run(process.execPath, [program, "commit", ...args]);

/** Stages a new function; its draft is "Add isEmpty". */
function stage(): void {
  repository.write(
    "shop.ts",
    "export const prices = [1];\n\nexport function isEmpty(list: number[]): boolean {\n  return list.length === 0;\n}\n",
  );
  repository.git("add", "-A");
}

describe("nanotype commit", () => {
  test("prints the message and nothing else", () => {
    stage();
    expect(nanotype()).toEqual({ code: 0, stdout: "Add isEmpty\n", stderr: "" });
  });

  test("--candidates parts different messages by NUL", () => {
    const total = "export function total(prices: number[]): number {\n  return prices.length;\n}\n";
    repository.commit("Add total", { "shop.ts": total });
    const taxed = total.replace("number[])", "number[], taxRate: number)").replace("length", "length * taxRate");
    repository.write(
      "shop.ts",
      `${taxed}\nexport function isEmpty(list: number[]): boolean {\n  return !list[0];\n}\n`,
    );
    repository.git("add", "-A");
    const messages = nanotype("--candidates", "3").stdout.split("\0");
    expect(messages.at(0)).toBe("Add taxRate parameter to total");
    expect(new Set(messages).size).toBe(messages.length);
    expect(messages.length).toBeGreaterThan(1);
  });

  test("--json prints one object on one line", () => {
    stage();
    const { stdout } = nanotype("--json");
    expect(stdout.trimEnd()).not.toContain("\n");
    expect(JSON.parse(stdout)).toMatchObject({
      message: "Add isEmpty",
      backend: "offline",
      changes: "staged",
      files: 1,
    });
  });

  test("says why there is nothing, with exit code 1", () => {
    expect(nanotype()).toEqual({ code: 1, stdout: "", stderr: "nanotype: There are no changes to describe.\n" });
    const elsewhere = mkdtempSync(join(tmpdir(), "nanotype-none-"));
    expect(run(process.execPath, [program, "commit"], { folder: elsewhere }).stderr).toBe(
      "nanotype: This folder is not in a git repository.\n",
    );
    expect(run(process.execPath, [program, "commit"], { environment: { PATH: "/nowhere" } }).stderr).toMatch(
      /^nanotype: git was not found\./,
    );
    rmSync(elsewhere, { recursive: true });
  });

  test("wrong use has exit code 2", () => {
    expect(nanotype("--candidates", "9").code).toBe(2);
    expect(nanotype("--set", "commit.style=loud")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("commit.style") as string,
    });
  });

  test("--set changes the style", () => {
    stage();
    expect(nanotype("--set", "commit.style=conventional").stdout).toBe("feat: add isEmpty\n");
  });
});

describe("the hook", () => {
  /** Commits with an editor that records git's text, and returns the new commit's message. */
  function commit(...args: readonly string[]): string {
    const editor = join(repository.folder, ".git", "editor.sh");
    writeFileSync(editor, '#!/bin/sh\ncp "$1" "$(dirname "$0")/shown"\n', { mode: 0o755 });
    const { code, stderr } = run("git", ["commit", "--quiet", ...args], { environment: { GIT_EDITOR: editor } });
    return code === 0 ? repository.git("log", "-1", "--format=%B").trim() : `<${stderr.trim()}>`;
  }
  const shown = (): string => readFileSync(join(repository.folder, ".git", "shown"), "utf8");
  const hookPath = (): string => join(repository.folder, ".git", "hooks", "prepare-commit-msg");

  test("fills the editor of a plain commit", () => {
    expect(nanotype("--install-hook")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Installed: \.git\/hooks\/prepare-commit-msg\./) as string,
    });
    stage();
    expect(commit()).toBe("Add isEmpty");
    expect(shown()).toMatch(/^Add isEmpty\n\n# Please enter the commit message/);
  });

  test("describes what `git commit -a` and a partial commit would commit", () => {
    nanotype("--install-hook");
    stage();
    repository.git("reset", "--quiet");
    repository.write("other.ts", "export function other(): void {}\n");
    expect(commit("-a")).toBe("Add isEmpty");
    repository.git("add", "-A");
    repository.write("shop.ts", "export const prices = [1];\n");
    repository.git("add", "-A");
    expect(commit("--", "other.ts")).toBe("Add other");
  });

  test("works in a folder below, and in a linked worktree", () => {
    nanotype("--install-hook");
    const linked = join(repository.folder, ".git", "linked-tree");
    repository.git("worktree", "add", "--quiet", linked, "-b", "topic");
    const tree = createRepository(linked);
    tree.write("sub/new.ts", "export function fresh(): void {}\n");
    tree.git("add", "-A");
    const { code } = run("git", ["commit", "--quiet"], {
      folder: join(linked, "sub"),
      environment: { GIT_EDITOR: "true" },
    });
    expect({ code, message: tree.git("log", "-1", "--format=%s").trim() }).toEqual({ code: 0, message: "Add fresh" });
  });

  test("leaves -m, --amend, -c, templates, merges, squashes and fixups alone", () => {
    nanotype("--install-hook");
    stage();
    expect(commit("-m", "Mine")).toBe("Mine");
    repository.write("a.ts", "export function a(): void {}\n");
    repository.git("add", "-A");
    expect(commit("--amend")).toBe("Mine");
    repository.write("a.ts", "export function b(): void {}\n");
    repository.git("add", "-A");
    expect(commit("-c", "HEAD")).toBe("Mine");
    repository.write("a.ts", "export function c(): void {}\n");
    repository.git("add", "-A");
    expect(commit("--fixup", "HEAD")).toBe("fixup! Mine");
    repository.write("template.txt", "Why:\n");
    repository.write("a.ts", "export function d(): void {}\n");
    repository.git("add", "-A");
    expect(commit("--template", "template.txt")).toMatch(/did not edit the message/);
    expect(shown()).toMatch(/^Why:\n/);
    repository.git("reset", "--quiet", "--hard");
    repository.git("checkout", "--quiet", "-b", "topic", "HEAD~1");
    repository.commit("Topic", { "t.ts": "export const t = 1;\n" });
    repository.git("checkout", "--quiet", "main");
    repository.git("merge", "--quiet", "--no-commit", "--no-ff", "topic");
    expect(commit()).toBe("Merge branch 'topic'");
    repository.git("reset", "--quiet", "--hard", "HEAD~1");
    repository.git("merge", "--quiet", "--squash", "topic");
    expect(commit()).toMatch(/^Squashed commit of the following:/);
  });

  test("keeps existing trailers and text, and the diff of --verbose", () => {
    nanotype("--install-hook");
    stage();
    expect(commit("--signoff", "--verbose")).toBe("Add isEmpty\n\nSigned-off-by: Ada <ada@example.com>");
    expect(shown()).toMatch(/^Add isEmpty\n\nSigned-off-by[\s\S]*>8[\s\S]*\+export function isEmpty/);
    const mark = readFileSync(hookPath(), "utf8");
    writeFileSync(hookPath(), mark.replace("#!/bin/sh\n", '#!/bin/sh\nprintf "From another tool\\n" > "$1"\n'));
    repository.write("a.ts", "export function a(): void {}\n");
    repository.git("add", "-A");
    expect(commit()).toBe("From another tool");
  });

  test("knows other comment characters", () => {
    nanotype("--install-hook");
    stage();
    repository.git("config", "core.commentChar", ";");
    expect(commit()).toBe("Add isEmpty");
    repository.git("config", "core.commentChar", "auto");
    repository.write("a.ts", "export function a(): void {}\n");
    repository.git("add", "-A");
    expect(commit()).toBe("Add a");
  });

  test.each([
    ["the program is gone", (text: string) => text.replaceAll(program, "/nowhere/nanotype.js")],
    ["the program breaks", (text: string) => text.replaceAll(program, join(process.cwd(), "package.json"))],
    ["node is gone", (text: string) => text.replaceAll(process.execPath, "/nowhere/node")],
  ])("never stops a commit: %s", (_, damage) => {
    nanotype("--install-hook");
    writeFileSync(hookPath(), damage(readFileSync(hookPath(), "utf8")));
    stage();
    expect(commit("-m", "Mine")).toBe("Mine");
    repository.write("a.ts", "export function a(): void {}\n");
    repository.git("add", "-A");
    // The editor was opened on git's own empty message.
    expect(commit()).toMatch(/Aborting commit due to empty commit message/);
    expect(shown()).toMatch(/^\n# Please enter the commit message/);
  });

  test("never stops a commit: nothing is staged, broken settings", () => {
    nanotype("--install-hook");
    expect(commit("--allow-empty", "-m", "Empty")).toBe("Empty");
    writeFileSync(join(repository.folder, ".git", "settings.json"), "{ broken");
    stage();
    const { code } = run("git", ["commit", "--quiet"], {
      environment: { GIT_EDITOR: "true", NANOTYPE_SETTINGS: join(repository.folder, ".git", "settings.json") },
    });
    expect({ code, message: repository.git("log", "-1", "--format=%s").trim() }).toEqual({
      code: 0,
      message: "Add isEmpty",
    });
  });

  test("can be installed again and taken away, and another tool's hook is left alone", () => {
    expect(nanotype("--install-hook").code).toBe(0);
    expect(nanotype("--install-hook").stdout).toMatch(/^The hook was there already; it is up to date now/);
    expect(nanotype("--uninstall-hook").stdout).toMatch(/^Removed: \.git\/hooks\/prepare-commit-msg\./);
    expect(existsSync(hookPath())).toBe(false);
    expect(nanotype("--uninstall-hook").stdout).toBe("There is no such hook here; nothing was changed.\n");
    writeFileSync(hookPath(), "#!/bin/sh\necho other\n");
    chmodSync(hookPath(), 0o755);
    const { code, stderr } = nanotype("--install-hook");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /belongs to something else and was left alone\. To have both, add this line to it:\n {2}\[ -n "\$2" \] \|\| /,
    );
    expect(readFileSync(hookPath(), "utf8")).toBe("#!/bin/sh\necho other\n");
    // The line does what it says.
    writeFileSync(hookPath(), `#!/bin/sh\n${stderr.trim().split("\n").at(-1)}\n`);
    stage();
    expect(commit()).toBe("Add isEmpty");
  });

  test("goes where core.hooksPath says, unless others share it", () => {
    repository.git("config", "core.hooksPath", "tools/hooks");
    expect(nanotype("--install-hook").stdout).toMatch(/^Installed: tools\/hooks\/prepare-commit-msg\./);
    stage();
    repository.git("reset", "--quiet", "tools");
    expect(commit()).toBe("Add isEmpty");

    repository.git("config", "--unset", "core.hooksPath");
    const shared = join(repository.folder, ".git", "shared.config");
    writeFileSync(shared, `[core]\n  hooksPath = ${repository.folder}/.git/everywhere\n`);
    const everywhere = run(process.execPath, [program, "commit", "--install-hook"], {
      environment: { GIT_CONFIG_GLOBAL: shared },
    });
    expect(everywhere).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/All your repositories share the hooks in .*nothing was changed/) as string,
    });

    repository.git("config", "core.hooksPath", ".husky/_");
    mkdirSync(join(repository.folder, ".husky", "_"), { recursive: true });
    repository.write(".husky/_/h", "");
    expect(nanotype("--install-hook").stderr).toMatch(/Husky manages .* Add this line to \.husky\/prepare-commit-msg:/);
  });
});
