// Own settings: the session is recorded into folders that the test names.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordMethod, type RecordResult } from "../../server/src/protocol";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const keep = usingClients();
const uri = "file:///work/shop.ts";
let chosen: string;
let named: string;
beforeEach(() => {
  chosen = mkdtempSync(join(tmpdir(), "nanotype-chosen-"));
  named = mkdtempSync(join(tmpdir(), "nanotype-named-"));
});
afterEach(() => {
  for (const folder of [chosen, named]) rmSync(folder, { recursive: true, force: true });
});

/** Starts a server with a document, and records it into the chosen folder. */
async function recordedClient(): Promise<LspClient> {
  const client = keep(inMemoryClient({ createModel: () => new EchoModel(() => "answer;") }));
  await client.start({ configuration: {} });
  client.open(uri, "const total = ");
  await client.complete(uri, 14);
  expect(await client.request(recordMethod, { folder: chosen })).toEqual({});
  await client.status((status) => status.isRecording === true);
  return client;
}

test("the user starts and ends a recording of the running session, and gets its file", async () => {
  const client = await recordedClient();
  client.type(uri, 14, "price");
  const { file = "" } = (await client.request(recordMethod, {})) as RecordResult;
  expect(dirname(file)).toBe(chosen);
  expect(readFileSync(file, "utf8")).toContain('"start":18,"end":18,"text":"e"');
  await client.status((status) => status.isRecording === undefined);
  expect(await client.request(recordMethod, {})).toEqual({});
});

test("a recording that the user began ends where the settings name another folder later", async () => {
  const client = await recordedClient();
  client.configurationChanged({ record: named });
  await expect.poll(() => readdirSync(chosen).length).toBe(1);
  await client.stop();
  expect(readdirSync(named).length).toBe(1);
});
