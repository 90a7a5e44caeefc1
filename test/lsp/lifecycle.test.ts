// Own folder: a document in memory; starts and ends are judged, no folder is read.
import { expect, test } from "vitest";
import type { OfferedItem } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { childrenOf, eventually, gone } from "../support/processes";
import { inMemoryClient, ipcClient, stdioClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/total.ts";
const code = `export function total(prices: number[]): number {
  let sum = 0;
  for (const price of prices) {
    sum += price;
  }
  return sum;
}

export function average(prices: number[]): number {
  let sum = 0;
  for (const price of prices) {
    `;

test.each([
  ["in memory", () => inMemoryClient()],
  ["over stdio", () => stdioClient()],
  ["over node's IPC", () => ipcClient()],
])("completes with the embedded model, %s", async (_name, connect) => {
  const client = use(connect());
  const { capabilities, serverInfo } = await client.start();
  expect(serverInfo?.name).toBe("nanotype");
  expect(capabilities).toMatchObject({ inlineCompletionProvider: {}, positionEncoding: "utf-16" });
  client.open(uri, code);
  const [item] = await client.complete(uri, code.length, { isInvoked: true });
  expect(item.insertText).toMatch(/\w/);
  expect(item.command).toMatchObject({ command: "nanotype.accepted" });
});

test("refuses requests before `initialized` and after `shutdown`, and stays intact", async () => {
  const client = use(inMemoryClient());
  const ask = () => client.complete(uri, 0).catch((error: unknown) => error);
  const notInitialized = { code: -32002, message: "Nanotype is not initialized yet." };
  expect(await ask()).toMatchObject(notInitialized);
  expect(await client.stats().catch((error: unknown) => error)).toMatchObject(notInitialized);
  await client.initialize();
  expect(await ask()).toMatchObject(notInitialized);
  await client.connection.sendNotification("initialized", {});
  client.open(uri, code);
  expect(await ask()).toEqual([]);
  await client.connection.sendRequest("shutdown");
  expect(await ask()).toMatchObject({ code: -32600 });
});

test("a second `initialize` is an error and changes nothing", async () => {
  const client = use(inMemoryClient());
  await client.start({ initializationOptions: { settings: {} } });
  expect(await client.initialize().catch((error: unknown) => error)).toMatchObject({ code: -32600 });
  client.open(uri, code);
  expect(await client.complete(uri, code.length, { isInvoked: true })).not.toEqual([]);
});

test("ends with its model process after `shutdown` and `exit`", async () => {
  const client = use(stdioClient());
  await client.start();
  await client.ready();
  const children = childrenOf(client.process!.pid!);
  expect(children).toHaveLength(1);
  await client.connection.sendRequest("shutdown");
  await client.connection.sendNotification("exit");
  expect(await client.exited()).toBe(0);
  for (const child of children) await gone(child);
});

test("ends with its model process when its stdin closes", async () => {
  const client = use(stdioClient());
  await client.start();
  await client.ready();
  const children = childrenOf(client.process!.pid!);
  client.process!.stdin!.end();
  await client.exited();
  for (const child of children) await gone(child);
});

test("ends while the model is at work when its stdin closes", async () => {
  const client = use(stdioClient());
  await client.start();
  client.open(uri, code);
  await client.ready();
  const children = childrenOf(client.process!.pid!);
  const answer = client.complete(uri, code.length, { isInvoked: true }).catch(() => undefined);
  await client.status(({ state }) => state === "busy");
  client.process!.stdin!.end();
  await client.exited();
  for (const child of children) await gone(child);
  client.connection.dispose();
  await Promise.race([answer, gone(client.process!.pid!)]);
});

test("ends with its model process when the IPC channel closes", async () => {
  const client = use(ipcClient());
  await client.start();
  await client.ready();
  const children = childrenOf(client.process!.pid!);
  client.process!.disconnect();
  await client.exited();
  for (const child of children) await gone(child);
});

/** A client in a separate process that starts a server and waits to be killed; it prints the server's process id. */
const doomedClient = `
  const { fork, spawn } = require("node:child_process");
  const overIpc = process.argv[1] === "ipc";
  const child = overIpc
    ? fork("dist/server.js", ["--node-ipc"], { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] })
    : spawn(process.execPath, ["dist/server.js", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const messages = [
    { jsonrpc: "2.0", id: 1, method: "initialize", params: { processId: process.pid, rootUri: null, capabilities: {} } },
    { jsonrpc: "2.0", method: "initialized", params: {} },
  ];
  for (const message of messages) {
    const text = JSON.stringify(message);
    if (overIpc) child.send(message);
    else child.stdin.write("Content-Length: " + text.length + "\\r\\n\\r\\n" + text);
  }
  console.log(child.pid);
`;

test.each(["stdio", "ipc"])("ends with its model process when its client is killed (%s)", async (transport) => {
  const { spawn } = await import("node:child_process");
  const client = spawn(process.execPath, ["-e", doomedClient, transport], { stdio: ["ignore", "pipe", "inherit"] });
  const serverId = await new Promise<number>((resolve) => client.stdout.once("data", (data) => resolve(Number(data))));
  const [child] = await eventually(() => {
    const children = childrenOf(serverId);
    return Promise.resolve(children.length > 0 ? children : undefined);
  });
  client.kill("SIGKILL");
  await gone(serverId);
  await gone(child);
});

test("serves two clients at once, each with its own server", async () => {
  const both = [use(stdioClient()), use(stdioClient())];
  await Promise.all(both.map((client) => client.start()));
  for (const client of both) client.open(uri, code);
  const answers = await Promise.all(both.map((client) => client.complete(uri, code.length, { isInvoked: true })));
  // A busy machine may get fewer lines of a block.
  const firstLine = (items: readonly OfferedItem[]): string => items[0].insertText.split("\n", 1)[0];
  const line = firstLine(answers[0]);
  expect(line).toMatch(/\w/);
  expect(firstLine(answers[1])).toBe(line);
  await both[0].stop();
  expect(firstLine(await both[1].complete(uri, code.length, { isInvoked: true }))).toBe(line);
});
