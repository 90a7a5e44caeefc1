import { describe, expect, test } from "vitest";
import { postprocess } from "../../../../server/src/completion/postprocess";
import type { CaretPlace } from "../../../../server/src/code/caret";

/** Returns the rest of `text` at the caret `█`; `undefined` if nothing is offered. */
function left(languageId: string, fixture: string, text: string, more: { isLocal?: boolean; place?: CaretPlace } = {}) {
  const [prefix = "", suffix = ""] = fixture.split("█");
  const { isLocal = true, place = "code" } = more;
  const result = postprocess({ text, prefix, suffix, languageId, place, lines: "one", isLocal });
  return result.kind === "keep" ? result.text : undefined;
}

describe("a local model writes no other language", () => {
  test.each([
    ["go", "func f() {\n\tif █\n}\n", "(this.customers.has(customer.id)) throw new Error(`${id}`);", undefined],
    ["go", "func loadCustomers(█\n", "path: string): Promise<Customer[]> {", "path"],
    ["rust", "impl A {\n    pub fn remove(id█\n}\n", ": string): boolean {", undefined],
    ["rust", "fn f() {\n    let █\n}\n", "name = path.join(root, 'customers');", undefined],
    ["java", "class A {\n    private █\n}\n", "readonly id: string;", undefined],
    ["java", "class A {\n    private final █\n}\n", "Map<String, Customer> customers = new Map<>();", undefined],
    ["kotlin", "fun f() {\n    for █\n}\n", "(let i = 0; i < n; i++) {", undefined],
    ["csharp", "class A {\n    void B() {\n        █\n    }\n}\n", "def remove(self, id):", undefined],
    ["cpp", "int f() {\n  return █\n}\n", "a === b;", undefined],
    ["ruby", "def f\n  if █\nend\n", "(customer.id === id) {", undefined],
    ["php", "<?php\nfunction f(█\n", "path: string): Promise<void> {", undefined],
    ["swift", "import █\n", '{ readFile } from "node:fs";', undefined],
    ["lua", "if █\n", "a != b && c {", undefined],
    ["shellscript", "if █\n", "(store.has(id)) return true;", undefined],
    ["shellscript", "f() {\n  total █\n}\n", "= 0", undefined],
    ["shellscript", "f() {\n  █\n}\n", "console.log(a)", undefined],
    ["shellscript", "█\n", "// the same", undefined],
    ["cpp", "for (█) {\n}\n", "const auto& a of list", "const auto& a"],
    ["kotlin", "for (█) {\n}\n", "var i = 0; i < 10; i++", undefined],
    ["ruby", "█\n", "case a:", undefined],
    ["css", ".a {\n  █\n}\n", "// the colour", undefined],
    ["svelte", "<p>a</p>\n█\n", "export let customers = [];", undefined],
    ["yaml", "a:\n  b: █\n", "await load(path);", undefined],
    ["json", '{\n  "a": █\n}\n', "undefined,", undefined],
    ["java", "package █\n", "import {", undefined],
    ["go", "package a\n\n█\n", 'import { a } from "b"', undefined],
    ["csharp", "foreach (█\n", "var order of orders)", undefined],
    ["kotlin", "fun load(█\n", "path, options", undefined],
    ["swift", "func load(█\n", "path, method", undefined],
    ["kotlin", "fun f() {\n    █\n}\n", "const names = listOf(a)", undefined],
    ["kotlin", "val a = b.map █\n", "{ customer: customer.name }", undefined],
    ["lua", "function load(█\n", ") {", undefined],
    ["c", "int f(void) {\n    a = █\n}\n", "{ total: 0 };", undefined],
    ["cpp", "int f() {\n    total += █\n}\n", "this._total;", undefined],
    ["rust", "fn f() █\n", "-> number {", undefined],
    ["csharp", "class A {\n    █\n}\n", "@Column(Order)", undefined],
    ["ruby", "def f█\n", "(self, key)", undefined],
    ["php", "<?php\nforeach ($a as █\n", "item) {", undefined],
    ["sql", "SELECT customers.█\n", "filter((customer) => customer.id)", undefined],
    ["html", "<li █\n", "onClick={go}>", "onClick"],
    ["swift", "guard █\n", "the order is shipped on the first call.", undefined],
    ["css", ".a {\n  █\n}\n", "const color = red;", undefined],
    ["sql", "SELECT █\n", "this.customers;", undefined],
  ])("%s %j: %j", (languageId, fixture, text, expected) => expect(left(languageId, fixture, text)).toBe(expected));
});

describe("what the language has is kept", () => {
  test.each([
    ["go", "func f() {\n\t█\n}\n", "const limit = 3"],
    ["go", "func f() {\n\t█\n}\n", "customer := Customer{ID: id, Name: name}"],
    ["go", "switch kind {\n\tcase f(a): █\n}\n", "return nil"],
    ["ruby", "create_table :a do |t|\n  █\nend\n", 't.text :b, null: false, class: "c"'],
    ["shellscript", "█\n", "if [ a = b ]; then"],
    ["shellscript", "█\n", "curl https://a.b/c --output a/*"],
    ["kotlin", "█\n", "for (a in list) {"],
    ["vue", "<p>\n  █\n</p>\n", "Import your data, or let it be."],
    ["rust", "fn f() {\n    █\n}\n", "let total = items.iter().map(|item| item.price()?.abs()).sum();"],
    ["rust", "█\n", "fn first<'a>(text: &'a str, sign: char) -> &'a str { text.trim_end_matches('\\n') }"],
    ["rust", "match a {\n    █\n}\n", "Some(b) => None,"],
    ["java", "class A {\n    void f() {\n        █\n    }\n}\n", 'throw new Error("none");'],
    ["java", "int a = █\n", "b ? f(c) : d;"],
    ["kotlin", "█\n", "fun find(id: String): Customer? {"],
    ["csharp", "var a = █\n", 'items?.Where(item => item.Name == "a") ?? new List<Item>();'],
    ["php", "<?php\n$a = █\n", "fn (Order $order): float => $order->price;"],
    ["ruby", "a = █\n", "{ name: customer.name, id: self.id }"],
    ["shellscript", "█\n", 'for file in "$folder"/*; do echo import this file; done'],
    ["yaml", "a:\n  b: █\n", "string"],
    ["json", '{\n  "a": █\n}\n', "true,"],
    ["css", ".a {\n  █\n}\n", "justify-self: self-start;"],
    ["sql", "SELECT █\n", "COUNT(*) FROM orders WHERE paid IS NOT NULL;"],
    ["java", "█\n", "import static shop.Orders.*;"],
    ["kotlin", "█\n", "const val LIMIT = 10"],
    ["kotlin", "fun load(█\n", "path: String, limit: Int) {"],
    ["kotlin", "val a = b.map █\n", "{ customer: Customer -> customer.name }"],
    ["swift", "func add(█\n", "_ customer: Customer, to list: [String]) {"],
    ["c", "a = █\n", "(struct a){ .total = 0 };"],
    ["php", "<?php\nforeach ($a as █\n", "$key => $item) {"],
    ["csharp", "█\n", 'var path = @"C:\\orders";'],
    ["lua", "█\n", "local total = self.count + 1"],
    ["typescript", "█\n", "const a = (b: string) => b === c;"],
  ])("%s %j: %j", (languageId, fixture, text) => expect(left(languageId, fixture, text)).toBe(text));
});

test("what the document itself uses isn't foreign", () =>
  expect(
    left(
      "go",
      "func (this *Store) Size() int {\n\treturn len(this.items)\n}\nfunc (this *Store) A() {\n\t█\n}\n",
      "this.clear()",
    ),
  ).toBe("this.clear()"));

test("words in comments and strings don't count as uses", () =>
  expect(left("go", '// load this file\nfunc f() {\n\tlog("this")\n\t█\n}\n', "this.clear()")).toBeUndefined());

test("an endpoint's answer is taken as it is", () =>
  expect(left("go", "func f() {\n\t█\n}\n", "this.clear()", { isLocal: false })).toBe("this.clear()"));

describe("sentences end before code", () => {
  test.each([
    ["scminput", "Find a cust█", "omer: string, orders: readonly string[] = [", "omer"],
    ["markdown", "Text.\n\nThe function load█\n", "Customers(path: string): Promise<Customer[]> {", undefined],
    ["scminput", "Ship the █", "orders of a customer", "orders of a customer"],
    ["scminput", "Find a cust█", 'omer, or say that there is none.\n"""', "omer, or say that there is none."],
    ["markdown", "Call `load█\n", "Customers(path)` first.", "Customers(path)` first."],
    ["markdown", "A list (of one█\n", " or two) is read.", " or two) is read."],
  ])("%s %j: %j", (languageId, fixture, text, expected) =>
    expect(left(languageId, fixture, text, { place: "text" })).toBe(expected),
  );
});
