// Own folder: each case is one change to one file, whose body is judged word by word.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { messageFor } from "../../support/draftFixture";
import { createRepository, type GitFixture } from "../../support/gitFixture";

let repository: GitFixture;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.dispose());

/** Replaces `from` by `to` in a file and compares the draft. */
async function check(
  path: string,
  text: string,
  [from, to]: readonly [string, string],
  expected: string,
): Promise<void> {
  expect(text).toContain(from);
  repository.commit("Use `ticks` for names", { [path]: text });
  repository.write(
    path,
    text.replace(from, () => to),
  );
  expect(await messageFor(repository)).toBe(expected);
}

const load = `export async function load(path: string, timeout = 10): Promise<string> {
  const text = await readFile(path);
  if (text.length > 100) console.info(text);
  for (const line of text.split("x")) {
    if (line === "end") break;
    emit(line);
  }
  return text;
}
`;
const fetchUser = `class Client:
    def fetch_user(self, name, retries=3):
        if name in self.cache:
            return self.cache[name]
        answer = self.session.get("/users", timeout=5)
        return parse(answer)
`;

describe("what changed inside of a function", () => {
  const body = "  const text = await readFile(path);\n";
  test.each<[string, string, string]>([
    [body, `  if (!path) return "";\n${body}`, "Handle empty `path` in `load`"],
    [body, `  if (!timeout) return "";\n${body}`, "Check `timeout` in `load`"],
    [body, `  if (path === undefined) return "";\n${body}`, "Handle missing `path` in `load`"],
    [body, `  if (path.length === 0) return "";\n${body}`, "Handle empty `path` in `load`"],
    [body, `  if (path === "/") {\n    throw new RangeError("no");\n  }\n${body}`, "Throw `RangeError` in `load`"],
    [body, `${body}  if (text.startsWith(mark)) skip();\n`, "Check `text.startsWith` in `load`"],
    ["text.length > 100", "text.length > 100 && isVerbose", "Check `isVerbose` in `load`"],
    ["text.length > 100", "text.length < 100", "Change condition in `load`"],
    ["timeout = 10", "timeout = 30", "Change default of `timeout` to `30`"],
    ["path: string, timeout", 'path: string = "a", timeout', 'Default `path` to `"a"` in `load`'],
    ["emit(line)", "publish(line)", "Use `publish` instead of `emit` in `load`"],
    ["emit(line)", "emit(trimEnd(line))", "Use `trimEnd` in `load`"],
    ["    emit(line);\n", "", "Stop using `emit` in `load`"],
    [body, `${body}  console.debug(text);\n`, "Add logging to `load`"],
    [
      "  return text;",
      "  try {\n    check(text);\n  } catch {\n    emit(text);\n  }\n  return text;",
      "Handle errors in `load`",
    ],
    ["    emit(line);", "    await emit(line);", "Await `emit` in `load`"],
    ["return text", "return path", "Return `path` from `load`"],
    ["readFile(path)", "readFile(path, { encoding: utf8 })", "Pass `encoding` to `readFile` in `load`"],
    ['"end"', '"stop"', "Change condition in `load`"],
  ])("TypeScript: %j becomes %j", (from, to, expected) => check("load.ts", load, [from, to], expected));

  test.each<[string, string, string]>([
    [
      "        if name in",
      "        if name is None:\n            return None\n        if name in",
      "Handle missing `name` in `fetch_user`",
    ],
    [
      "        return parse(answer)",
      "        if answer.status > 400:\n            raise ClientError(name)\n        return parse(answer)",
      "Raise `ClientError` in `fetch_user`",
    ],
    ["retries=3", "retries=5", "Change default of `retries` to `5`"],
    ["timeout=5", "timeout=30", "Set `timeout` to `30`"],
    ["timeout=5", "timeout=5, stream=True", "Pass `stream` to `session.get` in `fetch_user`"],
    ["parse(answer)", "decode(answer)", "Use `decode` instead of `parse` in `fetch_user`"],
    [
      "        return parse(answer)",
      "        try:\n            return parse(answer)\n        except KeyError:\n            return None",
      "Handle `KeyError` in `fetch_user`",
    ],
  ])("Python: %j becomes %j", (from, to, expected) => check("client.py", fetchUser, [from, to], expected));

  test.each<[string, string, readonly [string, string], string]>([
    [
      "a.go",
      "package a\n\nfunc Load(p string) error {\n\topen(p)\n\treturn nil\n}\n",
      ["\topen(p)", '\tif p == "" {\n\t\treturn nil\n\t}\n\topen(p)'],
      "Handle empty `p` in `Load`",
    ],
    [
      "a.rs",
      "pub fn load(p: &str) -> u8 {\n    open(p)\n}\n",
      ["open(p)", "open_all(p)"],
      "Use `open_all` instead of `open` in `load`",
    ],
    [
      "A.java",
      "class A {\n  int load(String p) {\n    return open(p);\n  }\n}\n",
      ["return open(p)", "return close(p)"],
      "Use `close` instead of `open` in `load`",
    ],
    [
      "queue.js",
      "function Queue (opts) {\n  this.size = 0\n}\n",
      ["  this.size = 0", "  this.size = 0\n  this.paused = false"],
      "Add `paused` to `Queue`",
    ],
    [
      "queue.js",
      "function Queue (opts) {\n  start(opts.size)\n}\n",
      ["start(opts.size)", "start(opts.size || opts.limit)"],
      "Add `limit` option to `Queue`",
    ],
    [
      "queue.js",
      "function queue () {\n  return { push }\n}\n",
      ["  return", "  function drain () {}\n\n  return"],
      "Add `drain` to `queue`",
    ],
    [
      "boot.js",
      "Boot.prototype.ready = function (done) {\n  done()\n}\n",
      ["  done()", "  if (!done) return\n  done()"],
      "Handle missing `done` in `ready`",
    ],
  ])("%s", (path, text, change, expected) => check(path, text, change, expected));
});

describe("what a constant holds", () => {
  test.each<[string, string, string]>([
    ["limit = 10", "limit = 20", "Set `limit` to `20`"],
    ['"js"]', '"js", "mjs"]', "Add `mjs` to `endings`"],
    ['"ts", ', "", "Remove `ts` from `endings`"],
    ["depth: 1", "depth: 1, width: 2", "Add `width` to `box`"],
    ["[a-z]+", "[a-z]*", "Change regular expression in `isWord`"],
    ['"not a word"', '"no word"', "Change error message in `isWord`"],
  ])("%j becomes %j", (from, to, expected) =>
    check(
      "values.ts",
      'export const limit = 10;\nexport const endings = ["ts", "js"];\nexport const box = { depth: 1 };\nexport function isWord(text: string): void {\n  if (!/^[a-z]+$/.test(text)) throw new Error("not a word");\n}\n',
      [from, to],
      expected,
    ),
  );
});

describe("what is not said", () => {
  test("that a name is no longer used which still is", () =>
    check("load.ts", load, ["    emit(line);", "    queue.push(emit);"], "Use `queue.push` in `load`"));

  test("a value that is a secret", () =>
    check(
      "load.ts",
      "export function load(token = none): void {\n  use(token);\n}\n",
      ["none", ["AKIA", "Z7QX4M2PL3KD5RTV"].join("")],
      "Change signature of `load`",
    ));

  test("one of several things that a function does now", async () => {
    const text = `export function load(): void {\n  a();\n}\n`;
    await check("load.ts", text, ["  a();", "  b();\n  c();\n  d();\n  e();"], "Update `load`");
  });
});

describe("what only documents", () => {
  test.each<[string, string, string, string]>([
    ["a.py", "    return 1\n", '    """Give one."""\n    return 1\n', "Document `one`"],
    ["a.py", "    # TODO\n", "", "Remove comments from `a.py`"],
    ["a.py", "    return 1\n", "    # why\n    return 1\n", "Add comments to `a.py`"],
    ["a.py", "# TODO", "# later", "Update comments in `a.py`"],
  ])("%s: %j becomes %j", (path, from, to, expected) =>
    check(path, "def one(a):\n    # TODO\n    return 1\n\n\ndef two():\n    pass\n", [from, to], expected),
  );

  test("a doc comment above a declaration", () =>
    check("load.ts", load, ["export async", "/** Reads a file. */\nexport async"], "Document `load`"));
});

test("a new export is named before a parameter", () =>
  check(
    "a.ts",
    "export function f(a: string): string {\n  return a;\n}\n",
    [
      "f(a: string): string {\n  return a;\n}\n",
      'f(a: string, b = 1): string {\n  if (b > 2) throw new RangeError("no");\n  return a;\n}\n\nexport function g(): number {\n  return 1;\n}\n',
    ],
    "Add `g`",
  ));

test("a binary file documents nothing", async () => {
  repository.commit("docs: begin", { "readme.txt": "begin\n" });
  repository.commit("feat: go on", { "a.ts": "export const a = 1;\n" });
  repository.write("big.bin", Buffer.from([0, 1, 2, 3]));
  expect(await messageFor(repository)).toBe("chore: add big.bin");
});
