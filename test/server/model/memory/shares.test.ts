import { describe, expect, test } from "vitest";
import { familyOf } from "../../../../server/src/code/languageFamily";
import { CharacterMemory } from "../../../../server/src/model/memory/characterMemory";
import { caretSelf } from "../../../../server/src/model/memory/caretSelf";

interface Source {
  readonly languageId: string;
  readonly text: string;
  readonly project?: string;
}

/**
 * Returns the offers from the memory of `sources` to a user who writes `languageId` and has typed `history`, at most 30
 * characters each.
 */
function found(sources: readonly Source[], languageId: string, history: string): string[] {
  const memory = new CharacterMemory({ maxChars: 1_000_000 });
  for (const [index, { text, project = "shop", languageId }] of sources.entries())
    memory.set(`document ${index}`, text, { project, languageId });
  const reader = { project: "shop", family: familyOf(languageId) };
  const self = caretSelf("new", history, "", reader);
  return memory.find(history, { self, maxCount: 3, maxChars: 30 }).map(({ text }) => text);
}

const loader =
  'export function loadCustomers(path: string): Promise<Customer[]> {\n  return read(path, "customers");\n}\n';

describe("a language gets text of its own family only", () => {
  test.each([
    ["typescript", "typescriptreact"],
    ["typescript", "javascript"],
    ["js", "ts"],
    ["javascriptreact", "typescript"],
  ])("%s feeds %s", (from, to) =>
    expect(found([{ languageId: from, text: loader }], to, "function loadCustomers(")).toEqual([
      "path: string): Promise<Custome",
    ]),
  );

  test.each(["go", "python", "rust", "java", "cpp", "yaml", "json", "css", "sql", "vue", "html", "markdown", "kotlin"])(
    "TypeScript says nothing of its own to %s",
    (languageId) =>
      expect(
        found([{ languageId: "typescript", text: loader }], languageId, "ion loadCustomers(").filter(
          (text) => !/^\w+$/.test(text),
        ),
      ).toEqual([]),
  );

  test("C and C++ are one family", () =>
    expect(found([{ languageId: "c", text: "int count_orders(Store *s);\n" }], "cpp", "int count_orders(")).toEqual([
      "Store *s);\n",
    ]));

  test("languages that the table lacks are families by themselves", () => {
    const text = "proc load_customers {path} {\n";
    expect(found([{ languageId: "tcl", text }], "tcl", "proc load_customers ")).toEqual(["{path} {\n"]);
    expect(found([{ languageId: "tcl", text }], "ada", "proc load_customers ")).toEqual([]);
  });
});

test("a name is said at a place like its own, a word of the other language isn't", () => {
  const source = [{ languageId: "java", text: "this.path = path;\nthis.next = null;\n" }];
  expect(found(source, "csharp", "  this.path = ")).toEqual(["path"]);
  expect(found(source, "yaml", "  this.path = ")).toEqual([]);
  expect(found(source, "lua", "  this.next = ")).toEqual([]);
});

describe("words of one language finish words of another", () => {
  test("a name that was begun is finished, and nothing after it", () =>
    expect(found([{ languageId: "typescript", text: loader }], "go", "func loadCus")).toEqual(["tomers"]));

  test("only from its beginning", () =>
    expect(found([{ languageId: "typescript", text: loader }], "go", "func reloadCus")).toEqual([]));

  test("a sentence gets words, and names only where one was begun", () => {
    const source = [{ languageId: "typescript", text: "const customerById = find(customer);\nloadCustomers();\n" }];
    expect(found(source, "scminput", "Find a cust")).toEqual(["omer"]);
    expect(found(source, "scminput", "Fix loadCus")).toEqual(["tomers"]);
    expect(found(source, "scminput", "Fix load")).toEqual([]);
  });
});

describe("prose gets prose and the words of comments, never code", () => {
  const text = [
    "// Customers are loaded from the warehouse each night.",
    "// const customers = loadCustomers(warehouse);",
    "/**",
    " * Orders are shipped from the nearest depot.",
    " * @param freight what shipping costs",
    " */",
    "ship(orders);",
  ].join("\n");

  test.each([
    ["Customers are loaded ", ["from the warehouse each night."]],
    ["Orders are shipped ", ["from the nearest depot."]],
    ["const customers = ", []],
    ["@param freight ", []],
    ["ship(", []],
  ])("after %j", (history, expected) =>
    expect(found([{ languageId: "java", text }], "markdown", history)).toEqual(expected),
  );

  test("code gets no text of Markdown, but that of its fences", () => {
    const readme =
      "Run the whole import:\n\n```go\nimporter.Run(ctx, store)\n```\n\nAll of it is imported, then read.\n";
    expect(found([{ languageId: "markdown", text: readme }], "go", "importer.Run(")).toEqual(["ctx, store)\n"]);
    expect(found([{ languageId: "markdown", text: readme }], "python", "importer.Run(")).toEqual(["ctx"]);
    expect(found([{ languageId: "markdown", text: readme }], "go", "All of it is ")).toEqual([]);
    expect(found([{ languageId: "markdown", text: readme }], "plaintext", "All of it is ")).toEqual([
      "imported, then read.\n",
    ]);
  });
});

test("a component's script feeds scripts, its style feeds CSS, its template feeds templates", () => {
  const text =
    '<template>\n  <order-list :orders="open" />\n</template>\n<script lang="ts">\nconst open = orders.filter(isOpen);\n</script>\n' +
    "<style>\n.order { color: navy; }\n</style>\n";
  const source = [{ languageId: "vue", text }];
  expect(found(source, "typescript", "const open = orders.")).toEqual(["filter(isOpen);\n"]);
  expect(found(source, "css", ".order { color: ")).toEqual(["navy; }\n"]);
  expect(found(source, "vue", "<order-list :orders=")).toEqual(['"open" />\n</template>\n<script ']);
  expect(found(source, "vue", "const open = orders.")).toEqual([]);
  expect(found(source, "css", "const open = orders.")).toEqual([]);
});

test("nothing is given to another project", () => {
  const source = [{ languageId: "typescript", text: loader, project: "bank" }];
  expect(found(source, "typescript", "function loadCustomers(")).toEqual([]);
  expect(found(source, "typescript", "function loadCus")).toEqual([]);
});
