import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Exclusion } from "../../../server/src/privacy/exclusion";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "nanotype-exclusion-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function exclusionOf(params: { patterns?: readonly string[]; changed?: (uri: string) => void } = {}): Exclusion {
  const exclusion = new Exclusion(params.changed);
  exclusion.setFolders([pathToFileURL(folder).href]);
  exclusion.setPatterns(params.patterns ?? []);
  return exclusion;
}

/** Checks why `path` is kept out, in a workspace with `files`; `included` if it is not. */
async function check(
  files: Readonly<Record<string, string>>,
  path: string,
  expected: string,
  patterns?: readonly string[],
): Promise<void> {
  for (const [name, text] of Object.entries(files)) write(name, text);
  const verdict = await exclusionOf({ ...(patterns && { patterns }) }).decide(uriOf(path));
  expect(verdict.kind === "excluded" ? verdict.reason : verdict.kind).toContain(expected);
}

describe("ignore files", () => {
  test("keep out what they name, and say by which line", () =>
    check({ ".gitignore": "# built\n/dist/\n" }, "dist/deep/a.js", 'line 2 of .gitignore has the line "/dist/"'));
  test("leave the rest alone", () => check({ ".gitignore": "/dist/\n" }, "src/dist/a.js", "included"));
  test("of a folder count below it", () => check({ "a/.gitignore": "*.log\n" }, "a/b/x.log", "line 1 of .gitignore"));
  test("of a folder do not count beside it", () => check({ "a/.gitignore": "*.log\n" }, "b/x.log", "included"));
  test("deeper down have the last word", () =>
    check({ ".gitignore": "*.log\n", "a/.gitignore": "!x.log\n" }, "a/x.log", "included"));
  test("cannot bring a file back out of an excluded folder", () =>
    check({ ".gitignore": "a/\n", "a/.gitignore": "!x.ts\n" }, "a/x.ts", 'line "a/"'));
  test("of our own count like git's", () =>
    check({ ".nanotypeignore": "private/\n" }, "private/a.ts", "line 1 of .nanotypeignore"));
  test("of our own overrule git's", () =>
    check({ ".gitignore": "gen/\n", ".nanotypeignore": "!gen/\n" }, "gen/a.ts", "included"));
  test("above the workspace folder count up to the repository's root", async () => {
    write(".gitignore", "*.gen.ts\n");
    execFileSync("git", ["init", "-q"], { cwd: folder });
    const exclusion = new Exclusion();
    exclusion.setFolders([uriOf("packages/app")]);
    expect(await exclusion.decide(uriOf("packages/app/a.gen.ts"))).toMatchObject({ kind: "excluded" });
  });
  test("count for files that git tracks all the same, until a line of our own brings them back", async () => {
    write(".gitignore", "dist/\n");
    write("dist/config.ts", "");
    execFileSync("git", ["init", "-q"], { cwd: folder });
    execFileSync("git", ["add", "-f", "dist/config.ts"], { cwd: folder });
    // Git itself ignores no file that it tracks.
    expect(() => execFileSync("git", ["check-ignore", "-q", "dist/config.ts"], { cwd: folder })).toThrow();
    await check({}, "dist/config.ts", 'line 1 of .gitignore has the line "dist/"');
    await check({ ".nanotypeignore": "!dist/\n" }, "dist/config.ts", "included");
  });
  test("agree with git itself", async () => {
    write(".gitignore", "*.tmp\n!keep.tmp\n/build\nlogs/**/*.txt\ndoc/*.md\n\\#x\n");
    write("sub/.gitignore", "/only.ts\n!*.tmp\n");
    execFileSync("git", ["init", "-q"], { cwd: folder });
    write(".git/info/exclude", "mine.ts\n");
    const paths = ["a.tmp", "keep.tmp", "build/x.ts", "sub/build/x.ts", "logs/a/b/c.txt", "logs/c.txt", "doc/a.md"];
    paths.push("doc/b/a.md", "#x", "sub/only.ts", "only.ts", "sub/z.tmp", "mine.ts", "sub/deep/mine.ts", "a.ts");
    const exclusion = exclusionOf();
    for (const path of paths) {
      let isIgnored = true;
      try {
        execFileSync("git", ["check-ignore", "-q", "--no-index", path], { cwd: folder });
      } catch {
        isIgnored = false;
      }
      expect([path, (await exclusion.decide(uriOf(path))).kind]).toEqual([path, isIgnored ? "excluded" : "included"]);
    }
  });
});

describe("files that hold secrets by their kind", () => {
  test.each([
    ...[".env", "app/.env.production", "prod.env", "server.pem", "tls/server.key", "id_rsa", ".ssh/config", ".npmrc"],
    ...[
      ".netrc",
      ".aws/credentials",
      ".kube/config",
      "credentials.json",
      "config/secrets.yml",
      "prod.tfvars",
      ".PGPASS",
    ],
    ...[".docker/config.json", "client_secret_1.apps.json", "keys/release.keystore"],
  ])("%s is kept out", (path) => check({}, path, "holds secrets"));
  test.each([".env.example", "src/credentials.ts", "secrets/index.ts", "id_rsa.pub", "keyboard.ts", "env.ts"])(
    "%s is not",
    (path) => check({}, path, "included"),
  );
  test("a repository cannot bring back", () => check({ ".nanotypeignore": "!.env\n" }, ".env", "holds secrets"));
  test("the user can", () => check({}, ".env", "included", ["!.env"]));
  test("the user can name more", () => check({}, "notes/a.md", 'nanotype.exclude has the line "notes/"', ["notes/"]));
});

test("a document that is no file is kept out by its name only", () => {
  const exclusion = exclusionOf();
  expect(exclusion.verdict("untitled:Untitled-1").kind).toBe("included");
  expect(exclusion.verdict("untitled:.env").kind).toBe("excluded");
});

test("nothing is decided before the ignore files have been read", async () => {
  write(".gitignore", "a.ts\n");
  const changed: string[] = [];
  const exclusion = exclusionOf({ changed: (uri) => changed.push(uri) });
  expect(exclusion.verdict(uriOf("a.ts")).kind).toBe("pending");
  await exclusion.decide(uriOf("a.ts"));
  expect(exclusion.verdict(uriOf("a.ts")).kind).toBe("excluded");
  expect(changed).toContain(uriOf("a.ts"));
});

test("files that are not open are decided about behind everything else, and again after a change", async () => {
  write(".gitignore", "*.log\n");
  const paths = Array.from({ length: 200 }, (_, index) => uriOf(`${index}.${index < 3 ? "log" : "ts"}`));
  let turnCount = 0;
  let wake: () => void = () => undefined;
  const told: { readonly uri: string; readonly turn: number }[] = [];
  const untilTold = (count: number): Promise<void> =>
    new Promise((resolve) => {
      wake = () => {
        if (told.length === count) resolve();
      };
    });
  const countTurn = (): void => {
    turnCount++;
    next = setImmediate(countTurn);
  };
  let next = setImmediate(countTurn);
  const exclusion = exclusionOf();
  const first = untilTold(3);
  exclusion.follow(paths, (uri) => {
    told.push({ uri, turn: turnCount });
    wake();
  });
  expect(told).toEqual([]);
  await first;
  expect(told.map(({ uri }) => uri)).toEqual(paths.slice(0, 3));
  write(".nanotypeignore", "*.ts\n");
  const second = untilTold(200);
  exclusion.ignoreFilesChanged();
  await second;
  clearImmediate(next);
  expect(told.map(({ uri }) => uri)).toEqual(paths);
  // Others had their turn in between.
  expect(new Set(told.map(({ turn }) => turn)).size).toBeGreaterThan(30);
});

test("a changed ignore file counts as soon as it has been told of", async () => {
  const changed = new Set<string>();
  let wake: () => void = () => undefined;
  const exclusion = exclusionOf({
    changed(uri) {
      changed.add(uri);
      wake();
    },
  });
  await exclusion.decide(uriOf("a.ts"));
  write(".nanotypeignore", "*.ts\n");
  const told = new Promise<void>((resolve) => (wake = resolve));
  exclusion.ignoreFilesChanged();
  expect(exclusion.verdict(uriOf("a.ts")).kind).toBe("included"); // until it has been read
  await told;
  expect(exclusion.verdict(uriOf("a.ts")).kind).toBe("excluded");
});
