import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "nanotype-excluded-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;

async function start(configuration: unknown = {}): Promise<{ client: LspClient; model: EchoModel }> {
  const model = new EchoModel(() => "answer;", 0);
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start({ configuration, folders: [pathToFileURL(folder).href] });
  return { client, model };
}

test("a file that .gitignore names gets nothing, teaches nothing, and the status and the explanation say why", async () => {
  writeFileSync(join(folder, ".gitignore"), "generated.ts\n");
  const { client, model } = await start();
  client.open(uriOf("generated.ts"), "const secretPlan = ");
  expect(await client.complete(uriOf("generated.ts"), 19)).toEqual([]);
  const { skippedDocuments } = await client.status((status) => status.skippedDocuments.length > 0);
  const reason = 'line 1 of .gitignore has the line "generated.ts"';
  expect(skippedDocuments).toEqual([{ uri: uriOf("generated.ts"), reason }]);
  expect((await client.explain(uriOf("generated.ts"))).summary).toBe(`This document gets no completions: ${reason}.`);
  expect([model.requests.length, [...model.memorized.keys()]]).toEqual([0, []]);
});

test("a file that becomes excluded is forgotten, and one that is taken back gets completions again", async () => {
  const { client, model } = await start();
  client.open(uriOf("a.ts"), "const total = ");
  expect(await client.complete(uriOf("a.ts"), 14)).toHaveLength(1);
  await expect.poll(() => [...model.memorized.keys()]).toEqual([uriOf("a.ts")]);
  writeFileSync(join(folder, ".nanotypeignore"), "a.ts\n");
  client.saved(uriOf(".nanotypeignore"));
  await client.status((status) => status.skippedDocuments.length === 1);
  expect([...model.memorized.keys()]).toEqual([]);
  expect(await client.complete(uriOf("a.ts"), 14)).toEqual([]);
  writeFileSync(join(folder, ".nanotypeignore"), "");
  client.saved(uriOf(".nanotypeignore"));
  await client.status((status) => status.skippedDocuments.length === 0);
  expect(await client.complete(uriOf("a.ts"), 14)).toHaveLength(1);
});

test("files of secrets are kept out without any ignore file, unless the user's own setting says otherwise", async () => {
  const { client } = await start();
  client.open(uriOf(".env"), "TOKEN=");
  expect(await client.complete(uriOf(".env"), 6, { isInvoked: true })).toEqual([]);
  expect((await client.explain(uriOf(".env"))).summary).toContain("holds secrets");
  client.configurationChanged({ exclude: ["!.env", "*.md"] });
  await client.status((status) => status.skippedDocuments.length === 0);
  expect(await client.complete(uriOf(".env"), 6, { isInvoked: true })).toHaveLength(1);
  client.open(uriOf("notes.md"), "The ");
  expect(await client.complete(uriOf("notes.md"), 4, { isInvoked: true })).toEqual([]);
  expect((await client.explain(uriOf("notes.md"))).summary).toContain('nanotype.exclude has the line "*.md"');
});
