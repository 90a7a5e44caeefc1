// Own folder: a document in memory; requests to endpoints are judged, no folder is read.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CompletionChunk, CompletionRequest } from "../../server/src/model/backend";
import {
  secretChangedMethod,
  secretMethod,
  testEndpointMethod,
  type SecretParams,
  type TestEndpointParams,
  type TestEndpointResult,
} from "../../server/src/protocol";
import type { Clock } from "../../server/src/base/clock";
import type { Policy } from "../../server/src/settings/policy";
import { patiently } from "../support/patiently";
import { EchoModel } from "../support/echoModel";
import { JumpingClock } from "../support/jumpingClock";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient, stdioClient } from "../support/lspServers";
import { StandIn } from "../support/standIn/standIn";
import type { Served } from "../support/standIn/validate";

const use = usingClients();
const uri = "file:///work/a.ts";
const text = "const total = ";

let standIn: StandIn;
let socketCount: number;
const countSocket = (): void => {
  socketCount++;
};

beforeEach(async () => {
  standIn = await StandIn.start();
  standIn.usual = { kind: "answer", text: "better();\n" };
  socketCount = 0;
  subscribe("net.client.socket", countSocket);
});
afterEach(async () => {
  unsubscribe("net.client.socket", countSocket);
  vi.unstubAllEnvs();
  vi.useRealTimers();
  await standIn.close();
});

/** A local model with low certainty. */
class UnsureModel extends EchoModel {
  override async *stream(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    for await (const chunk of super.stream(request, signal)) yield { ...chunk, logProb: -0.4 * chunk.tokenCount };
  }
}

const endpoint = () => ({ name: "my team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" });

/** Starts a server whose local model says `local();`. */
async function start(
  settings: Readonly<Record<string, unknown>>,
  params: {
    model?: EchoModel;
    keepsSecrets?: boolean;
    clock?: Clock;
    accountsPath?: string;
    prepare?: (client: LspClient) => void;
  } = {},
): Promise<LspClient> {
  const createModel = () => params.model ?? new EchoModel(() => "local();\n");
  const { clock, accountsPath } = params;
  const client = use(inMemoryClient({ createModel, ...(clock && { clock }), ...(accountsPath && { accountsPath }) }));
  params.prepare?.(client);
  const { keepsSecrets } = params;
  await client.start({ configuration: settings, initializationOptions: { keepsSecrets } });
  client.open(uri, text);
  return client;
}

/** Returns the offer at the text's end, once the endpoints are set up. */
async function complete(client: LspClient, params: { isInvoked?: boolean } = {}): Promise<string[]> {
  const items = await client.complete(uri, client.text(uri).length, params);
  return items.map(({ insertText }) => insertText);
}

async function endpointsReady(client: LspClient): Promise<void> {
  await patiently(async () => expect((await client.stats()).endpoints).toHaveLength(1));
}

describe("an endpoint that is about to be added", () => {
  const tryNew = async (
    params: { key?: string; token?: string; endpoint?: object },
    policy: Policy = { kind: "none" },
  ): Promise<TestEndpointResult> => {
    const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "local();\n"), policy }));
    await client.start({ configuration: {} });
    const asked = { name: "new", endpoint: { name: "new", kind: "openai", url: standIn.url }, ...params };
    return client.connection.sendRequest<TestEndpointResult>(testEndpointMethod, asked);
  };

  test("lists its models", async () => {
    expect(await tryNew({ key: "secret-key" })).toEqual({
      outcome: "works",
      message: "",
      models: [{ model: "gpt-4.1-nano" }],
    });
    expect(standIn.requests).toHaveLength(0); // nothing was completed
  });
  test("is tried with a model", async () => {
    const chosen = { name: "new", kind: "openai", url: standIn.url, model: "gpt-4.1-nano" };
    expect(await tryNew({ key: "secret-key", endpoint: chosen })).toMatchObject({ outcome: "works" });
    expect(await tryNew({ key: "wrong", endpoint: chosen })).toMatchObject({ outcome: "keyRefused" });
    expect(await tryNew({ token: "entra-token", endpoint: chosen })).toMatchObject({ outcome: "works" });
  });
  test("is not connected to against an administrator's policy", async () => {
    const policy: Policy = { kind: "rules", path: "/etc/policy.json", allowedHosts: ["*.example.com"] };
    expect(await tryNew({ key: "secret-key" }, policy)).toMatchObject({
      outcome: "failed",
      message: expect.stringContaining("does not allow the host") as string,
    });
    const local: Policy = { kind: "rules", path: "/etc/policy.json", modes: ["local"] };
    expect(await tryNew({ key: "secret-key" }, local)).toMatchObject({ outcome: "failed" });
    expect(standIn.connectionCount).toBe(0);
  });
  test("that isn't an address is refused", async () => {
    expect(await tryNew({ endpoint: { name: "new", kind: "nothing" } })).toMatchObject({ outcome: "failed" });
  });
});

describe("no socket is opened", () => {
  test.each([
    ["by default", {}],
    [
      "in local mode with an endpoint",
      { mode: "local", endpoints: [{ ...{ name: "x", kind: "openai", url: "http://127.0.0.1:9", model: "m" } }] },
    ],
    [
      "offline with an endpoint",
      { mode: "offline", endpoints: [{ name: "x", kind: "openai", url: "http://127.0.0.1:9", model: "m" }] },
    ],
  ])("%s", async (_name, settings) => {
    const client = await start(settings);
    expect(await complete(client)).toEqual(["local();"]);
    expect(await complete(client, { isInvoked: true })).toEqual(["local();"]);
    expect(socketCount).toBe(0);
  });
});

test("an endpoint answers in cloud mode, with the key from the environment, and its tokens are counted", async () => {
  vi.stubEnv("NANOTYPE_KEY_MY_TEAM", "secret-key");
  const client = await start({ mode: "cloud", endpoints: [endpoint()] });
  await endpointsReady(client);
  expect(await complete(client)).toEqual(["better();"]);
  expect(standIn.refusals).toEqual([]);
  const { endpoints } = await client.stats();
  expect(endpoints).toMatchObject([{ name: "my team", model: "gpt-4.1-nano", state: "ok", requestCount: 1 }]);
  expect(endpoints[0]?.promptTokenCount).toBe(standIn.requests[0]?.counts.prompt);
  expect(socketCount).toBeGreaterThan(0);
  expect(await client.status(({ health }) => health === "ok")).toMatchObject({
    backend: "cloud",
    model: "gpt-4.1-nano at my team",
  });
});

test("a token comes from the user's command", async () => {
  const tokenCommand = [process.execPath, "-e", "console.log('entra-token')"];
  const client = await start({ mode: "cloud", endpoints: [{ ...endpoint(), tokenCommand }] });
  await endpointsReady(client);
  expect(await complete(client)).toEqual(["better();"]);
  expect(standIn.requests[0]?.headers.authorization).toBe("Bearer entra-token");
});

test("an Entra token comes from its issuer through the user's command, and a new one after the endpoint has refused it", async () => {
  const asked: (string | null)[] = [];
  const tokens = ["entra-stale", "entra-token"];
  const issuer = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      asked.push(new URLSearchParams(body).get("scope"));
      response.end(JSON.stringify({ token_type: "Bearer", expires_in: 3_600, access_token: tokens.shift() }));
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => issuer.once("listening", resolve));
  const { port } = issuer.address() as AddressInfo;
  const scope = "https://cognitiveservices.azure.com/.default";
  const signIn = `fetch("http://127.0.0.1:${port}/tenant/oauth2/v2.0/token", {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: "app", scope: process.argv[1] }),
  }).then((answer) => answer.text()).then((text) => process.stdout.write(text))`;
  const tokenCommand = [process.execPath, "-e", signIn, scope];
  const clock = new JumpingClock();
  const client = await start({ mode: "cloud", endpoints: [{ ...endpoint(), tokenCommand }] }, { clock });
  await endpointsReady(client);
  expect(await complete(client)).toEqual(["local();"]);
  await client.status(({ message }) => message.includes("refused the key"));
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 62_000 });
  clock.jump(61_000);
  await client.status(({ message }) => message === "");
  expect(standIn.requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer entra-token"]); // the probe
  await client.change(uri, 0, 0, "// new\n");
  expect(await complete(client)).toEqual(["better();"]);
  expect(asked).toEqual([scope, scope]);
  issuer.close();
});

describe("the variables of Azure's tools make an endpoint", () => {
  beforeEach(() => {
    vi.stubEnv("AZURE_OPENAI_ENDPOINT", standIn.url);
    vi.stubEnv("AZURE_OPENAI_DEPLOYMENT", "gpt-4.1-nano");
    vi.stubEnv("AZURE_OPENAI_API_VERSION", "2024-10-21");
    vi.stubEnv("AZURE_OPENAI_API_KEY", "secret-key");
  });
  test("if endpoints are enabled", async () => {
    const client = await start({ mode: "cloud" });
    await endpointsReady(client);
    expect(await complete(client)).toEqual(["better();"]);
    expect(standIn.requests[0]?.path).toBe("/openai/deployments/gpt-4.1-nano/chat/completions");
  });
  test("but nothing is sent to it by default, nor from an editor with its own keychain", async () => {
    const byDefault = await start({});
    expect(await complete(byDefault, { isInvoked: true })).toEqual(["local();"]);
    const withKeychain = await start({ mode: "cloud" }, { keepsSecrets: true });
    expect(await complete(withKeychain, { isInvoked: true })).toEqual(["local();"]);
    expect(socketCount).toBe(0);
  });
});

test("the key comes from the client's keychain if the client has one", async () => {
  const asked: SecretParams[] = [];
  const client = await start(
    { mode: "cloud", endpoints: [endpoint()] },
    {
      keepsSecrets: true,
      prepare: ({ connection }) =>
        connection.onRequest(secretMethod, (params: SecretParams) => {
          asked.push(params);
          return { kind: "key", value: "secret-key" };
        }),
    },
  );
  await endpointsReady(client);
  expect(await complete(client)).toEqual(["better();"]);
  expect(asked).toEqual([{ name: "my team" }]);
});

test("a refused key is said once, the local model answers, and a repaired endpoint is used without a restart", async () => {
  vi.stubEnv("NANOTYPE_KEY_MY_TEAM", "wrong-key");
  const client = await start({ mode: "cloud", endpoints: [endpoint()] });
  await endpointsReady(client);
  expect(await complete(client)).toEqual(["local();"]);
  const { message, remedy, backend, model } = await client.status(({ health }) => health === "warning");
  expect(message).toBe(
    "my team refused the key (401). Put the right key into NANOTYPE_KEY_MY_TEAM and start again. Local completions continue.",
  );
  expect(remedy).toEqual({ kind: "setApiKey", endpoint: "my team" });
  expect({ backend, model }).toEqual({ backend: "local", model: "echo" });
  expect(await complete(client)).toEqual(["local();"]);
  expect(standIn.refusals).toHaveLength(1);
  vi.stubEnv("AZURE_OPENAI_API_KEY", "secret-key");
  client.configurationChanged({ mode: "cloud", endpoints: [{ ...endpoint(), name: "other" }] });
  await client.status(({ health }) => health === "ok");
  await client.change(uri, 0, 0, "// new\n");
  expect(await complete(client)).toEqual(["better();"]);
});

test("an endpoint that needs a key is sent nothing before there is one, and the status says what to do", async () => {
  const client = await start({ mode: "cloud", endpoints: [endpoint()] });
  await endpointsReady(client);
  expect(await complete(client)).toEqual(["local();"]);
  const { message } = await client.status(({ health }) => health === "warning");
  expect(message).toMatch(
    /my team has no key yet, so nothing was sent\. Put the right key into NANOTYPE_KEY_MY_TEAM and start again\./,
  );
  expect(standIn.connectionCount).toBe(0);
});

test.each<[string, (key: string) => object]>([
  ["a header", (key) => ({ headers: { "api-key": key } })],
  ["a field", (key) => ({ apiKey: key })],
  ["the address", (key) => ({ url: `${standIn.url}?api-key=${key}` })],
  ["front of the host", (key) => ({ url: standIn.url.replace("//", `//${key}@`) })],
])("an endpoint with a key in %s of the settings is not used, and the key is sent nowhere", async (_name, written) => {
  const key = ["sk", "canary", "0123456789abcdef"].join("-");
  const client = await start({ mode: "cloud", endpoints: [{ ...endpoint(), ...written(key) }] });
  expect(await complete(client)).toEqual(["local();"]);
  const { message } = await client.status(({ health }) => health === "warning");
  expect(message).toMatch(/my team/);
  const told = [...client.logLines, ...client.questions, JSON.stringify([client.statuses, await client.stats()])];
  expect(told.join("\n")).not.toContain(key);
  expect(standIn.connectionCount).toBe(0);
});

describe("a key is tried before it is stored", () => {
  const tryKey = async (key: string | undefined, settings: object = {}): Promise<TestEndpointResult> => {
    const client = await start({ mode: "cloud", endpoints: [endpoint()], ...settings });
    const params: TestEndpointParams = { name: "my team", ...(key !== undefined && { key }) };
    const result = await client.connection.sendRequest<TestEndpointResult>(testEndpointMethod, params);
    for (const line of [...client.logLines, JSON.stringify(client.statuses), result.message])
      expect(line).not.toContain("-key");
    return result;
  };

  test("and works", async () => {
    expect(await tryKey("secret-key")).toEqual({
      outcome: "works",
      message: expect.stringMatching(/^my team works; gpt-4.1-nano answered after \d+ ms\.$/) as string,
    });
    expect(standIn.requests).toHaveLength(1);
    expect(JSON.stringify(standIn.requests[0]?.body)).not.toContain(text.trim());
  });

  test("instead of the one in the environment", async () => {
    vi.stubEnv("NANOTYPE_KEY_MY_TEAM", "secret-key");
    expect(await tryKey("wrong-key")).toMatchObject({ outcome: "keyRefused", message: expect.stringContaining("401") });
    expect(await tryKey(undefined)).toMatchObject({ outcome: "works" });
  });

  test("and fails otherwise", async () => {
    standIn.usual = { kind: "status", status: 503 };
    expect(await tryKey("secret-key")).toMatchObject({ outcome: "failed" });
    expect(await tryKey("secret-key", { endpoints: [] })).toMatchObject({ outcome: "failed" });
    const before = standIn.connectionCount;
    expect(await tryKey("secret-key", { mode: "offline" })).toMatchObject({
      outcome: "failed",
      message: "nanotype.mode is offline, so no connection is opened.",
    });
    expect(standIn.connectionCount).toBe(before);
  });
});

test("a key set after the refusal counts at once", async () => {
  let key = "wrong";
  const client = await start(
    { mode: "cloud", endpoints: [endpoint()] },
    {
      keepsSecrets: true,
      prepare: ({ connection }) => connection.onRequest(secretMethod, () => ({ kind: "key", value: key })),
    },
  );
  await endpointsReady(client);
  expect(await complete(client)).toEqual(["local();"]);
  const { message } = await client.status(({ health }) => health === "warning");
  expect(message).toContain("Run “Nanotype: Set API Key”."); // a client with a keychain has that command
  key = "secret-key";
  await client.connection.sendNotification(secretChangedMethod);
  await client.status(({ health }) => health === "ok");
  await client.change(uri, 0, 0, "// new\n");
  expect(await complete(client)).toEqual(["better();"]);
});

test.each([
  ["401", "401"],
  ["403", "403"],
  ["404", "DeploymentNotFound"],
])("after a %s the user's changes to the settings count at once", async (status, code) => {
  vi.stubEnv("NANOTYPE_KEY_MY_TEAM", "secret-key");
  standIn.usual = { kind: "status", status: Number(status), code };
  const settings = (more: object) => ({ mode: "cloud", endpoints: [{ ...endpoint(), ...more }] });
  const client = await start(settings({}));
  await endpointsReady(client);
  expect(await complete(client)).toEqual(["local();"]);
  await client.status(({ health }) => health === "warning");
  standIn.usual = { kind: "answer", text: "better();\n" };
  client.configurationChanged(settings({ headers: { "x-team": "blue" } }));
  await client.status(({ health }) => health === "ok");
  await client.change(uri, 0, 0, "// new\n");
  expect(await complete(client)).toEqual(["better();"]);
  expect(standIn.requests).toHaveLength(2); // no probe came between
});

test("the day's limit turns the cloud off with one message, and completions continue", async () => {
  vi.stubEnv("NANOTYPE_KEY_MY_TEAM", "secret-key");
  const settings = { mode: "cloud", endpoints: [endpoint()] };
  const client = await start({ ...settings, cost: { dailyCapUsd: 0.00001 } });
  await endpointsReady(client);
  expect(await complete(client)).toEqual(["better();"]);
  const { message } = await client.status(({ health }) => health === "warning");
  expect(message).toMatch(/^Today's limit of \$0.00001 .* until tomorrow/);
  await client.change(uri, 0, 0, "// new\n");
  expect(await complete(client)).toEqual(["local();"]);
  expect((await client.stats()).endpoints[0]?.used.today.usd).toBeGreaterThan(0.00001);
  client.configurationChanged({ ...settings, cost: { dailyCapUsd: 0 } });
  await client.status(({ health }) => health === "ok");
  await client.change(uri, 0, 0, "// newer\n");
  expect(await complete(client)).toEqual(["better();"]);
});

test("if the money can't be counted, a day's limit blocks requests that cost something, and the status says why and until when", async () => {
  vi.stubEnv("NANOTYPE_KEY_MY_TEAM", "secret-key");
  const folder = mkdtempSync(join(tmpdir(), "nanotype-accounts-"));
  const accountsPath = join(folder, "below", "accounts.json");
  writeFileSync(join(folder, "below"), ""); // no file can be below a file
  const settings = { mode: "cloud", endpoints: [endpoint()] };
  const clock = new JumpingClock();
  const client = await start({ ...settings, cost: { dailyCapUsd: 1 } }, { accountsPath, clock });
  const { message } = await client.status(({ health }) => health === "warning");
  expect(message).toContain(`can't be recorded in ${accountsPath} (something else has its name)`);
  expect(message).toContain("Completions come from this machine.");
  expect(await complete(client)).toEqual(["local();"]);
  expect(standIn.requests).toEqual([]);
  rmSync(join(folder, "below"));
  clock.jump(5_000);
  await client.status(({ health }) => health === "ok");
  await client.change(uri, 0, 0, "// new\n");
  expect(await complete(client)).toEqual(["better();"]);
  // Damage to a record while the server runs is noticed before the next request.
  writeFileSync(accountsPath, "{");
  const damaged = await client.status(({ health }) => health === "warning");
  expect(damaged.message).toContain("today's spending isn't known; a copy of it is beside");
  await client.change(uri, 0, 0, "// newer\n");
  expect(await complete(client)).toEqual(["local();"]);
  expect(standIn.requests).toHaveLength(1);
  rmSync(folder, { recursive: true });
});

describe("behind a deployment's name", () => {
  async function serve(served: Partial<Served>): Promise<LspClient> {
    await standIn.close();
    standIn = await StandIn.start({ models: ["fast"], ...served });
    vi.stubEnv("NANOTYPE_KEY_MY_TEAM", "secret-key");
    const client = await start({ mode: "cloud", endpoints: [{ ...endpoint(), model: "fast" }] });
    await endpointsReady(client);
    await complete(client);
    expect(standIn.refusals).toEqual([]);
    return client;
  }
  test("the answering model sets the price", async () => {
    const client = await serve({});
    const [stats] = (await client.stats()).endpoints;
    expect(stats).toMatchObject({ model: "fast", price: "known" });
    expect(stats.used.today.usd).toBeGreaterThan(0);
  });
  test("an unknown model's endpoint is asked for the model's last day, and the user is warned ahead", async () => {
    const inAMonth = Date.now() / 1_000 + 30 * 86_400;
    const client = await serve({ answersAs: "gpt-9-2030-01-01", retiresAtS: Math.floor(inAMonth) });
    const { message, remedy } = await client.status(({ health }) => health === "warning");
    expect(message).toMatch(/^fast at my team retires on \d{4}-\d\d-\d\d, in (29|30|31) days\./);
    expect(remedy).toEqual({ kind: "mendSetting", key: "nanotype.endpoints" });
  });
});

test("an address that cannot be used is explained", async () => {
  const portal = { ...endpoint(), url: "https://portal.azure.com/#home" };
  const client = await start({ endpoints: [portal] });
  const { message } = await client.status(({ health }) => health === "warning");
  expect(message).toContain("Keys and Endpoint");
  expect(await complete(client)).toEqual(["local();"]);
});

test("in hybrid the cloud's better answer waits for the next request, and the visible suggestion stays", async () => {
  vi.stubEnv("NANOTYPE_KEY_MY_TEAM", "secret-key");
  const client = await start(
    { endpoints: [endpoint()], eagerness: "eager" },
    { model: new UnsureModel(() => "local();\n") },
  );
  await endpointsReady(client);
  expect(await complete(client)).toEqual(["local();"]);
  await patiently(async () => expect((await client.stats()).endpoints[0]?.requestCount).toBe(1));
  expect(await complete(client)).toEqual(["local();"]);
  client.type(uri, text.length, "b");
  expect(await complete(client)).toEqual(["etter();"]);
  expect((await client.stats()).answeredBy.cache).toBe(1);
});

test("in hybrid an explicit request gets the cloud's answer first and the local one next", async () => {
  vi.stubEnv("NANOTYPE_KEY_MY_TEAM", "secret-key");
  const client = await start({ endpoints: [endpoint()] });
  await endpointsReady(client);
  expect(await complete(client, { isInvoked: true })).toEqual(["better();"]);
  await patiently(async () => expect(await complete(client, { isInvoked: true })).toEqual(["better();", "local();"]));
});

test("the built server over stdio completes from an endpoint, and from its own model when the endpoint dies", async () => {
  vi.stubEnv("NANOTYPE_KEY_MY_TEAM", "secret-key");
  const client = use(stdioClient());
  await client.start({ configuration: { mode: "cloud", endpoints: [endpoint()] } });
  await client.ready();
  const source = "for (let i = 0; i < items.length; i++) {\n  console.";
  client.open(uri, source);
  await endpointsReady(client);
  expect(await client.complete(uri, source.length)).toMatchObject([{ insertText: "better();" }]);
  await standIn.close();
  client.type(uri, source.length, "l");
  const items = await client.complete(uri, source.length + 1, { isInvoked: true });
  expect(items[0]?.insertText).toMatch(/^og/);
  expect((await client.status(({ health }) => health === "warning")).message).toContain("Local completions continue.");
});
