// Own folder: two projects whose files it chooses; those that aren't open come from the real model process.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { previewMethod, type Preview } from "../../server/src/protocol";
import { canaries } from "../support/canaries";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { inMemoryClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";
import { StandIn } from "../support/standIn/standIn";

const use = usingClients();
const { secret } = canaries(5)[2];

const cart = (mark: string): string =>
  `export function total(items: Item[]): Money {\n  // ${mark}\n  return items.reduce((sum, item) => sum.plus(priceOf(item)), Money.zero());\n}\n`;
const money = `export class Money {\n  static zero(): Money {\n    return new Money("${secret}");\n  }\n}\nexport const priceOf = (item: Item): Money => item.price;\n`;
const order = `import { Money, priceOf } from "./money";\n\nexport function shipping(items: Item[]): Money {\n  return items.reduce((sum, item) => sum.plus(`;

let top: string;
let standIn: StandIn;
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), "nanotype-snippets-"));
  for (const folder of ["shop", "shop/src", "shop/secret", "bank"]) mkdirSync(join(top, folder));
  writeFileSync(join(top, "shop/.nanotypeignore"), "secret/\n");
  writeFileSync(join(top, "shop/src/cart.ts"), cart("closed-mark"));
  writeFileSync(join(top, "shop/src/money.ts"), money);
  writeFileSync(join(top, "shop/secret/cart.ts"), cart("denied-mark"));
  writeFileSync(join(top, "bank/cart.ts"), cart("bank-mark"));
});
afterAll(() => rmSync(top, { recursive: true, force: true }));
beforeEach(async () => {
  standIn = await StandIn.start({ models: ["gpt-4.1-nano", "qwen2.5-coder"] });
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn.close();
});

const uriOf = (path: string): string => pathToFileURL(join(top, path)).href;

async function start(params: {
  settings?: Readonly<Record<string, unknown>>;
  folders?: readonly string[];
  model?: "real";
  kind?: string;
}): Promise<LspClient> {
  const { settings = {}, folders = ["shop"], model, kind = "openai" } = params;
  const client = use(inMemoryClient(model === "real" ? {} : { createModel: () => new EchoModel(() => "local();\n") }));
  await client.start({ configuration: { ...configuration(kind), ...settings }, folders: folders.map(uriOf) });
  return client;
}

function configuration(kind: string): Readonly<Record<string, unknown>> {
  const model = kind === "fim" ? "qwen2.5-coder" : "gpt-4.1-nano";
  // Without the memory's answers every request goes to the endpoint.
  return { mode: "cloud", evaluation: { memory: "off" }, endpoints: [{ name: "team", kind, url: standIn.url, model }] };
}

/** Opens the document and waits until the endpoint may be asked. */
async function openOrder(client: LspClient, text = order): Promise<string> {
  const uri = uriOf("shop/src/order.ts");
  client.open(uri, text);
  await vi.waitFor(async () => expect((await previewOf(client, uri)).hindrance).toBe(""), { timeout: 10_000 });
  await vi.waitFor(async () => expect((await client.stats()).endpoints).toHaveLength(1), { timeout: 10_000 });
  return uri;
}

/** Bodies of the requests for a completion. */
function sentBodies(): string[] {
  return standIn.wire.map(({ body }) => body).filter((body) => body !== "");
}

function previewOf(client: LspClient, uri: string): Promise<Preview> {
  const before = client.text(uri).split("\n");
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  return client.connection.sendRequest(previewMethod, { textDocument: { uri }, position });
}

test("open files of the project are in the endpoint's prompt, as the preview shows it; others, denied ones and secrets never are", async () => {
  const client = await start({ folders: ["shop", "bank"], settings: { exclude: ["**/excluded.ts"] } });
  client.open(uriOf("shop/src/cart.ts"), cart("open-mark"));
  client.open(uriOf("shop/src/money.ts"), money);
  client.open(uriOf("shop/src/excluded.ts"), cart("excluded-mark"));
  client.open(uriOf("shop/secret/cart.ts"), cart("denied-mark"));
  client.open(uriOf("bank/cart.ts"), cart("bank-mark"));
  const uri = await openOrder(client);
  await vi.waitFor(async () => expect((await previewOf(client, uri)).requests[0]?.body).toContain("open-mark"), 10_000);
  const { requests, text } = await previewOf(client, uri);
  await client.complete(uri, order.length);
  const [sent] = sentBodies();
  expect(sent).toBe(requests[0]?.body);
  expect(sent).toContain("static zero(): Money");
  expect(text).toContain("Text from elsewhere (nanotype.context): src/money.ts, src/cart.ts");
  for (const mark of ["excluded-mark", "denied-mark", "bank-mark", secret]) expect(sent).not.toContain(mark);
});

test("files that aren't open are too; off means the document alone, from the next request on", async () => {
  const client = await start({ model: "real", kind: "fim" });
  await client.logLine(/^The workspace's files are remembered/);
  const uri = await openOrder(client);
  await vi.waitFor(
    async () => expect((await previewOf(client, uri)).requests[0]?.body).toContain("closed-mark"),
    20_000,
  );
  const { requests } = await previewOf(client, uri);
  await client.complete(uri, order.length);
  const [sent] = sentBodies();
  expect(sent).toBe(requests[0]?.body);
  expect(sent).toContain("<|repo_name|>project\\n<|file_sep|>src/money.ts\\nexport class Money");
  for (const mark of ["denied-mark", "bank-mark", secret]) expect(sent).not.toContain(mark);

  client.configurationChanged({ ...configuration("fim"), context: "off" });
  await vi.waitFor(
    async () => expect((await previewOf(client, uri)).requests[0]?.body).not.toContain("closed-mark"),
    10_000,
  );
});
