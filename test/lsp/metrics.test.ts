// Own folder: a document in memory, so that every figure is known.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dismissedMethod, usageMethod, type UsageReport } from "../../server/src/protocol";
import type { CompletionRequest } from "../../server/src/model/backend";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { patiently } from "../support/patiently";

const use = usingClients();
const uri = "file:///work/secretName.ts";
const text = "const secretWord = ";
let statsFolder: string;
beforeEach(() => {
  statsFolder = mkdtempSync(join(tmpdir(), "nanotype-figures-"));
});
afterEach(() => rmSync(statsFolder, { recursive: true, force: true }));

const answerTo = ({ prompt }: CompletionRequest): string =>
  prompt.prefix.includes("//") ? "words of two kinds" : "answer(one, two);";

async function start(configuration: object = {}): Promise<LspClient> {
  const client = use(inMemoryClient({ statsFolder, createModel: () => new EchoModel(answerTo) }));
  await client.start({ configuration });
  client.open(uri, text);
  return client;
}

/** Asks at the end of the document, and returns the suggestion. */
async function ask(client: LspClient): Promise<string> {
  const [item] = await client.complete(uri, client.text(uri).length, { isInvoked: true });
  return item.insertText;
}

function insert(client: LspClient, inserted: string): void {
  const end = client.text(uri).length;
  void client.change(uri, end, end, inserted);
}

const usage = (client: LspClient): Promise<UsageReport> => client.connection.sendRequest(usageMethod, { days: 7 });

test("what the user makes of suggestions is counted from the changes alone, by language, kind and writer, and survives a restart", async () => {
  const client = await start();
  const first = await ask(client);
  insert(client, first); // taken whole
  const before = client.text(uri).length - first.length;
  void client.change(uri, before, client.text(uri).length, ""); // undone at once
  await ask(client);
  await client.connection.sendNotification(dismissedMethod, { textDocument: { uri } });
  insert(client, "\n// The ");
  const third = await ask(client);
  insert(client, third.slice(0, 8));
  insert(client, "x");
  await client.complete(uri, 2);
  const { suggestions, byKind, byLanguage, byBackend, requests, waits } = await usage(client);
  const counts = { offered: 3, accepted: 1, partlyAccepted: 1, dismissed: 1, deleted: 1, kept: 0 };
  expect(suggestions).toMatchObject({ ...counts, savedKeys: first.length - 1 + 7 });
  expect(byLanguage).toMatchObject([{ name: "typescript", ...counts }]);
  expect(byBackend).toMatchObject([{ name: "local", ...counts }]);
  expect(byKind).toMatchObject([
    { name: "code", offered: 2, accepted: 1 },
    { name: "comment", offered: 1, partlyAccepted: 1 },
  ]);
  expect(requests).toEqual({ offered: 3, empty: 1 });
  for (const stage of ["context", "firstToken", "firstLine", "total"])
    expect([stage, waits[stage]?.count]).toEqual([stage, 3]);
  expect(waits["request"]?.count).toBe(4);
  await client.stop();

  const next = await start();
  await ask(next);
  expect((await usage(next)).suggestions).toMatchObject({ offered: 4, accepted: 1 });
  await next.stop();

  // Counts and dates only.
  const files = readdirSync(statsFolder).filter((name) => name.endsWith(".json"));
  expect(files).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d\.json$/)]);
  for (const name of files) {
    const kept = readFileSync(join(statsFolder, name), "utf8");
    expect(kept).not.toMatch(/secret|answer\(|words|work/);
    for (const line of kept.trim().split("\n").slice(1, -1))
      expect(line).toMatch(/^"[A-Za-z]+(\|[\w-]+)*": (?:[\d.e-]+|\{"sumMs":[\d.e-]+,"buckets":\{[\d":,]*\}\}),?$/);
  }
});

test("nothing is kept if the user doesn't want it", async () => {
  const client = await start({ metrics: { history: false } });
  await ask(client);
  expect((await usage(client)).requests).toEqual({});
  expect((await client.stats()).requests.offered).toBe(1);
  await client.stop();
  expect(readdirSync(statsFolder)).toEqual([]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("programs on this machine read the metrics of all servers on the port that the user has set, and nothing else is answered", async () => {
  const port = await freePort();
  const client = await start({ metrics: { port } });
  await ask(client);
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers });
  const page = await patiently(() => get("/metrics"));
  expect(page.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const metrics = await page.text();
  expect(metrics).toContain(
    'nanotype_suggestions_offered_total{language="typescript",kind="code",backend="local"} 1\n',
  );
  expect(metrics).toMatch(/nanotype_stage_seconds_count\{stage="total"\} 1\n/);
  expect(metrics).toMatch(/nanotype_resident_memory_bytes\{process="server"\} \d{8,}\n/);
  expect(metrics).toMatch(/nanotype_cpu_seconds_total\{process="server"\} [\d.]+\n/);
  expect(metrics).not.toMatch(/secret|answer\(/);
  const open = await get("/metrics", { accept: "application/openmetrics-text;version=1.0.0" });
  expect(await open.text()).toMatch(/# TYPE nanotype_suggestions_offered counter\n[\s\S]*# EOF\n$/);
  expect((await get("/")).status).toBe(404);
  expect((await get("/metrics", { origin: "https://example.com" })).status).toBe(403);

  // Another window counts too, though the first one has the port.
  const other = await start({ metrics: { port } });
  await other.logLine(/The port of the metrics is in use/);
  await ask(other);
  await usage(other);
  expect(await (await get("/metrics")).text()).toMatch(/nanotype_suggestions_offered_total\{[^}]*\} 2\n/);

  client.configurationChanged({ metrics: { port }, mode: "offline" });
  await patiently(() => expect(get("/metrics")).rejects.toThrow());
});

test("no port is opened in offline", async () => {
  const port = await freePort();
  const client = await start({ mode: "offline", metrics: { port } });
  await ask(client);
  await usage(client);
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  // The same client is answered once it may be.
  client.configurationChanged({ metrics: { port } });
  await patiently(() => fetch(`http://127.0.0.1:${port}/metrics`));
});
