// Own folder: documents in memory only; the model's answers and requests are known.
import { expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { patiently } from "../support/patiently";

const use = usingClients();
const uri = "file:///work/a.ts";

/** Opens a document whose model ends the line that it completes, and writes another one after Enter. */
async function open(text: string, latencyMs = 0): Promise<readonly [LspClient, EchoModel]> {
  const model = new EchoModel(
    ({ prompt }) => (/\n[ \t]*$/.test(prompt.prefix) ? "other(one);\n" : "one();\n"),
    latencyMs,
  );
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start({ configuration: { eagerness: "eager" } });
  client.open(uri, text);
  return [client, model];
}

async function type(client: LspClient, offset: number, text: string): Promise<string | undefined> {
  await client.change(uri, offset, offset, text);
  return (await client.complete(uri, offset + text.length)).at(0)?.insertText;
}

test("after a suggestion was accepted, the next line is asked for before Enter, in the background and with its indentation", async () => {
  const [client, model] = await open("function f() {\n  if (a) \n}\n");
  expect((await client.complete(uri, 24)).at(0)?.insertText).toBe("one();");
  expect(await type(client, 24, "one();")).toBeUndefined();
  await patiently(() => expect(model.requests).toHaveLength(2));
  expect(model.requests[1].priority).toBe("background");
  expect(model.requests[1].prompt.prefix).toBe("function f() {\n  if (a) one();\n  ");
  expect(await type(client, 30, "\n  ")).toBe("other(one);");
  expect((await client.stats()).answeredBy.cache).toBe(1);
  expect(model.requests).toHaveLength(2);
});

test("a line that opens a block is followed by a deeper one, and another key than Enter ends the work", async () => {
  const [client, model] = await open("function f() {\n  a();\n  while (b) \n}\n");
  await type(client, 34, "{");
  await patiently(() => expect(model.requests.at(-1)?.prompt.prefix).toMatch(/while \(b\) \{\n {4}$/));
  expect(await type(client, 35, " ")).toBeUndefined();
});

test("nothing is asked ahead in a comment, before other text, and of a slow model", async () => {
  const [client, model] = await open("// a;\nf(a);b\n");
  expect(await type(client, 5, ";")).toBeUndefined();
  expect(await type(client, 12, ";")).toBeUndefined();
  const [slow, slowModel] = await open("a\n", 200);
  expect(await type(slow, 1, ";")).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect([...model.requests, ...slowModel.requests].filter(({ priority }) => priority === "background")).toEqual([]);
});
