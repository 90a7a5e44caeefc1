// Own folder: a document in memory, so that every figure of a report is known.
import { expect, test } from "vitest";
import { BackendError } from "../../server/src/model/errors";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/a.ts";
const text = "const total = ";

function echoServer(answer = "answer;", latencyMs = 0) {
  return use(inMemoryClient({ createModel: () => new EchoModel(() => answer, latencyMs) }));
}

test("reports the status as the model loads, works and rests, and repeats nothing", async () => {
  const client = use(inMemoryClient());
  await client.start();
  await client.ready();
  client.open(uri, text);
  void client.complete(uri, text.length, { isInvoked: true });
  await client.status(({ state }) => state === "busy");
  await client.ready();
  const states = client.statuses.map(({ state }) => state);
  expect(states).toEqual(["loading", "ready", "busy", "ready"]);
  expect(client.statuses[0]).toMatchObject({ health: "ok", backend: "local", message: "The model is being loaded." });
  expect(client.statuses[1]).toEqual({
    health: "ok",
    state: "ready",
    message: "",
    backend: "local",
    model: "nanotype-6m",
    skippedDocuments: [],
  });
});

test("does not call the model busy for an answer that comes at once", async () => {
  const client = echoServer();
  await client.start();
  await client.ready();
  client.open(uri, text);
  for (let count = 0; count < 20; count++) await client.complete(uri, text.length);
  client.open("file:///work/binary", "\0");
  await client.status(({ skippedDocuments }) => skippedDocuments.length === 1);
  expect(client.statuses.map(({ state }) => state)).toEqual(["ready", "ready"]);
});

test("explains the last request of a document, step by step, without its text", async () => {
  const client = echoServer("secretAnswer;");
  await client.start();
  client.open(uri, "const secretName = ");
  client.open("file:///work/b.ts", "word");
  await client.complete(uri, 19);
  await client.complete("file:///work/b.ts", 2);
  const explanation = await client.explain(uri);
  expect(explanation.summary).toBe("A suggestion was shown here.");
  expect(explanation.steps.map(({ step }) => step)).toEqual(["trigger", "request", "source", "answer"]);
  expect(JSON.stringify(explanation)).not.toMatch(/secret/);
  expect((await client.explain()).summary).toBe("The caret is inside a word.");
});

test("lists the last hundred requests with their stories, the newest first, without text of documents", async () => {
  const client = echoServer("secretAnswer;");
  await client.start({ initializationOptions: { settings: { enable: { python: false } } } });
  client.open(uri, "const secretName = ");
  client.open("file:///work/b.py", "secret = ", "python");
  client.open("file:///work/c.ts", "// secret words\nword");
  await client.complete(uri, 19, { isInvoked: true });
  await client.complete("file:///work/b.py", 9);
  await client.complete("file:///work/c.ts", 18);
  const { requests } = await client.requests();
  const common = { isInvoked: false, outcome: "empty" };
  expect(requests).toMatchObject([
    { ...common, id: 3, language: "TypeScript", kind: "code", summary: "The caret is inside a word." },
    { ...common, id: 2, language: "", summary: "Suggestions are off for python (nanotype.enable)." },
    {
      ...{ id: 1, isInvoked: true, outcome: "offered", language: "TypeScript", kind: "code", writer: "local" },
      summary: "The model wrote it.",
    },
  ]);
  expect(requests[2].steps.map(({ step }) => step)).toEqual(["trigger", "request", "source", "answer"]);
  expect(Date.now() - requests[2].atMs).toBeLessThan(60_000);
  expect(JSON.stringify(requests)).not.toMatch(/secret|\.ts/);

  for (let count = 0; count < 110; count++) await client.complete("file:///work/c.ts", 18);
  const later = await client.requests();
  expect(later.requests.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, index) => 113 - index));
});

test("lists a request that was cancelled, and one whose model failed, as such", async () => {
  const client = use(
    inMemoryClient({
      createModel: () =>
        new EchoModel(() => {
          throw new BackendError("processDied", "The model's process ended.");
        }, 30),
    }),
  );
  await client.start();
  client.open(uri, text);
  const cancel = new AbortController();
  const cancelled = client.complete(uri, text.length, { isInvoked: true, signal: cancel.signal });
  cancel.abort();
  await cancelled.catch(() => undefined);
  await client.complete(uri, text.length, { isInvoked: true });
  const { requests } = await client.requests();
  expect(requests).toMatchObject([
    { outcome: "failed", summary: expect.stringContaining("The model's process ended.") as string },
    { outcome: "cancelled", summary: "The editor no longer wanted an answer." },
  ]);
});

test("counts requests, answers, sizes and times", async () => {
  const client = echoServer();
  await client.start();
  client.open(uri, text);
  const [item] = await client.complete(uri, text.length);
  await client.complete(uri, 2);
  client.accepted(item.command.arguments![0] as string);
  client.accepted("never offered");
  const stats = await client.stats();
  expect(stats).toMatchObject({
    requests: { total: 2, offered: 1, empty: 1, cancelled: 0, failed: 0 },
    acceptedCount: 1,
    acceptedCharCount: "answer;".length,
    answeredBy: { model: 1 },
    model: { requestCount: 1, failureCount: 0 },
  });
  expect(stats.uptimeMs).toBeGreaterThan(0);
  expect(stats.stages.request).toMatchObject({ count: 2 });
  expect(stats.memory.serverBytes).toBeGreaterThan(1e6);
});

test("reports the memory of the server and of the real model's process", async () => {
  const client = use(inMemoryClient());
  await client.start();
  await client.ready();
  const { memory } = await client.stats();
  expect(memory.serverBytes).toBeGreaterThan(10e6);
  expect(memory.modelProcessBytes).toBeGreaterThan(10e6);
});

test("takes acceptance as a command from clients that do not report it", async () => {
  const client = echoServer();
  const { capabilities } = await client.start();
  expect(capabilities.executeCommandProvider).toEqual({ commands: ["nanotype.accepted", "nanotype.nextEditAccepted"] });
  client.open(uri, text);
  const [item] = await client.complete(uri, text.length);
  await client.connection.sendRequest("workspace/executeCommand", item.command);
  expect(await client.stats()).toMatchObject({ acceptedCount: 1 });

  const reporting = echoServer();
  const result = await reporting.start({ initializationOptions: { reportsAcceptance: true } });
  expect(result.capabilities.executeCommandProvider).toBeUndefined();
});

test("never logs a document's text", async () => {
  const client = use(inMemoryClient());
  await client.start({ initializationOptions: { settings: { "log.level": "debug" } } });
  client.open("file:///work/keys.ts", 'const zebraToken = "zebra-1234";\nconst zebraCopy = ');
  await client.complete("file:///work/keys.ts", { line: 1, character: 18 }, { isInvoked: true });
  await client.logLine(/Answered/);
  expect(client.logLines.join("\n")).not.toMatch(/zebra/i);
});

test("answers nothing when the text changed before the answer was ready", async () => {
  const client = echoServer("answer;", 50);
  await client.start();
  client.open(uri, text);
  const stale = client.complete(uri, text.length, { isInvoked: true });
  // Typed along with the answer, so that the model's work continues.
  void client.change(uri, text.length, text.length, "a");
  expect(await stale).toEqual([]);
  expect((await client.explain()).summary).toBe("The text changed before the answer was ready.");
});
