// Own settings: the settings are under test; one document in memory.
import { expect, test } from "vitest";
import type { ModelChoice } from "../../server/src/model/modelSlot";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/a.ts";
const text = "const total = ";

/** Starts a server whose models say `answer;`; `choices` are the models it was asked to run. */
function echoServer() {
  const choices: ModelChoice[] = [];
  const models: EchoModel[] = [];
  const createModel = (choice: ModelChoice): EchoModel => {
    choices.push(choice);
    const model = new EchoModel(() => "answer;");
    models.push(model);
    return model;
  };
  return { client: use(inMemoryClient({ createModel })), choices, models };
}

test("uses the defaults for settings of wrong types, says so once, and completes", async () => {
  const { client } = echoServer();
  const wrong = { eagerness: 3, debounce: { maxMs: "soon" }, enable: "yes", speed: 9 };
  await client.start({ configuration: wrong });
  const { health, message } = await client.status((status) => status.health === "warning");
  expect(health).toBe("warning");
  for (const key of ["eagerness", "debounce.maxMs", "enable", "speed"]) expect(message).toContain(`nanotype.${key}`);
  client.open(uri, text);
  expect(await client.complete(uri, text.length)).toMatchObject([{ insertText: "answer;" }]);
  client.configurationChanged({ ...wrong, "log.level": "debug" });
  await client.complete(uri, text.length);
  await client.logLine(/Answered/);
  expect(client.logLines.filter((line) => line.includes("nanotype.eagerness"))).toHaveLength(1);
  client.configurationChanged({});
  await client.status((status) => status.health === "ok" && status.message === "");
});

test.each([
  ["workspace/configuration", (value: unknown) => ({ configuration: value })],
  ["initializationOptions", (value: unknown) => ({ initializationOptions: { settings: value } })],
])("takes settings by %s", async (_name, start) => {
  const { client, choices } = echoServer();
  await client.start(start({ "local.model": "/models/mine", enable: { "*": false, python: true } }));
  client.open(uri, text);
  expect(await client.complete(uri, text.length)).toEqual([]);
  expect((await client.explain()).summary).toBe("Suggestions are off for typescript (nanotype.enable).");
  client.open("file:///work/a.py", "total = ", "python");
  expect(await client.complete("file:///work/a.py", 8)).toMatchObject([{ insertText: "answer;" }]);
  expect(choices).toMatchObject([{ modelFolder: "/models/mine" }]);
});

test("loads the model at once if the client sends its settings with `initialize`", async () => {
  const { client, choices } = echoServer();
  await client.initialize({
    initializationOptions: { settings: { "local.model": "/models/mine" } },
    configuration: {},
  });
  expect(choices).toMatchObject([{ modelFolder: "/models/mine" }]);
});

test("waits for the settings of a client that has to be asked before it loads a model", async () => {
  const { client, choices } = echoServer();
  await client.initialize({ configuration: { "local.model": "/models/mine" } });
  expect(choices).toEqual([]);
  await client.connection.sendNotification("initialized", {});
  client.open(uri, text);
  await client.complete(uri, text.length);
  expect(choices).toMatchObject([{ modelFolder: "/models/mine" }]);
});

test("subscribes to changes of its own settings only", async () => {
  const { client } = echoServer();
  await client.start({ configuration: {} });
  client.open(uri, text);
  await client.complete(uri, text.length);
  expect(client.registrations).toMatchObject([
    { method: "workspace/didChangeConfiguration", registerOptions: { section: "nanotype" } },
  ]);
});

test("accepts settings pushed by clients that cannot be asked", async () => {
  const { client, choices } = echoServer();
  await client.start({ initializationOptions: { settings: { local: { threads: 2 } } } });
  const push = (settings: unknown) =>
    client.connection.sendNotification("workspace/didChangeConfiguration", { settings });
  await push({ nanotype: { "local.quantization": "q4" }, editor: { tabSize: 2 } });
  await push(null);
  client.open(uri, text);
  await client.complete(uri, text.length);
  expect(choices).toMatchObject([
    { quantization: "auto", threadCount: 2 },
    { quantization: "q4", threadCount: 2 },
  ]);
});

test("runs another model once it is chosen, without a restart, and passes it the documents' text", async () => {
  const { client, choices, models } = echoServer();
  await client.start({ configuration: {} });
  client.open(uri, text);
  await client.complete(uri, text.length);
  client.configurationChanged({ local: { model: "other", idleMinutes: 0 } });
  await client.status(() => models.length === 2);
  expect(choices[1]).toMatchObject({
    modelFolder: expect.stringMatching(/models.other$/) as string,
    idleLimitMs: 2 ** 31 - 1,
  });
  expect(models[0].isDisposed).toBe(true);
  client.configurationChanged({ local: { model: "other", idleMinutes: 0 }, maxLines: 3 });
  expect(await client.complete(uri, text.length)).toMatchObject([{ insertText: "answer;" }]);
  expect(models).toHaveLength(2);
  client.close(uri);
  await client.complete(uri, text.length);
  await expect.poll(() => models[1].memorized.get(uri)).toBe(text);
});

test("remembers nothing while the memory is off, nor text of languages that are off", async () => {
  const { client, models } = echoServer();
  await client.start({ configuration: { memory: { enabled: false } } });
  client.open(uri, text);
  client.close(uri);
  await client.complete(uri, 0);
  client.configurationChanged({ enable: { markdown: false } });
  await client.stats();
  client.open("file:///work/a.md", "private", "markdown");
  client.open("file:///work/b.ts", "open");
  // Answered once the files have been compared with the ignore files; documents closed earlier are not remembered.
  await client.complete("file:///work/b.ts", 4);
  client.close("file:///work/a.md");
  client.close("file:///work/b.ts");
  await client.complete(uri, 0);
  await expect.poll(() => [...models[0].memorized.keys()]).toEqual(["file:///work/b.ts"]);
});

test("completes by the defaults when the client never answers the question for its settings", async () => {
  const { client } = echoServer();
  client.connection.onRequest("workspace/configuration", () => new Promise(() => undefined));
  await client.start({ configuration: {} });
  client.open(uri, text);
  expect(await client.complete(uri, text.length)).toMatchObject([{ insertText: "answer;" }]);
  expect(client.logLines.filter((line) => line.includes("failed"))).toEqual([]);
});

test("asks the model with the path inside the innermost folder", async () => {
  const { client, models } = echoServer();
  await client.start({ folders: ["file:///work/app", "file:///work/app/packages/core"] });
  const ask = async (path: string): Promise<string | undefined> => {
    client.open(path, `${text}${path} + `);
    await client.complete(path, { line: 0, character: 99 });
    return models[0].requests.at(-1)?.prompt.path;
  };
  expect(await ask("file:///work/app/packages/core/src/a.ts")).toBe("src/a.ts");
  expect(await ask("file:///work/app/b%20c.ts")).toBe("b c.ts");
  expect(await ask("file:///home/someone/d.ts")).toBe("d.ts");
});
