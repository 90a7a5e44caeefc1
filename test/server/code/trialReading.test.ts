import { afterAll, describe, expect, test } from "vitest";
import { caretOf, openSyntax } from "../../support/openSyntax";

const { syntax, whenIdle } = openSyntax();
const uri = "file:///a";
afterAll(() => syntax.dispose());

/** Whether the language's grammar reads `inserted` at the caret; `replacedLength` characters behind it are replaced. */
async function reads(languageId: string, fixture: string, inserted: string, replacedLength = 0) {
  syntax.open(uri, languageId, caretOf(fixture).text);
  await whenIdle();
  return syntax.reads(uri, { ...caretOf(fixture), replacedLength, inserted });
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

test("errors without the caret's line prove nothing", async () =>
  expect(await reads("ruby", "class A\n  def f\n    @all.delete(█\n", "id)")).toBeUndefined());

test("replaced text is gone", async () =>
  expect(await reads("java", "class A {\n  void f() {\n    g(█);\n  }\n}\n", "a);", 2)).toBe(true));

test("a text that the tree isn't of proves nothing", async () => {
  const fixture = "package a\n\nfunc load(█\n";
  const { text, offset } = caretOf(fixture);
  syntax.open(uri, "go", text);
  await whenIdle();
  expect(syntax.reads(uri, { text: `${text}\n`, offset, replacedLength: 0, inserted: "**/**/" })).toBeUndefined();
});
