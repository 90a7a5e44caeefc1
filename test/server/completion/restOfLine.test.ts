import { describe, expect, test } from "vitest";
import type { InlineAnswer } from "../../../server/src/completion/inlineCompletion";
import { languageOf } from "../../../server/src/code/languages";
import { placeByText } from "../../../server/src/code/placeByText";
import { PipelineEditor } from "../../support/pipeline";

type Trigger = "automatic" | "invoked";

/** An editor with a caret `█` on a pipeline whose model answers with `reply`, and the answer. */
async function offered(languageId: string, fixture: string, params: { reply: string; trigger: Trigger }) {
  const editor = new PipelineEditor(fixture, languageId);
  editor.place = placeByText(languageOf(languageId), { text: editor.text, offset: editor.offset });
  const { answer } = editor.ask({ trigger: params.trigger });
  if (params.trigger === "automatic") await editor.clock.advance(2_000);
  const request = await Promise.race([editor.backend.request(0), answer.then(() => undefined)]);
  request?.send(params.reply);
  request?.end();
  return { editor, answer: await answer };
}

/** The document after acceptance of the first item. */
function documentAfter(editor: PipelineEditor, answer: InlineAnswer): string {
  return (editor.accepted(answer) ?? "nothing is offered").replace(/[├┤█]/g, "");
}

async function becomes(languageId: string, fixture: string, more: { reply: string; trigger?: Trigger; now: string }) {
  const { reply, trigger = "invoked", now } = more;
  const { editor, answer } = await offered(languageId, fixture, { reply, trigger });
  expect(documentAfter(editor, answer)).toBe(now.replace("…", fixture.split("█").join("")));
}

describe("a rest of line that closes and opens a block", () => {
  const both: Trigger[] = ["automatic", "invoked"];
  const cases: [string, string, string, string][] = [
    ["typescript", "if (█) {\n  return b;\n}\n", "a > b) {", "if (a > b) {\n  return b;\n}\n"],
    ["javascript", "function add(█) {\n  return a + b;\n}\n", "a, b) {", "function add(a, b) {\n  return a + b;\n}\n"],
    [
      "javascript",
      "for (const item of █) {\n  go(item);\n}\n",
      "items) {",
      "for (const item of items) {\n  go(item);\n}\n",
    ],
    [
      "typescript",
      "try {\n  run();\n} catch (█) {\n  log(error);\n}\n",
      "error) {",
      "try {\n  run();\n} catch (error) {\n  log(error);\n}\n",
    ],
    ["go", "func f(█) {\n}\n", "a int) {", "func f(a int) {\n}\n"],
    ["typescript", "if (f(█)) {\n}\n", "xs)) {", "if (f(xs)) {\n}\n"],
    [
      "java",
      "for (int x : list.get(i[█]) {\n}\n".replace("[█]", "[█])"),
      "10])) {",
      "for (int x : list.get(i[10])) {\n}\n",
    ],
    ["rust", "if ready(█) {\n}\n", "xs) {", "if ready(xs) {\n}\n"],
    ["php", "<?php\nif ($a[█]) {\n}\n", "'x']) {", "<?php\nif ($a['x']) {\n}\n"],
    ["c", "while (next(█)) {\n}\n", "at)) {", "while (next(at)) {\n}\n"],
    [
      "css",
      "@media (█) {\n  a { color: red; }\n}\n",
      "min-width: 10px) {",
      "@media (min-width: 10px) {\n  a { color: red; }\n}\n",
    ],
    ["python", "if █:\n    go()\n", "on:", "if on:\n    go()\n"],
    [
      "typescript",
      "async function f(): Promise<█> {\n  go();\n}\n",
      "void> {",
      "async function f(): Promise<void> {\n  go();\n}\n",
    ],
    ["rust", "let x: Vec<█>\n", "u8> = vec![];", "let x: Vec<u8> = vec![];\n"],
    ["rust", "fn f() -> Result<█> {\n}\n", "(), String> {", "fn f() -> Result<(), String> {\n}\n"],
    ["typescript", "function f(x: Array<█>) {\n}\n", "string>) {", "function f(x: Array<string>) {\n}\n"],
  ];
  for (const trigger of both)
    for (const [languageId, fixture, reply, now] of cases)
      test(`is said once: ${fixture.split("\n").find((line) => line.includes("█")) ?? ""} (${trigger})`, () =>
        becomes(languageId, fixture, { reply, trigger, now }));

  test("is said once when the answer comes from the cache", async () => {
    const editor = new PipelineEditor("if █");
    const first = editor.ask().answer;
    await editor.clock.advance(2_000);
    const request = await editor.backend.request(0);
    request.send("(a > b) {\n");
    request.end();
    await first;
    editor.type("(", ") {");
    expect(documentAfter(editor, await editor.ask().answer)).toBe("if (a > b) {");
  });

  test("is said once when a generation under way is joined", async () => {
    const editor = new PipelineEditor("if (█) {\n}");
    const first = editor.ask();
    const request = await editor.backend.request(0);
    request.send("a");
    editor.type("a");
    first.cancel();
    const { answer } = editor.ask();
    request.send(" > b) {\n");
    request.end();
    expect(documentAfter(editor, await answer)).toBe("if (a > b) {\n}");
  });

  test("is said once when the memory answers", async () => {
    const editor = new PipelineEditor("if (█) {\n}");
    editor.settings = { ...editor.settings, memory: "only" };
    const seen = "  if (customer.orders.length > 0) {\n    return true;\n  }\n";
    editor.memory.set("file:///work/b.ts", seen.repeat(2), { project: "", languageId: "typescript" });
    editor.text = `function f(customer) {\n  if (customer.orders.) {\n    return true;\n  }\n}\n`;
    editor.offset = editor.text.indexOf(") {\n    return");
    expect(documentAfter(editor, await editor.ask().answer)).toBe(
      "function f(customer) {\n  if (customer.orders.length > 0) {\n    return true;\n  }\n}\n",
    );
  });
});

describe("a rest of line that the text repeats", () => {
  const cases: [string, string, string, string][] = [
    ["typescript", "app.lis█();\n", "ten();", "app.listen();\n"],
    ["javascript", "function █() {\n  go();\n}\n", "start() {", "function start() {\n  go();\n}\n"],
    [
      "python",
      "class A:\n    def f(self):\n        self.█ = []\n",
      "items = []",
      "class A:\n    def f(self):\n        self.items = []\n",
    ],
    ["typescript", "const █ = {};\n", "options = {};", "const options = {};\n"],
    ["typescript", "foo█();\n", "Bar();", "fooBar();\n"],
    ["python", "def █():\n    pass\n", "main():", "def main():\n    pass\n"],
    ["typescript", "const █ = () => {\n  go();\n};\n", "run = () => {", "const run = () => {\n  go();\n};\n"],
    ["typescript", "const x = █ ?? [];\n", "data ?? [];", "const x = data ?? [];\n"],
    ["rust", "fn █() {\n}\n", "main() {", "fn main() {\n}\n"],
    ["typescript", "cb█?.();\n", "Done?.();", "cbDone?.();\n"],
    ["typescript", "const m = new Map<█>();\n", "string, number>();", "const m = new Map<string, number>();\n"],
    ["c", "int █[] = {};\n", "values[] = {};", "int values[] = {};\n"],
    ["typescript", "new Set<█>();\n", "string>();>();", "new Set<string>();\n"],
    ["typescript", "app.lis█();\n", "ten(3000);", "app.listen();\n"],
    ["html", "<div>█</div>\n", "Hello</div>", "<div>Hello</div>\n"],
    ["typescriptreact", "const a = <Foo █/>;\n", "b={2} />;", "const a = <Foo b={2} />;\n"],
  ];
  for (const [languageId, fixture, reply, now] of cases)
    test(`is said once: ${fixture.split("\n").find((line) => line.includes("█")) ?? ""}`, () =>
      becomes(languageId, fixture, { reply, now }));
});

describe("a block below the caret's line", () => {
  const cases: [string, string, string, string][] = [
    ["python", "if █:\n    go()\n", "a:\n    go()", "if a:\n    go()\n"],
    ["python", "for █:\n    go()\n", "x in xs:\n    run(x)", "for x in xs:\n    go()\n"],
    [
      "javascript",
      "switch (a) {\n  case █:\n    go();\n}\n",
      "1:\n    go();",
      "switch (a) {\n  case 1:\n    go();\n}\n",
    ],
    ["svelte", "{#if █}\n  <p>x</p>\n{/if}\n", "open}\n  <p>x</p>\n{/if}", "{#if open}\n  <p>x</p>\n{/if}\n"],
    ["typescript", "if (█) {\n  go();\n}\n", "x) {\n  return 1;\n}", "if (x) {\n  go();\n}\n"],
  ];
  for (const [languageId, fixture, reply, now] of cases)
    test(`is not said twice: ${fixture.split("\n").find((line) => line.includes("█")) ?? ""}`, () =>
      becomes(languageId, fixture, { reply, now }));
  test("is offered where there is none", () =>
    becomes("python", "if █:\n", { reply: "a:\n    go()", now: "if a:\n    go()\n" }));
});

describe("inside a regular expression", () => {
  const cases: [string, string, string][] = [
    ["const re = /^[a-z█]+$/;\n", "A-Z]$/;", "const re = /^[a-zA-Z]+$/;\n"],
    ["const re = /(\\d+█)/g;\n", "\\.\\d+)/;", "const re = /(\\d+\\.\\d+)/g;\n"],
    ["const re = /^(█)$/;\n", "foo|bar)$/i;", "const re = /^(foo|bar)$/;\n"],
    ['s.replace(/[^a-z█]/g, "");\n', 'A-Z]/g, "");', 's.replace(/[^a-zA-Z]/g, "");\n'],
  ];
  for (const [fixture, reply, now] of cases)
    test(`the text stays inside: ${fixture.trim()}`, () => becomes("javascript", fixture, { reply, now }));
});

describe("in the middle of a word", () => {
  test("a text that ignores the word's second half is not offered", () =>
    becomes("python", "class User█Manager(Base):\n    pass\n", { reply: "Name(Base):", now: "nothing is offered" }));
  test("nor one that writes the line anew", () =>
    becomes("typescript", "function getUserNa█meById(id: string) {\n}\n", {
      reply: "meAndAge(id: string): string {",
      now: "nothing is offered",
    }));
  test("a text that leads to the second half ends there", () =>
    becomes("python", "class User█Manager(Base):\n    pass\n", {
      reply: "AccountManager(Base):",
      now: "class UserAccountManager(Base):\n    pass\n",
    }));
});
