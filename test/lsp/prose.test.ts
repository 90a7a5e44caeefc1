// Own folder: a Markdown document in memory, so that nothing else feeds its offers.
import { expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/notes.md";

/** Requests at █ in a Markdown file for which the model says `answer`; returns the offer. */
async function offered(fixture: string, answer: string): Promise<string | undefined> {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => answer, 0) }));
  await client.start();
  client.open(uri, fixture.replace("█", ""), "markdown");
  const items = await client.complete(uri, fixture.indexOf("█"));
  return items.at(0)?.insertText;
}

test("Markdown gets one sentence", async () =>
  expect(await offered("We wait█\n", " for all files. Then we continue. And again.")).toBe(" for all files."));
test("a fence in Markdown gets code by the rules of its language", async () =>
  expect(await offered("Run:\n\n```ts\nconst a = open(█)\n```\n", "path. Then);\n```\nMore")).toBe("path. Then);"));
test("a comment in a fence is a comment", async () =>
  expect(await offered("```ts\n// █\nrun();\n```\n", "await run();")).toBeUndefined());
test("a heading that was just begun is left to the author", async () =>
  expect(await offered("Text.\n\n## █\n", "Usage")).toBeUndefined());
