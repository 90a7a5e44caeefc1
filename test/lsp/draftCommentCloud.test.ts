// Own folder: a document in memory with a planted key; the request to an endpoint is judged.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { canaries } from "../support/canaries";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { inMemoryClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";
import { StandIn } from "../support/standIn/standIn";

const use = usingClients();
const uri = "file:///work/wait.ts";
const [, , { secret: key }] = canaries(41);
const source = `function wait(ms: number, signal: AbortSignal): Promise<void> {\n  call("${key}");\n}\n`;
const skeleton = "/**\n * \n * @param ms\n * @param signal\n */";

let standIn: StandIn;
beforeEach(async () => {
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
  standIn = await StandIn.start();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn.close();
});

async function start(mode = "cloud"): Promise<LspClient> {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "", 0) }));
  const endpoints = [{ name: "team", kind: "azure", url: `${standIn.url}/openai/v1`, model: "gpt-4.1-nano" }];
  await client.start({ configuration: { endpoints, mode } });
  client.open(uri, source);
  if (mode === "cloud")
    await vi.waitFor(async () => expect((await client.stats()).endpoints).toHaveLength(1), { timeout: 10_000 });
  return client;
}

async function drafted(client: LspClient): Promise<string | undefined> {
  const { edits } = await client.draftComment(uri, source.indexOf("call"));
  return edits.at(0)?.newText.trimEnd();
}

test("an endpoint is asked with the comment as predicted output, and gives the descriptions only", async () => {
  const answer =
    "/**\n * Resolves after a pause.\n * @param ms - Length of the pause, in milliseconds.\n * @param signal - The signal.\n * @param invented - Not there.\n * @returns A promise.\n */";
  standIn.usual = { kind: "answer", text: answer };
  const client = await start();
  expect(await drafted(client)).toBe(
    "/**\n * Resolves after a pause.\n * @param ms - Length of the pause, in milliseconds.\n * @param signal\n */",
  );
  expect(standIn.refusals).toEqual([]);
  const body = standIn.requests.at(-1)?.body;
  expect(body).toMatchObject({ prediction: { type: "content", content: skeleton }, stream: true });
  expect(JSON.stringify(body)).toContain("function wait(ms: number");
  expect(JSON.stringify(body)).not.toContain(key);
});

test("an answer that isn't a comment, or is empty, leaves the draft as the declaration gives it", async () => {
  const client = await start();
  standIn.usual = { kind: "answer", text: "Sure! Here is the comment you asked for." };
  expect(await drafted(client)).toBe(skeleton);
  standIn.usual = { kind: "answer", text: "/**\n * Closes */ the comment.\n * @param ms - It.\n */" };
  expect(await drafted(client)).toBe(skeleton.replace(" * \n", " * Closes\n"));
  standIn.usual = { kind: "status", status: 500 };
  expect(await drafted(client)).toBe(skeleton);
});

test("no endpoint is asked if the mode does not allow it", async () => {
  const client = await start("local");
  expect(await drafted(client)).toBe(skeleton);
  expect(standIn.requests).toEqual([]);
});
