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
  expect(item.command.arguments?.[1]).toEqual({ line: 1, character: 3 });
  expect((await client.explain(uri)).summary).toBe("Offered a completion (declaration).");
  expect((await client.stats()).answeredBy.declaration).toBe(1);
});

test("goes on with it while the user types along", async () => {
  const client = await open(declaration);
  void client.change(uri, 0, 0, "/** */\n");
  await client.complete(uri, 3);
  void client.change(uri, 3, 3, "\n * \n");
  const [item] = await client.complete(uri, 7);
  expect(item.insertText).toBe("\n * @param left\n * @param right\n * @returns");
  expect(item.range).toEqual({ start: { line: 1, character: 3 }, end: { line: 1, character: 3 } });
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
