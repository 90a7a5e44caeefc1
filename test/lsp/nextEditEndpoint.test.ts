// Own folder: a document in memory; an endpoint on loopback rewrites a part of it.
import { CancellationTokenSource } from "vscode-languageserver-protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { NextEditResult } from "../../server/src/protocol";
import { canaries } from "../support/canaries";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { inMemoryClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";
import { StandIn } from "../support/standIn/standIn";

const use = usingClients();
const uri = "file:///work/price.ts";
const source = `export function net(price: number): number {
  return price;
}

export function* bills() {
  yield net(40) * 1.2;
}
`;
/** The part as the user left it, and as the model finishes it. */
const edited = source.replace("net(price: number)", "net(price: number, rate: number)");
const finished = edited.replace("net(40)", "net(40, 0.2)");

let standIn: StandIn;
beforeEach(async () => {
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
  standIn = await StandIn.start();
  standIn.usual = { kind: "answer", text: finished };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn.close();
});

async function opened(settings: Readonly<Record<string, unknown>> = {}, text = source): Promise<LspClient> {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "", 0) }));
  const endpoints = [{ name: "team", kind: "azure", url: `${standIn.url}/openai/v1`, model: "gpt-4.1-nano" }];
  await client.start({ configuration: { endpoints, mode: "cloud", nextEditEndpoint: true, ...settings } });
  client.open(uri, text);
  await vi.waitFor(async () => expect((await client.stats()).endpoints).toHaveLength(1), { timeout: 10_000 });
  const at = text.indexOf("price: number") + "price: number".length;
  await client.change(uri, at, at, ", rate: number");
  return client;
}

async function ask(client: LspClient): Promise<NextEditResult["edits"][number] | undefined> {
  const params = { textDocument: { uri, version: client.version(uri) }, position: { line: 0, character: 0 } };
  return ((await client.request("nanotype/nextEdit", params)) as NextEditResult | null)?.edits[0];
}

test("an endpoint proposes the next edit from the latest changes and the lines around them, and is asked once for a text", async () => {
  const client = await opened();
  const edit = await ask(client);
  expect(edit).toMatchObject({ text: ", 0.2", range: { start: { line: 5, character: 14 } } });
  expect(edit?.reason).toMatch(/A model of yours/);
  expect(standIn.refusals).toEqual([]);
  const [request] = standIn.requests;
  expect(request.body).toMatchObject({ prediction: { content: edited.trimEnd() }, stream: true });
  expect(JSON.stringify(request.body)).toContain("-export function net(price: number): number {");
  expect(await ask(client)).toMatchObject({ id: edit?.id });
  expect(standIn.requests).toHaveLength(1);
  void client.connection.sendNotification("nanotype/nextEditRefused", { id: edit!.id });
  expect(await ask(client)).toBeUndefined();
});

test("a question that was cancelled is asked again, and the proposal is counted as an endpoint's", async () => {
  standIn.usual = { kind: "hang" };
  const client = await opened();
  const cancelling = new CancellationTokenSource();
  const params = { textDocument: { uri, version: client.version(uri) }, position: { line: 0, character: 0 } };
  const first = client.connection.sendRequest("nanotype/nextEdit", params, cancelling.token).catch(() => null);
  await vi.waitFor(() => expect(standIn.requests).toHaveLength(1), { timeout: 10_000 });
  cancelling.cancel();
  await first;
  standIn.usual = { kind: "answer", text: finished };
  expect(await ask(client)).toMatchObject({ text: ", 0.2" });
  expect((await client.stats()).nextEdits.byKind).toMatchObject([{ kind: "endpoint", offered: 1 }]);
});

test.each([
  ["takes the user's change back", source],
  ["changes nothing", edited],
  ["talks", "Sure! Here is the code you asked for."],
  ["adds a syntax error", edited.replace("net(40)", "net(40, ")],
  ["rewrites much", edited.replace("  yield net", `${"  log(40);\n".repeat(9)}  yield net`)],
  ["switches the checking of certificates off", edited.replace("net(40)", "net(40, { rejectUnauthorized: false })")],
  ["was cut off", edited.slice(0, 60)],
])("an answer that %s isn't a proposal", async (_, answer) => {
  standIn.usual = { kind: "answer", text: answer };
  const client = await opened();
  expect(await ask(client)).toBeUndefined();
  expect(standIn.requests).toHaveLength(1);
});

test("an answer in a fence, with whole lines added, is a proposal", async () => {
  standIn.usual = {
    kind: "answer",
    text: `\`\`\`ts\n${edited.replace("  yield net", "  log(40);\n  yield net")}\`\`\``,
  };
  expect(await ask(await opened())).toMatchObject({
    text: "  log(40);\n",
    range: { start: { line: 5, character: 0 } },
  });
});

test.each([
  ["it isn't wanted", { nextEditEndpoint: false }, source],
  ["next edits are off", { nextEdit: "off" }, source],
  ["the lines hold a secret", {}, source.replace("1.2", `1.2 + call("${canaries(7)[2].secret}")`)],
])("no endpoint is asked if %s", async (_, settings, text) => {
  const client = await opened(settings, text);
  expect(await ask(client)).toBeUndefined();
  expect(standIn.requests).toEqual([]);
});
