// Own folder: a document in memory that two members share through their cache.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { redisTeamSecret, secretChangedMethod, secretMethod, type SecretParams } from "../../server/src/protocol";
import { patiently } from "../support/patiently";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { hasRedis, HostileRedis, RedisServer } from "../support/redisServers";
import { StandIn } from "../support/standIn/standIn";

const use = usingClients();
const uri = "file:///work/a.ts";
const text = "const total = ";
/** Time of a model that will not have answered when the test ends, in ms. */
const neverMs = 600_000;
const teamSecret = "sixteen letters or more";
const servers: { stop: () => Promise<void> }[] = [];
let standIn: StandIn;
let socketCount: number;
const countSocket = (): void => {
  socketCount++;
};

beforeEach(async () => {
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
  standIn = await StandIn.start();
  standIn.usual = { kind: "answer", text: "better();\n" };
  socketCount = 0;
  subscribe("net.client.socket", countSocket);
});
afterEach(async () => {
  unsubscribe("net.client.socket", countSocket);
  vi.unstubAllEnvs();
  await standIn.close();
  for (const server of servers.splice(0)) await server.stop();
});

async function started<T extends { stop: () => Promise<void> }>(server: Promise<T>): Promise<T> {
  const running = await server;
  servers.push(running);
  return running;
}

interface MemberParams {
  readonly settings?: object;
  /** The team's secret in the member's keychain. */
  readonly secret?: string | (() => string | undefined);
  /** Time of the local model in ms; by default longer than any test, so that a late endpoint is waited for. */
  readonly localMs?: number;
  /** True if the member agrees to send code; the default. */
  readonly hasAgreed?: boolean;
}

/** Starts a member of the team, who asks the same endpoint as the others; in `cloud` mode by default. */
async function member(redis: { port: number }, params: MemberParams = {}): Promise<LspClient> {
  const { settings = {}, localMs = neverMs, secret = teamSecret } = params;
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "local();\n", localMs) }));
  if (params.hasAgreed === false) client.answerTo = () => undefined;
  client.connection.onRequest(secretMethod, ({ name }: SecretParams) => {
    const value = typeof secret === "string" ? secret : secret();
    return name === redisTeamSecret && value !== undefined ? { kind: "key", value } : null;
  });
  const endpoints = [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }];
  const cache = { redisUrl: `redis://127.0.0.1:${redis.port}` };
  await client.start({
    configuration: { mode: "cloud", endpoints, cache, ...settings },
    initializationOptions: { keepsSecrets: true },
  });
  client.open(uri, text);
  return client;
}

async function offered(client: LspClient): Promise<string[]> {
  return (await client.complete(uri, client.text(uri).length)).map(({ insertText }) => insertText);
}

/** Resolves once the member's endpoint and the team's cache are in use. */
async function ready(client: LspClient): Promise<LspClient> {
  await client.logLine(/^Completions are shared with the team's cache/);
  return endpointReady(client);
}

/** Resolves once the member's endpoint is in use. */
async function endpointReady(client: LspClient): Promise<LspClient> {
  await patiently(async () => expect((await client.stats()).endpoints).toHaveLength(1));
  return client;
}

/** Starts a server for the team that accepts every login and never answers a question. */
const silentServer = (): Promise<HostileRedis> =>
  started(
    HostileRedis.start(([command], socket) => {
      if (command === "PING") socket.write("+PONG\r\n");
    }),
  );

/** Returns a port without a listener. */
async function nobody(): Promise<{ port: number }> {
  const server = await HostileRedis.start(() => undefined);
  const { port } = server;
  await server.stop();
  return { port };
}

describe.skipIf(!hasRedis)("with a real redis-server", () => {
  test("an endpoint's answer to one member is offered to another, before a slow endpoint has answered", async () => {
    const redis = await started(RedisServer.start());
    expect(await offered(await ready(await member(redis)))).toEqual(["better();"]);
    await patiently(() => expect(redis.cli("DBSIZE")).toBe("1"));
    standIn.usual = { kind: "hang" };
    const second = await ready(await member(redis));
    expect(await offered(second)).toEqual(["better();"]);
    expect((await second.stats()).answeredBy).toMatchObject({ stored: 1, model: 0 });
    const { steps } = await second.explain(uri);
    expect(steps.map(({ outcome }) => outcome).join()).toContain("came from the team's cache");
    expect((await second.status(({ health }) => health === "ok")).message).toBe("");
  });

  test("a member with another secret gets none of it", async () => {
    const redis = await started(RedisServer.start());
    expect(await offered(await ready(await member(redis)))).toEqual(["better();"]);
    await patiently(() => expect(redis.cli("DBSIZE")).toBe("1"));
    standIn.usual = { kind: "answer", text: "another();\n" };
    const stranger = await ready(await member(redis, { secret: "not the secret of the team" }));
    expect(await offered(stranger)).toEqual(["another();"]);
  });

  test("a secret set later counts without a restart", async () => {
    const redis = await started(RedisServer.start());
    const keychain = new Map<string, string>();
    const client = await member(redis, { secret: () => keychain.get("team") });
    expect((await client.status(({ health }) => health === "warning")).message).toContain("needs the team's secret");
    keychain.set("team", teamSecret);
    await client.connection.sendNotification(secretChangedMethod);
    await ready(client);
    await client.status(({ health }) => health === "ok");
  });
});

test("a server that never answers costs nothing: the endpoint's answer is offered", async () => {
  const redis = await silentServer();
  expect(await offered(await ready(await member(redis)))).toEqual(["better();"]);
});

test("a missing server is reported in plain words, and completions continue", async () => {
  const client = await member(await nobody());
  const { message } = await client.status(({ health }) => health === "warning");
  expect(message).toMatch(
    /^The team's cache at 127\.0\.0\.1:\d+ cannot be reached\. Completions continue without it\.$/,
  );
  expect(await offered(await endpointReady(client))).toEqual(["better();"]);
});

describe("is reported, and completions continue, when", () => {
  test.each<[string, MemberParams, RegExp]>([
    ["the secret is missing", { secret: () => undefined }, /needs the team's secret\. Run “Nanotype: Set API Key”/],
    ["the secret is short", { secret: "team" }, /too short .* at least 16 characters/],
    ["the address has a password", { settings: { cache: { redisUrl: "redis://:x@localhost" } } }, /carries a password/],
    [
      "the host is not allowed",
      { settings: { network: { allowedHosts: ["127.0.0.1"] }, cache: { redisUrl: "redis://localhost" } } },
      /localhost, is not in nanotype\.network\.allowedHosts/,
    ],
  ])("%s", async (_name, params, expected) => {
    const redis = await silentServer();
    const client = await member(redis, params);
    const { message } = await client.status(({ message }) => message.includes("team's cache"));
    expect(message).toMatch(expected);
    expect(message).toContain("Completions continue without it.");
    expect(await offered(await endpointReady(client))).toEqual(["better();"]);
    expect(redis.connectionCount).toBe(0);
  });
});

describe("no connection is opened", () => {
  test.each(["local", "offline"])("in %s mode", async (mode) => {
    const redis = await silentServer();
    const client = await member(redis, { settings: { mode }, localMs: 0 });
    expect(await offered(client)).toEqual(["local();"]);
    expect(socketCount).toBe(0);
  });

  test("before the user has agreed that their code goes to this host", async () => {
    const redis = await silentServer();
    const client = await member(redis, { hasAgreed: false, localMs: 0 });
    await client.status(({ message }) => message.includes("consent"));
    expect(await offered(client)).toEqual(["local();"]);
    expect(client.questions.join()).toContain(`127.0.0.1:${redis.port}`);
    expect(socketCount).toBe(0);
  });
});
