// Own folder: none. Two texts are compared; no file is read.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemClock as clock } from "../../../server/src/base/clock";
import { dependencyChanges, versionChange } from "../../../server/src/commit/change/dependencies";
import { fileKind } from "../../../server/src/commit/change/fileKind";
import { changelogEntries, testTitles } from "../../../server/src/commit/ideas/ownWords";
import { changedLineNumbers, parsePatches } from "../../../server/src/commit/change/patch";
import { onlyReplacement, respelledCount } from "../../../server/src/commit/change/replacements";
import { parseSource } from "../../../server/src/code/parseSource";
import { compareSymbols } from "../../../server/src/commit/symbols/symbolChanges";
import { createTurns } from "../../../server/src/commit/change/turns";
import { bareCodeOf } from "../../../server/src/code/bareCode";
import { Grammars } from "../../../server/src/code/grammars";
import { languageOfPath } from "../../../server/src/code/languages";
import { silentLog } from "../../../server/src/base/log";

const grammars = new Grammars({ folder: join(process.cwd(), "dist", "grammars"), log: silentLog });
const turns = createTurns({ clock, signal: new AbortController().signal });

/** Hunks of a patch written without its headers. */
const hunks = (lines: string) => parsePatches(`diff --git a b\n@@ -1 +1 @@\n${lines}`)[0];

/** Describes the changes to the names in a file, with a word for each. */
async function symbols(path: string, before: string, after: string): Promise<string[]> {
  const read = async (text: string) => {
    const bare = bareCodeOf(languageOfPath(path)?.id ?? "", text);
    return (await parseSource({ grammars, turns, path, text, bare }))?.declarations ?? [];
  };
  const lines = (text: string) => text.split("\n").map((_, index) => index + 1);
  const changes = await compareSymbols(
    [{ path, old: await read(before), new: await read(after), removedLines: lines(before), addedLines: lines(after) }],
    turns,
  );
  return changes.map((change) => {
    const { kind, symbol } = change;
    const name = symbol.container === "" ? symbol.name : `${symbol.container}.${symbol.name}`;
    if (kind === "renamed") return `${change.oldName} → ${name}`;
    if (kind === "signature") return `${name}(+${change.addedParameters.join()} -${change.removedParameters.join()})`;
    return `${kind} ${name}`;
  });
}

describe("names that changed", () => {
  const body = "  const parts = text.split(separator).map((part) => part.trim()).filter(Boolean);\n  return parts;\n";

  test("TypeScript: added, removed, changed", async () =>
    expect(
      await symbols(
        "a.ts",
        "export function a() { return 1; }\nfunction b() {}\n",
        "export function a() { return 2; }\nexport class C { m(): void {} }\n",
      ),
    ).toEqual(["removed b", "added C", "changed a"]));

  test("TypeScript: renamed, by its code", async () =>
    expect(
      await symbols(
        "a.ts",
        `function split(text, separator) {\n${body}}\n`,
        `function cutApart(text, separator) {\n${body}}\n`,
      ),
    ).toEqual(["split → cutApart"]));

  test("TypeScript: parameters and options", async () =>
    expect(
      await symbols(
        "a.ts",
        "export interface O { a: number }\nexport const f = (x: string) => x;\n",
        "export interface O { a: number; b?: string }\nexport const f = (x: string, y = 1) => x + y;\n",
      ),
    ).toEqual(["added O.b", "changed O", "f(+y -)"]));

  test("comments and blanks change nothing", async () =>
    expect(
      await symbols(
        "a.ts",
        "function a() { return [1, 2]; }\n",
        "// new\nfunction a() {\n  // why\n  return [1, 2];\n}\n",
      ),
    ).toEqual([]));

  test("Python: methods, decorators, parameters", async () =>
    expect(
      await symbols(
        "a.py",
        "class A:\n    def m(self, x): return x\n",
        "class A:\n    @cached\n    def m(self, x, *, y=None): return x\n    def n(self): pass\n",
      ),
    ).toEqual(["added A.n", "changed A", "A.m(+y -)"]));

  test.each([
    ["a.go", "package a\n", "package a\n\nfunc (s *Server) Serve(port int) error { return nil }\n", "added Serve"],
    ["a.rs", "", "impl Server { pub fn serve(&self, port: u16) -> Result<()> { Ok(()) } }\n", "added Server.serve"],
    ["A.java", "class A { }\n", "class A { int size(int x) { return x; } }\n", "added A.size"],
    ["a.c", "", "int add(int a, int b) { return a + b; }\n", "added add"],
    ["a.cpp", "", "class A { public: int size() { return 1; } };\n", "added A"],
    ["A.cs", "class A { }\n", "class A { public int Size(int x) { return x; } }\n", "added A.Size"],
    ["a.rb", "class A\nend\n", "class A\n  def size(x)\n    x\n  end\nend\n", "added A.size"],
    ["a.php", "<?php\n", "<?php\nfunction size($x) { return $x; }\n", "added size"],
    ["a.sh", "", "size() {\n  echo 1\n}\n", "added size"],
    ["a.js", "", "module.exports = {};\nfunction* walk(tree) { yield tree; }\n", "added walk"],
    ["a.tsx", "", "export const Box = ({ size }: Props) => <div>{size}</div>;\n", "added Box"],
  ])("%s", async (path, before, after, expected) => expect(await symbols(path, before, after)).toContain(expected));
});

describe("what the author wrote", () => {
  test.each([
    [
      "+- Fixed a crash in `parse()` when the input is empty. #123",
      "",
      ["Fixed a crash in `parse()` when the input is empty"],
    ],
    [
      "+* Add a thing :issue:`12`, and more\n+  on a second line. Not this.",
      "",
      ["Add a thing, and more on a second line"],
    ],
    ["+- [Speed up](https://x.y) the *loader* (thanks @ada, #12)", "", ["Speed up the *loader*"]],
    ["+- Support for Python 3.7.", "### Removed\n\n- Support for Python 3.7.", ["remove support for Python 3.7"]],
    ["+- `Cache.clear`", "## Added\n- `Cache.clear`", ["add `Cache.clear`"]],
    ["+- When it rains, it pours.", "", []],
    ["-- Moved entry of three words.\n+- Moved entry of three words.", "", []],
  ])("in a changelog: %s", (lines, text, expected) => expect(changelogEntries(hunks(lines), text)).toEqual(expected));

  test.each([
    ['+  it("should return 404 for unknown routes", () => {', ["return 404 for unknown routes"]],
    ["+test('should not throw on null', async (t) => {", ["do not throw on null"]],
    ["+  it.only(`handles empty lists of things`, fn)", ["handles empty lists of things"]],
    ['+  it("basic", () => {', []],
    ['+test("multiple executions, one after another", (t) => {', []],
    ['-  it("handles the old case well", f)\n+  it("handles the old case well", g)', []],
  ])("in a test: %s", (lines, expected) => expect(testTitles(hunks(lines))).toEqual(expected));
});

describe("replacements", () => {
  test.each([
    ["-const a = oldName(1);\n+const a = newName(1);", { from: "oldName", to: "newName", count: 1 }],
    ["-a(oldName, oldName)\n+a(newName, newName)\n-x.oldName()\n+x.newName()", undefined],
    [
      "-see master docs\n+see main docs\n-and master too, master\n+and main too, main",
      { from: "master", to: "main", count: 2 },
    ],
    ["-python: 3.10\n+python: 3.11", { from: "3.10", to: "3.11", count: 1 }],
    ["-runs-on: ubuntu-20.04\n+runs-on: ubuntu-22.04", { from: "ubuntu-20.04", to: "ubuntu-22.04", count: 1 }],
    ["-envs: py37\n+envs: py37, py38", { from: "", to: "py38", count: 1 }],
    ["-one\n+two", undefined],
    ["-a b\n+c d\n+e f", undefined],
  ])("%s", (lines, expected) => expect(onlyReplacement(hunks(lines))).toEqual(expected));

  test.each([
    ["-Teh cat recieves food\n+The cat receives food", undefined],
    ["-A cat recieves food\n+A cat receives food", 1],
    ["-seperate and approriate\n+separate and appropriate", 2],
    ["-a cat eats\n+a dog eats", undefined],
  ])("respelled: %s", (lines, expected) => expect(respelledCount(hunks(lines))).toBe(expected));
});

describe("dependencies and versions", () => {
  test.each([
    [
      "package.json",
      '-    "zod": "^4.0.1",\n+    "zod": "^4.1.0",',
      [{ name: "zod", from: "4.0.1", to: "4.1.0" }],
      true,
    ],
    ["package.json", '+    "@types/node": "20.1.0"', [{ name: "@types/node", to: "20.1.0" }], true],
    ["package.json", '-    "test": "tap"\n+    "test": "vitest"', [], false],
    ["package.json", '-    "a": "1.0.0"\n+    "a": "1.0.0",', [], false],
    ["requirements.txt", "-flask==2.0\n+flask==3.0", [{ name: "flask", from: "2.0", to: "3.0" }], true],
    [
      "Cargo.toml",
      '-serde = { version = "1.0.1", features = ["derive"] }\n+serde = { version = "1.0.2", features = ["derive"] }',
      [{ name: "serde", from: "1.0.1", to: "1.0.2" }],
      true,
    ],
    [
      "go.mod",
      "-\tgolang.org/x/net v0.1.0\n+\tgolang.org/x/net v0.2.0",
      [{ name: "golang.org/x/net", from: "v0.1.0", to: "v0.2.0" }],
      true,
    ],
    [
      ".github/workflows/ci.yml",
      "-      - uses: actions/checkout@v3\n+      - uses: actions/checkout@v4",
      [{ name: "actions/checkout", from: "v3", to: "v4" }],
      true,
    ],
    ["Dockerfile", "-FROM node:20\n+FROM node:22", [{ name: "node", from: "20", to: "22" }], true],
    [
      ".pre-commit-config.yaml",
      "   - repo: https://github.com/astral-sh/ruff-pre-commit\n-    rev: v0.1\n+    rev: v0.2",
      [{ name: "ruff-pre-commit", from: "v0.1", to: "v0.2" }],
      true,
    ],
  ])("%s: %s", (path, lines, changes, isAll) =>
    expect(dependencyChanges(path, hunks(lines))).toEqual({ changes, isAll }),
  );

  test.each([
    ["package.json", '-  "version": "1.0.0",\n+  "version": "1.1.0-rc.1",', { from: "1.0.0", to: "1.1.0-rc.1" }],
    ["src/pkg/__init__.py", '-__version__ = "1.0"\n+__version__ = "1.1"', { from: "1.0", to: "1.1" }],
    ["pyproject.toml", '-version = "1.0"\n+version = "1.1"', { from: "1.0", to: "1.1" }],
    ["README.md", "-version 1\n+version 2", undefined],
  ])("version in %s", (path, lines, expected) => expect(versionChange(path, hunks(lines))).toEqual(expected));
});

test.each([
  ["package-lock.json", "lock"],
  ["crates/a/Cargo.lock", "lock"],
  [".terraform.lock.hcl", "lock"],
  ["api/user.pb.go", "generated"],
  ["vendor/x/y.go", "vendored"],
  ["app.min.js", "generated"],
  ["__snapshots__/a.snap", "generated"],
  ["src/a.test.ts", "test"],
  ["tests/test_a.py", "test"],
  ["pkg/a_test.go", "test"],
  ["docs/a.md", "docs"],
  ["README", "docs"],
  ["CHANGELOG.md", "changelog"],
  [".github/workflows/ci.yml", "ci"],
  ["pyproject.toml", "manifest"],
  ["tsconfig.json", "config"],
  ["logo.png", "asset"],
  ["src/contest/latest.ts", "source"],
])("%s is a file of kind %s", (path, kind) => expect(fileKind(path)).toBe(kind));

test("line numbers of a patch are those of the files", () => {
  const [first] = parsePatches("diff --git a b\n@@ -10,3 +20,4 @@ function x\n a\n-b\n+c\n+d\n e");
  expect(changedLineNumbers(first, "old")).toEqual([11]);
  expect(changedLineNumbers(first, "new")).toEqual([21, 22]);
});
