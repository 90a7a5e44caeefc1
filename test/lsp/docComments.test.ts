// Own folder: documents in memory of one declaration each, so that each key's offer is known.
import { expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/a.ts";
const declaration = "export function add(left: number, right: number): number {\n  return left + right;\n}\n";

async function open(text: string, languageId?: string) {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "from the model", 0) }));
  await client.start();
  client.open(uri, text, languageId);
  return client;
}

test("offers the doc comment right after the keys that open it, and says where its summary is written", async () => {
  const client = await open(declaration);
  const offset = client.type(uri, 0, "/**");
  void client.change(uri, offset, offset, " */\n");
  const [item] = await client.complete(uri, offset);
  expect(item.insertText).toBe("\n * \n * @param left\n * @param right\n * @returns\n */");
  expect(item.range).toEqual({ start: { line: 0, character: 3 }, end: { line: 0, character: 6 } });
  expect(item.command.arguments?.slice(1)).toEqual([
    { line: 1, character: 3 },
    { line: 5, character: 3 },
  ]);
  const { summary, steps } = await client.explain(uri);
  expect(summary).toBe("A suggestion was shown here.");
  expect(JSON.stringify(steps)).toContain("drafted from the declaration");
  expect((await client.stats()).answeredBy.declaration).toBe(1);
});

test("keeps offering it while the user types along", async () => {
  const client = await open(declaration);
  void client.change(uri, 0, 0, "/** */\n");
  await client.complete(uri, 3);
  void client.change(uri, 3, 3, "\n * \n");
  const [item] = await client.complete(uri, 7);
  expect(item.insertText).toBe("\n * @param left\n * @param right\n * @returns");
  expect(item.range).toEqual({ start: { line: 1, character: 3 }, end: { line: 1, character: 3 } });
});

test("completes the template that the editor inserted, and doesn't bring it back after Escape", async () => {
  const throwing = "function at(index: number) {\n  if (index < 0) throw new RangeError();\n}\n";
  const client = await open(`/**\n * \n * @param index \n */\n${throwing}`);
  const [item] = await client.complete(uri, 7);
  expect(item.insertText).toBe("\n * @throws {RangeError} If `index < 0`.");
  await client.connection.sendNotification("nanotype/dismissed", { textDocument: { uri } });
  expect((await client.complete(uri, 7)).map(({ insertText }) => insertText)).not.toContain(item.insertText);
});

test("leaves the summary to the model, before the comment's end too", async () => {
  const client = await open(`/** Adds █ */\n${declaration}`.replace("█", ""));
  const [item] = await client.complete(uri, 9);
  expect(item.insertText).toBe("from the model");
});

test("obeys the setting for docstrings", async () => {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "", 0) }));
  await client.start({ initializationOptions: { settings: { "comments.docstrings": "sphinx" } } });
  client.open(uri, 'def f(a):\n    """"""\n', "python");
  const [item] = await client.complete(uri, 'def f(a):\n    """'.length);
  expect(item.insertText).toBe('\n\n    :param a:\n    """');
});

test("drafts the doc comment of the symbol at the caret, and says where its summary is written", async () => {
  const client = await open(declaration);
  const result = await client.draftComment(uri, declaration.indexOf("return"));
  expect(result).toEqual({
    edits: [
      {
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        newText: "/**\n * \n * @param left\n * @param right\n * @returns\n */\n",
      },
    ],
    caret: { line: 1, character: 3 },
  });
});

test("says why it has no draft", async () => {
  const client = await open("f();\n");
  expect((await client.draftComment(uri, 0)).message).toMatch(/no declaration at the caret/);
  client.open("file:///work/a.yaml", "a: 1\n", "yaml");
  expect((await client.draftComment("file:///work/a.yaml", 0)).message).toBe("Doc comments are not drafted in YAML.");
  client.open("file:///work/done.ts", "/** Done. */\nfunction f() {}\n");
  expect((await client.draftComment("file:///work/done.ts", 20)).message).toBe(
    "The doc comment says everything already.",
  );
});

const stale = `/**
 * Adds.
 * @param old - One.
 * @param right - Two.
 */
${declaration}`;

test("hints at names that the declaration no longer has, once the text rests, and takes the hint back", async () => {
  const client = await open(stale);
  expect(await client.diagnostics(uri)).toEqual([
    {
      range: { start: { line: 2, character: 10 }, end: { line: 2, character: 13 } },
      severity: 4,
      source: "nanotype",
      code: "stale-parameter",
      message: '"old" is not a parameter of "add".',
    },
  ]);
  const start = stale.indexOf("old");
  void client.change(uri, start, start + 3, "left");
  expect(await client.diagnostics(uri)).toEqual([]);
});

test("offers to rename, to remove, and to draft when asked", async () => {
  const client = await open(stale);
  await client.diagnostics(uri);
  const actions = await client.codeActions(uri, stale.indexOf("old"));
  expect(actions.map(({ title, kind }) => `${kind}: ${title}`)).toEqual([
    'quickfix: Rename "old" to "left" in the doc comment',
    'quickfix: Remove "old" from the doc comment',
    "refactor.rewrite: Refresh the doc comment",
  ]);
  expect(actions[0].edit?.changes?.[uri][0].newText).toBe(
    "/**\n * Adds.\n * @param left - One.\n * @param right - Two.\n */",
  );
  expect((await client.codeActions(uri, stale.indexOf("right"))).map(({ title }) => title)).toEqual([
    "Refresh the doc comment",
  ]);
  expect(await client.codeActions(uri, stale.indexOf("right"), { isAutomatic: true })).toEqual([]);
});

test("looks for no stale names if the setting is off", async () => {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "", 0) }));
  await client.start({ initializationOptions: { settings: { "comments.findStale": false } } });
  client.open(uri, stale);
  client.open("file:///work/b.ts", stale);
  const actions = await client.codeActions(uri, stale.indexOf("old"));
  expect(actions.map(({ kind }) => kind)).toEqual(["refactor.rewrite"]);
});
