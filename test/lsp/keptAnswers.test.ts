// Own folder: the cache's folder is judged; one document in memory makes its answers known.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { clearCacheMethod, diskCacheSecret, secretMethod, type SecretParams } from "../../server/src/protocol";
import { patiently } from "../support/patiently";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient, stdioClient } from "../support/lspServers";
import { StandIn } from "../support/standIn/standIn";

const use = usingClients();
const uri = "file:///work/a.ts";
const text = "const total = ";
/** Time of a model that will not have answered when the test ends, in ms. */
const neverMs = 600_000;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-kept-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

interface StartParams {
  readonly settings?: object;
  readonly latencyMs?: number;
  /** The client's keychain; absent if the client has none. */
  readonly keychain?: Map<string, string>;
}

/** Starts a server that keeps completions in `folder`, over a model that says `answer`, and opens its kept answers. */
async function start(answer: string, params: StartParams = {}): Promise<LspClient> {
  const { settings = {}, latencyMs = 0, keychain } = params;
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => answer, latencyMs) }));
  client.connection.onRequest(secretMethod, ({ name }: SecretParams) => {
    const value = keychain?.get(name);
    return value === undefined ? null : { kind: "key", value };
  });
  const initializationOptions = { cacheFolder: folder, keepsSecrets: keychain !== undefined, settings };
  await client.start({ initializationOptions });
  client.open(uri, text);
  return client;
}

/** Lists the files in the folder of kept answers; locks are folders. */
const files = (folder: string): string[] => readdirSync(folder).filter((name) => !name.endsWith(".lock"));
const atHand = (client: LspClient) => client.logLine(/^Completions are kept on disk/);

/** Returns the offer at the document's end. */
async function offered(client: LspClient): Promise<string[]> {
  return (await client.complete(uri, client.text(uri).length)).map(({ insertText }) => insertText);
}

/** Offers `sum(prices);` once and ends. */
async function offerOnceAndEnd(params: StartParams = {}): Promise<void> {
  const client = await start("sum(prices);\n", params);
  await atHand(client);
  expect(await offered(client)).toEqual(["sum(prices);"]);
  await client.stop();
}

test("an offer from before a restart is repeated after it, before a slow model answers", async () => {
  await offerOnceAndEnd();
  const client = await start("other();\n", { latencyMs: neverMs });
  await atHand(client);
  expect(await offered(client)).toEqual(["sum(prices);"]);
  expect((await client.stats()).answeredBy).toMatchObject({ stored: 1, model: 0 });
  const { steps } = await client.explain(uri);
  expect(steps).toContainEqual({
    step: "stored",
    outcome: "The same was asked before; the answer was kept on this machine.",
    atMs: expect.any(Number) as number,
  });
});

test("an endpoint whose answer is kept is not asked again, and its answer comes without a pause", async () => {
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
  const standIn = await StandIn.start();
  standIn.usual = { kind: "answer", text: "better();\n" };
  const endpoints = [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }];
  const settings = { mode: "cloud", endpoints };
  const sent: number[] = [];
  for (let round = 0; round < 2; round++) {
    const client = await start("local();\n", { settings, latencyMs: 100 });
    await atHand(client);
    await patiently(async () => expect((await client.stats()).endpoints).toHaveLength(1));
    expect(await offered(client)).toEqual(["better();"]);
    const { steps } = await client.explain(uri);
    expect(steps.some(({ step }) => step === "debounce")).toBe(round === 0);
    sent.push(standIn.requests.length);
    await client.stop();
  }
  await standIn.close();
  expect(sent).toEqual([1, 1]);
});

test("the user's text is not on the disk, neither plain nor in base64", async () => {
  await offerOnceAndEnd();
  const everything = files(folder).map((name) => readFileSync(join(folder, name), "latin1"));
  const decoded = everything
    .flatMap((text) => text.split(/\s/))
    .map((word) => Buffer.from(word, "base64").toString("latin1"));
  expect(everything.join()).toMatch(/^[\w-]{24} /m);
  for (const word of ["prices", "total", "a.ts"]) expect([...everything, ...decoded].join()).not.toContain(word);
});

describe("an earlier answer is not given", () => {
  /** Returns the offer of a model that says `other();`, after a restart with these settings. */
  async function afterRestart(
    params: StartParams,
    change: (client: LspClient) => Promise<void> = () => Promise.resolve(),
  ) {
    await offerOnceAndEnd();
    const client = await start("other();\n", params);
    if (!("cache.disk" in (params.settings ?? {}))) await atHand(client);
    await change(client);
    return offered(client);
  }

  test("by another model", async () =>
    expect(await afterRestart({ settings: { "local.quantization": "fp32" } })).toEqual(["other();"]));
  test("at another place", async () =>
    expect(await afterRestart({}, (client) => client.change(uri, 0, 0, "// new\n"))).toEqual(["other();"]));
  test("when the setting keeps nothing on disk", async () =>
    expect(await afterRestart({ settings: { "cache.disk": false } })).toEqual(["other();"]));
  test("after it was cleared, not from memory either", async () =>
    expect(await afterRestart({}, async (client) => client.connection.sendRequest(clearCacheMethod))).toEqual([
      "other();",
    ]));
});

test("nothing is written if the setting keeps nothing", async () => {
  const client = await start("sum(prices);\n", { settings: { "cache.disk": false } });
  expect(await offered(client)).toEqual(["sum(prices);"]);
  await client.stop();
  expect(readdirSync(folder)).toEqual([]);
});

test("the client's keychain, if any, holds the secret, and nothing opens the answers without it", async () => {
  const keychain = new Map([[diskCacheSecret, Buffer.alloc(32, 3).toString("base64")]]);
  await offerOnceAndEnd({ keychain });
  expect(files(folder)).toEqual([expect.stringMatching(/^answers-/)]);
  const client = await start("other();\n", { keychain, latencyMs: neverMs });
  await atHand(client);
  expect(await offered(client)).toEqual(["sum(prices);"]);
  await client.stop();
  const stranger = await start("other();\n");
  await atHand(stranger);
  expect(await offered(stranger)).toEqual(["other();"]);
});

test("a folder that cannot be written to is reported once, and completions continue", async () => {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "a file is in its place");
  const client = await start("sum(prices);\n");
  await client.logLine(/^Completions are not kept for the next start/);
  expect(await offered(client)).toEqual(["sum(prices);"]);
});

test("the built server with the real model keeps its answers in the user's cache, and `nanotype cache clear` removes them", async () => {
  vi.stubEnv("NANOTYPE_CACHE", folder);
  const source =
    "export function first(): number {\n  return compute(1, 2);\n}\n\nexport function second(): number {\n  return comp";
  const answers: string[][] = [];
  const storedCounts: number[] = [];
  for (let round = 0; round < 3; round++) {
    const client = use(stdioClient());
    await client.start();
    await Promise.all([client.ready(), atHand(client)]);
    client.open(uri, source);
    answers.push((await client.complete(uri, source.length)).map(({ insertText }) => insertText));
    storedCounts.push((await client.stats()).answeredBy.stored);
    await client.stop();
    if (round === 1) {
      const { execFileSync } = await import("node:child_process");
      expect(execFileSync(process.execPath, ["dist/nanotype.js", "cache", "clear"], { encoding: "utf8" })).toMatch(
        /^Removed [1-9]\d* KB/,
      );
    }
  }
  expect(answers[0][0]).toMatch(/^ute\(/);
  expect(answers[1]).toEqual(answers[0]);
  expect(storedCounts).toEqual([0, 1, 0]);
});
