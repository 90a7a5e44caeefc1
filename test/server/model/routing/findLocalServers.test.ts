import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findLocalServers } from "../../../../server/src/model/routing/findLocalServers";
import { noPolicy } from "../../../../server/src/settings/policy";
import { defaultSettings } from "../../../../server/src/settings/settings";

let server: Server;
let asked: string[] = [];
let answer: { status: number; headers?: Record<string, string>; body: string } = { status: 200, body: "{}" };

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => server.close());

/** Looks for servers while one answers so where OLLAMA_HOST points, and returns what was found there. */
async function find(change: Partial<Parameters<typeof findLocalServers>[0]> = {}): Promise<unknown[]> {
  asked = [];
  const { port } = server.address() as AddressInfo;
  const environment = { OLLAMA_HOST: `127.0.0.1:${port}` };
  const parts = { settings: defaultSettings, policy: noPolicy, isTrusted: true, environment, ...change };
  return (await findLocalServers(parts)).filter(({ url }) => url.includes(`:${port}/`));
}

test("a running Ollama is found where its own variable says", async () => {
  answer = { status: 200, body: '{"version":"0.12.0"}' };
  expect(await find()).toEqual([expect.objectContaining({ label: "Ollama", kind: "fim" })]);
  expect(asked).toEqual(["/api/version"]);
});

test("something else at that place is not proposed", async () => {
  for (const other of [
    { status: 200, body: '{"name":"a shop"}' },
    { status: 200, body: "<html>" },
    { status: 404, body: '{"version":"1"}' },
    { status: 302, headers: { location: "https://example.com/" }, body: "" },
  ]) {
    answer = other;
    expect(await find()).toEqual([]);
  }
});

test("nothing is asked in Restricted Mode, in the mode offline, or against the policy", async () => {
  answer = { status: 200, body: '{"version":"0.12.0"}' };
  expect(await find({ isTrusted: false })).toEqual([]);
  expect(await find({ settings: { ...defaultSettings, mode: "offline" } })).toEqual([]);
  expect(
    await find({ policy: { kind: "rules", allowedHosts: ["llm.example.com"], path: "/etc/nanotype/policy.json" } }),
  ).toEqual([]);
  expect(asked).toEqual([]);
});

test("no other machine is asked", async () => {
  expect(await find({ environment: { OLLAMA_HOST: "192.0.2.1:11434" } })).toEqual([]);
});

test("the server that the policy names is offered first, and is not asked", async () => {
  const { port } = server.address() as AddressInfo;
  const team = `http://127.0.0.1:${port}/team`;
  const policy = { kind: "rules", team, path: "/etc/nanotype/policy.json" } as const;
  expect(await find({ policy, environment: {} })).toEqual([
    { label: "Your organisation's server", kind: "openai", url: team, isOnThisMachine: false },
  ]);
  expect(asked).toEqual([]);
});
