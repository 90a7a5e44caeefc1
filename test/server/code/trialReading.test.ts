import { afterAll, describe, expect, test } from "vitest";
import { caretOf, openSyntax } from "../../support/openSyntax";

// Without a limit on time, so that a busy machine changes no verdict.
const { syntax, whenIdle } = openSyntax({ clock: { nowMs: () => 0 } });
const uri = "file:///a";
afterAll(() => syntax.dispose());

/** Whether the language's grammar reads `inserted` at the caret; `replacedLength` characters behind it are replaced. */
async function reads(languageId: string, fixture: string, inserted: string, replacedLength = 0) {
  syntax.open(uri, languageId, caretOf(fixture).text);
  await whenIdle();
  return syntax.trialAt(uri, { ...caretOf(fixture), limitMs: 3 })?.reads(inserted, replacedLength);
}

describe("a grammar reads what could be inserted", () => {
  test.each([
    ["go", "package a\n\nfunc load(█\n", "path string) error {"],
    ["go", "package a\n\nfunc f() {\n\tfor █\n}\n", "_, order := range orders {"],
    ["java", "class A {\n  void f() {\n    █\n  }\n}\n", "store.add(customer)"],
    ["csharp", "class A {\n  void F() {\n    foreach (var order █\n  }\n}\n", "in orders)"],
    ["rust", "impl A {\n    pub fn f(█\n}\n", "&self, id: &str) -> bool {"],
    ["c", "int █\n", "load(const char *path) {"],
    ["cpp", "void f() {\n  std::█\n}\n", "vector<int> all;"],
    ["ruby", "def f(█\nend\n", "id)"],
    ["php", "<?php\nforeach ($orders █\n", "as $order) {"],
    ["shellscript", "if ! █\n", 'grep -q "$1" file; then'],
  ])("%s %j: %j", async (...params) => expect(await reads(...params)).toBe(true));
});

describe("a grammar does not read another language", () => {
  test.each([
    ["go", "package a\n\nfunc load(█\n", "path: string): error {"],
    ["go", "package a\n\nfunc f() {\n\tif █\n}\n", "len(id) == 0 else id"],
    ["java", "class A {\n  void f() {\n    double █\n  }\n}\n", "*= 100;"],
    ["csharp", "class A {\n  void F() {\n    foreach (var order █\n  }\n}\n", "of orders)"],
    ["rust", "impl █\n", "= {\n    name: String,"],
    ["c", "struct customer *load(█\n", "guild_id,"],
    ["cpp", "class A {\n  bool █\n};\n", "(id > 0) {"],
    ["ruby", "class A\n  def █\nend\n", "f(self, key: str):  # type: ignore"],
    ["php", "<?php\nforeach ($orders █\n", "of $orders)"],
    ["shellscript", 'import_customer "$id" █\n', '($1)"'],
  ])("%s %j: %j", async (...params) => expect(await reads(...params)).toBe(false));
});

describe("an insertion adds no syntax error", () => {
  const body = "function f() {\n  █\n}\n";
  test.each([
    ["typescript", body, "start();\n  if (a) stop();"],
    ["typescript", body, "if (a) {"],
    ["typescript", body, "start(a,"],
    ["typescript", body, "const a ="],
    ["typescript", "const a = {\n  █\n};\n", "b: {"],
    ["typescript", "import { a } █\n", "from"],
    ["typescript", "█\nstart();\n", "import { a,"],
    ["typescript", "█\nstart();\n", "function f("],
    ["javascript", "class A {\n  █\n}\n", "f("],
    ["javascript", body, "for ("],
    ["javascript", body, "return a ?"],
    ["javascript", body, "log(`a ${"],
    ["typescript", "switch (a) {\n  █\n}\n", "case 1:"],
    ["python", "def f(a):\n    █\n", "if a:"],
    ["python", "def f(a):\n    █\n", "for b in"],
    ["python", "█\n", "def f(a,"],
    ["python", "def f(a):\n    █\n", "return a and"],
  ])("in %s %j: %j, closed with the shortest text if it ends open", async (...params) =>
    expect(await reads(...params)).toBe(true),
  );
  test.each([
    ["typescript", body, "start(a"],
    ["typescript", body, "if (a) {\n    start();"],
    ["typescript", body, "start();\n}"],
    ["typescript", body, 'start("a'],
    ["typescript", body, 'start("a.'],
    ["typescript", "const a = f(█);\n", "b)"],
    ["python", "def f(a):\n    █\n\n\ndef g():\n    pass\n", '"""Begins f.'],
    ["python", "def f(a):\n    █\n", "return [a"],
  ])("but in %s %j: %j does", async (...params) => expect(await reads(...params)).toBe(false));
});

test("an error elsewhere in the document doesn't count", async () => {
  const fixture = "const = 1;\n\nfunction f() {\n  █\n}\n";
  expect(await reads("typescript", fixture, "start();")).toBe(true);
  expect(await reads("typescript", fixture, "start(];")).toBe(false);
});

test("errors around the caret's line prove nothing", async () =>
  expect(await reads("ruby", "class A\n  def f\n    @all.delete(█\n", "id)")).toBeUndefined());

test("replaced text is gone", async () =>
  expect(await reads("java", "class A {\n  void f() {\n    g(█);\n  }\n}\n", "a);", 2)).toBe(true));

test("a text that the tree isn't of proves nothing", async () => {
  const { text, offset } = caretOf("package a\n\nfunc load(█\n");
  syntax.open(uri, "go", text);
  await whenIdle();
  expect(syntax.trialAt(uri, { text: `${text}\n`, offset, limitMs: 3 })?.reads("**/**/", 0)).toBeUndefined();
});

test("a language without a grammar has no judge", async () => {
  syntax.open(uri, "plaintext", "a");
  await whenIdle();
  expect(syntax.trialAt(uri, { text: "a", offset: 1, limitMs: 3 })).toBeUndefined();
});

test("all verdicts of one answer together take 3 ms at most", async () => {
  let nowMs = 0;
  const timed = openSyntax({ clock: { nowMs: () => nowMs } });
  const { text, offset } = caretOf("const a = █\n");
  timed.syntax.open(uri, "typescript", text);
  await timed.whenIdle();
  const trial = timed.syntax.trialAt(uri, { text, offset, limitMs: 3 });
  expect(trial?.reads("b;", 0)).toBe(true);
  nowMs = 3.1;
  expect(trial?.reads("b;", 0)).toBe("late");
  timed.syntax.dispose();
});
