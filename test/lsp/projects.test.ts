// Own folder: several projects side by side, which must share nothing.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { patiently } from "../support/patiently";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "nanotype-projects-"));
  for (const name of ["bank", "shop"]) mkdirSync(join(top, name));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const uriOf = (path: string): string => pathToFileURL(join(top, path)).href;
const plan = "const launchDate = computeLaunchDate(winter, rocket);\n";
const begun = "const launchDate = computeLau";

/** Starts a server that answers from the memory alone, in a window with these folders. */
async function start(folders: readonly string[]): Promise<{ client: LspClient; model: EchoModel }> {
  const model = new EchoModel(() => "answer;\n", 0);
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start({
    folders: folders.map(uriOf),
    initializationOptions: { settings: { evaluation: { memory: "only" } } },
  });
  return { client, model };
}

/** Returns the offer at the end of `text` in a new document. */
async function offered(client: LspClient, uri: string, text = begun): Promise<string[]> {
  client.open(uri, text);
  return (await client.complete(uri, text.length)).map(({ insertText }) => insertText);
}

test("a file that was closed answers in its own workspace folder, not in another one", async () => {
  const { client, model } = await start(["bank", "shop"]);
  await offered(client, uriOf("bank/plan.ts"), `${plan}start();\n${plan}stop();\n${plan}`);
  await patiently(() => expect([...model.memorized.keys()]).toEqual([uriOf("bank/plan.ts")]));
  client.close(uriOf("bank/plan.ts"));
  expect(await offered(client, uriOf("shop/a.ts"))).toEqual([]);
  const sibling = uriOf("bank/a.ts");
  client.open(sibling, begun);
  // Its project is determined meanwhile.
  await patiently(async () => {
    const items = await client.complete(sibling, begun.length);
    expect(items.map(({ insertText }) => insertText)).toEqual(["nchDate(winter, rocket);"]);
  });
});

test("our own Try It file answers only itself, and is forgotten when it is closed", async () => {
  const { client, model } = await start(["shop"]);
  const sample = readFileSync("media/walkthrough/tryIt.ts.txt", "utf8");
  client.open("untitled:Untitled-1", sample);
  await patiently(() => expect([...model.memorized.keys()]).toEqual(["untitled:Untitled-1"]));
  const line = "function totalPrice(items: It";
  expect(await offered(client, uriOf("shop/a.ts"), line)).toEqual([]);
  expect((await client.complete("untitled:Untitled-1", sample.indexOf("): number {\n  let total"))).length).toBe(0);
  client.close("untitled:Untitled-1");
  await patiently(() => expect([...model.memorized.keys()]).not.toContain("untitled:Untitled-1"));
  expect(await offered(client, uriOf("shop/b.ts"), line)).toEqual([]);
});

test("an answer that was kept on disk is given after a restart in its own project, not in another one", async () => {
  const cacheFolder = join(top, "cache");
  const text = "const total = ";
  const ask = async (folder: string, latencyMs: number): Promise<LspClient> => {
    const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "sum(prices);\n", latencyMs) }));
    await client.start({ folders: [uriOf(folder)], initializationOptions: { cacheFolder, settings: {} } });
    await client.logLine(/^Completions are kept on disk/);
    client.open(uriOf(`${folder}/a.ts`), text);
    return client;
  };
  const first = await ask("bank", 0);
  expect(await first.complete(uriOf("bank/a.ts"), text.length)).toHaveLength(1);
  await first.stop();
  const same = await ask("bank", 300);
  await same.complete(uriOf("bank/a.ts"), text.length);
  expect((await same.stats()).answeredBy).toMatchObject({ stored: 1 });
  await same.stop();
  const other = await ask("shop", 300);
  await other.complete(uriOf("shop/a.ts"), text.length);
  expect((await other.stats()).answeredBy).toMatchObject({ stored: 0, model: 1 });
});

test("a parameter's description is reused only within its project", async () => {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "", 0) }));
  await client.start({ folders: ["bank", "shop"].map(uriOf) });
  client.open(
    uriOf("bank/rate.ts"),
    "/**\n * @param rate yearly rate in percent\n */\nexport function a(rate: number) {}\n",
  );
  await client.complete(uriOf("bank/rate.ts"), 0);
  const declaration = "export function earn(rate: number): number {\n  return rate;\n}\n";
  const drafted = async (path: string): Promise<string> => {
    client.open(uriOf(path), declaration);
    await client.complete(uriOf(path), 0);
    return JSON.stringify(await client.draftComment(uriOf(path), declaration.indexOf("return")));
  };
  expect(await drafted("bank/earn.ts")).toContain("yearly rate in percent");
  expect(await drafted("shop/earn.ts")).not.toContain("yearly rate");
});
