import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Exclusion } from "../../../../server/src/safety/exclusion/exclusion";

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
  ])("%s is kept out", (path) => check({}, path, "contain secrets"));
  test.each([".env.example", "src/credentials.ts", "secrets/index.ts", "id_rsa.pub", "keyboard.ts", "env.ts"])(
    "%s is not",
    (path) => check({}, path, "included"),
  );
  test("a repository cannot bring back", () => check({ ".nanotypeignore": "!.env\n" }, ".env", "contain secrets"));
  test("the user can", () => check({}, ".env", "included", ["!.env"]));
  test("the user can name more", () => check({}, "notes/a.md", 'nanotype.exclude has the line "notes/"', ["notes/"]));
});

describe("copies of files that hold secrets", () => {
  test.each([
    ...[
      "id_rsa.bak",
      "id_rsa_old",
      "id_rsa (copy)",
      "ID_RSA~",
      ".id_rsa.swp",
      "#id_rsa#",
      ".#id_rsa",
      "id_ed25519-work",
    ],
    ...[
      ".env.local.old",
      ".env~",
      ".env.bak",
      ".ENV.Backup",
      ".env?x=1",
      ".env#top",
      ".env::$DATA",
      ".env ",
      ".env.",
      "\uFF0Eenv",
    ],
    ...[
      "credentials.json~",
      "credentials.json.bak",
      "Copy of credentials.json",
      "credentials copy.json",
      ".credentials.json.swo",
    ],
    ...[
      "credentials.prod.json",
      "secrets-live.yaml",
      "secrets.yml.orig",
      "server.pem.old",
      "tls.key.2026-11-29",
      "prod.tfvars.json",
    ],
    ...[
      ".npmrc.save",
      ".netrc.1",
      "x.keystore.tmp",
      ".git-credentials.dpkg-old",
      "cert.p12.bak.2",
      ".en\u200Bv",
      ".ssh/known/config",
    ],
    ...[
      ".ssh.bak/config",
      ".AWS/credentials.old",
      ".pgpass.rpmsave",
      "~$credentials.json",
      "id_rsa.txt",
      ".htpasswd.new",
    ],
  ])("%s are kept out", (path) => check({}, `app/${path}`, "contain secrets"));
  test.each([
    ...[
      "id_rsa.pub",
      "src/credentials.ts",
      "credentialsForm.tsx",
      "environment.ts",
      "keys.ts",
      "old.ts",
      "backup.sql",
      "a.bak",
    ],
    ...["secret.md", "README.old", "public.keyboard", "monkey.ts~", "src/env.ts.orig", "sshd.ts", "kube/deploy.yaml"],
  ])("%s isn't such a copy", (path) => check({}, path, "included"));
  test("also by an address with a query or a fragment", () => {
    const exclusion = exclusionOf();
    for (const end of ["?x=1", "#L1", "?a#b", "%3Fx%3D1", ".bak?x"])
      expect([end, exclusion.verdict(`${uriOf(".env")}${end}`).kind]).toEqual([end, "excluded"]);
    for (const uri of [
      "git:/work/.env?%7B%22ref%22%3A%22HEAD%22%7D",
      "vscode-vfs://github/a/b/.env.bak",
      "untitled:id_rsa.bak",
    ])
      expect([uri, exclusion.verdict(uri).kind]).toEqual([uri, "excluded"]);
  });
  test("also in a folder whose name begins like the workspace's, and in a workspace that is a private folder", async () => {
    const exclusion = exclusionOf();
    expect(exclusion.verdict(`${pathToFileURL(folder).href}-other/.ssh/config`).kind).toBe("excluded");
    exclusion.setFolders([uriOf(".ssh")]);
    expect((await exclusion.decide(uriOf(".ssh/config"))).kind).toBe("excluded");
  });
});

describe("a link is judged by where it leads:", () => {
  let outside: string;
  beforeEach(() => (outside = mkdtempSync(join(tmpdir(), "nanotype-outside-"))));
  afterEach(() => rmSync(outside, { recursive: true }));
  const link = (target: string, path: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(target, join(folder, path));
  };

  test("to a file out of the workspace", async () => {
    writeFileSync(join(outside, "a.ts"), "");
    link(join(outside, "a.ts"), "src/a.ts");
    await check({}, "src/a.ts", "leads out of the workspace");
  });
  test("through a folder out of the workspace, for files that are yet to be written too", async () => {
    mkdirSync(join(outside, "lib"));
    link(join(outside, "lib"), "src/lib");
    await check({}, "src/lib/new.ts", "leads out of the workspace");
  });
  test("to a private file", async () => {
    write(".env", "");
    link("../.env", "src/settings.ts");
    await check({}, "src/settings.ts", "contain secrets");
  });
  test("to an ignored file, by the ignore files there", async () => {
    write("packages/foo/gen/a.ts", "");
    link("../packages/foo/gen/a.ts", "src/a.ts");
    await check({ "packages/foo/.gitignore": "gen/\n" }, "src/a.ts", 'line 1 of .gitignore has the line "gen/"');
  });
  test("from an ignored place to an allowed one, which changes nothing", async () => {
    write("src/a.ts", "");
    link("../src/a.ts", "gen/a.ts");
    await check({ ".gitignore": "gen/\n" }, "gen/a.ts", 'has the line "gen/"');
  });
  test("within the workspace to an ordinary file", async () => {
    write("src/a.ts", "");
    link("a.ts", "src/b.ts");
    await check({}, "src/b.ts", "included");
  });
  test("in a circle", async () => {
    link("b.ts", "a.ts");
    link("a.ts", "b.ts");
    await check({}, "a.ts", "could not be compared");
  });
  test("a workspace that is opened by a link is none that leads out", async () => {
    mkdirSync(join(outside, "real/src"), { recursive: true });
    writeFileSync(join(outside, "real/src/a.ts"), "");
    link(join(outside, "real"), "ws");
    const exclusion = new Exclusion();
    exclusion.setFolders([uriOf("ws")]);
    expect(await exclusion.decide(uriOf("ws/src/a.ts"))).toEqual({ kind: "included" });
  });
  test("out of the repository, in no workspace, as on the command line", async () => {
    execFileSync("git", ["init", "-q"], { cwd: folder });
    writeFileSync(join(outside, "a.ts"), "");
    link(join(outside, "a.ts"), "a.ts");
    expect(await new Exclusion().decide(uriOf("a.ts"))).toMatchObject({
      reason: expect.stringContaining("out of the repository") as string,
    });
  });
});

test("a document without a file is excluded by its name only", () => {
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

test("a changed ignore file counts as soon as it is reported", async () => {
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
