import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { IgnoreFiles } from "../../../../server/src/safety/exclusion/ignoreFiles";
import { mulberry32 } from "../../../../server/src/base/mulberry32";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "nanotype-git-ignore-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function git(args: readonly string[], input = "", place = ""): string {
  try {
    return execFileSync("git", args, {
      cwd: join(folder, place),
      input,
      encoding: "utf8",
      stdio: "pipe",
      maxBuffer: 1e8,
    });
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 1 && "stdout" in error)
      return String(error.stdout);
    throw error;
  }
}

/** Returns the paths that git ignores, of untracked files. */
function ignoredByGit(paths: readonly string[], place = ""): Set<string> {
  const input = paths.map((path) => `${path}\0`).join("");
  const answer = git(
    ["-c", "core.excludesFile=/dev/null", "check-ignore", "--no-index", "-z", "--stdin"],
    input,
    place,
  );
  return new Set(answer.split("\0").filter((path) => path !== ""));
}

async function ignoredByUs(paths: readonly string[], place = ""): Promise<Set<string>> {
  const files = new IgnoreFiles();
  const base = join(folder, place);
  const reasons = await Promise.all(paths.map((path) => files.excluding(join(base, path), [base])));
  return new Set(paths.filter((_, index) => reasons[index] !== undefined));
}

async function expectAgreement(paths: readonly string[], place = ""): Promise<void> {
  const [theirs, ours] = [ignoredByGit(paths, place), await ignoredByUs(paths, place)];
  const different = paths.filter((path) => theirs.has(path) !== ours.has(path));
  expect(different.map((path) => `${path}: git ${theirs.has(path) ? "ignores" : "takes"} it`)).toEqual([]);
}

const names = [
  ...["a", "b", "src", "dist", "build", "packages", "foo", "Foo", "x y", "ä", "日本", "#a", "!a", "a]", "[a]", "a\\b"],
  ...["..a", "...", "node_modules", "log", " lead", "trail ", "a*b", "a?b", "é"],
];
const endings = [".ts", ".log", ".LOG", ".gen.ts", "", ".d.ts", " ", ".tmp"];

function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)];
}

/** Returns a line that a person may write, right or wrong. */
function line(random: () => number): string {
  const part = (): string =>
    pick(random, [
      () => pick(random, names) + pick(random, endings),
      () => pick(random, names),
      () => `*${pick(random, endings)}`,
      () => `${pick(random, names).slice(0, 1)}*`,
      () => "**",
      () => "*",
      () => "?",
      () =>
        pick(random, [
          "[ab]",
          "[!a]*",
          "[^b]",
          "[a-c]*",
          "[[:alpha:]]",
          "[[:upper:]]*",
          "[]a]",
          "[a",
          "[\\]a]",
          "[z-a]",
          "[[:bad:]]",
        ]),
      () => `\\${pick(random, names)}`,
      () => `a**${pick(random, ["", "b", ".ts"])}`,
      () => "?*",
      () => "??",
    ])();
  const count = 1 + Math.floor(random() * 3);
  const path = Array.from({ length: count }, part).join("/");
  const decorated = `${random() < 0.3 ? "/" : ""}${path}${random() < 0.3 ? "/" : ""}`;
  return pick(random, [
    () => decorated,
    () => decorated,
    () => decorated,
    () => `!${decorated}`,
    () => `!${decorated}`,
    () => `${decorated}  `,
    () => `${decorated}\\ `,
    () => `${decorated}\t`,
    () => `# ${decorated}`,
    () => "",
    () => `${decorated}\\`,
    () => `**/${decorated}`,
    () => `${decorated}/**`,
  ])();
}

describe("nested ignore files say what git says", () => {
  test.each([1, 2, 3, 4, 5, 6])("in a generated tree of 1,000 paths (%i)", async (seed) => {
    const random = mulberry32(seed);
    git(["init", "-q"]);
    const folders = [""];
    while (folders.length < 60) folders.push(`${pick(random, folders.slice(0, 25))}${pick(random, names)}/`);
    for (const each of new Set(folders)) {
      if (random() < 0.5 && each !== "") continue;
      const ends = pick(random, ["\n", "\r\n"]);
      const lines = Array.from({ length: 1 + Math.floor(random() * 6) }, () => line(random));
      write(`${each}.gitignore`, `${random() < 0.2 ? "\uFEFF" : ""}${lines.join(ends)}${random() < 0.7 ? ends : ""}`);
    }
    write(".git/info/exclude", `${line(random)}\n!${line(random)}\n`);
    const paths = new Set<string>();
    while (paths.size < 1_000) paths.add(`${pick(random, folders)}${pick(random, names)}${pick(random, endings)}`);
    // A folder of git must not occur as a file here.
    const files = [...paths].filter((path) => !folders.includes(`${path}/`));
    expect(files.length).toBeGreaterThan(900);
    await expectAgreement(files);
    const ignored = ignoredByGit(files).size;
    expect(ignored).toBeGreaterThan(20);
    expect(ignored).toBeLessThan(files.length);
  });

  test("where a line takes a folder back that an outer file excludes", async () => {
    git(["init", "-q"]);
    write(".gitignore", "build/\nlogs/*\n!logs/keep/\n");
    write("p/q/.gitignore", "!build/\n/only.ts\r\n");
    await expectAgreement([
      ...["build/a.ts", "p/build/a.ts", "p/q/build/a.ts", "p/q/build/deep/b.ts", "p/q/only.ts", "p/q/r/only.ts"],
      ...["logs/a", "logs/keep/a", "logs/other/keep/a"],
    ]);
  });

  test("in a sub-folder that is opened, in a worktree, a submodule and a nested repository", async () => {
    git(["init", "-q"]);
    write(".gitignore", "*.gen.ts\nvendor/\n");
    write("packages/app/.gitignore", "/out\n");
    git(["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "--allow-empty", "-m", "x"]);
    await expectAgreement(["a.gen.ts", "src/a.gen.ts", "out/a.ts", "src/out/a.ts", "a.ts"], "packages/app");

    git(["worktree", "add", "-q", "tree"]);
    write("tree/.gitignore", "mine/\n");
    write(".git/info/exclude", "shared.ts\n");
    await expectAgreement(["mine/a.ts", "a.gen.ts", "shared.ts", "b/shared.ts", "b.ts"], "tree");

    git(["init", "-q", "vendor/nested"]);
    write("vendor/nested/.gitignore", "x/\n");
    await expectAgreement(["x/a.ts", "a.gen.ts", "a.ts"], "vendor/nested");

    mkdirSync(join(folder, ".git/modules"));
    git(["init", "-q", "--separate-git-dir", join(folder, ".git/modules/sub"), "sub"]);
    write(".git/modules/sub/info/exclude", "own.ts\n");
    await expectAgreement(["own.ts", "shared.ts", "a.gen.ts"], "sub");
    // A folder called .git that isn't a repository ends nothing.
    mkdirSync(join(folder, "odd/.git"), { recursive: true });
    await expectAgreement(["odd/a.gen.ts", "odd/a.ts"]);
  });
});

test("a .nanotypeignore of the workspace folder counts in the repositories inside", async () => {
  write(".nanotypeignore", "third_party/\n*.plan\n");
  git(["init", "-q", "third_party/lib"]);
  git(["init", "-q", "app"]);
  const reasons = ["third_party/lib/a.ts", "app/a.plan", "app/a.ts"].map((path) =>
    new IgnoreFiles().excluding(join(folder, path), [folder]),
  );
  expect(await Promise.all(reasons)).toEqual([
    'line 1 of .nanotypeignore has the line "third_party/"',
    'line 2 of .nanotypeignore has the line "*.plan"',
    undefined,
  ]);
});
