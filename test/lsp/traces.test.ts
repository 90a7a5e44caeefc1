// Own folder: a document in memory; an endpoint and a collector on this machine keep what they receive.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Policy } from "../../server/src/settings/policy";
import { EchoModel } from "../support/echoModel";
import { JumpingClock } from "../support/jumpingClock";
import type { LspClient } from "../support/lspClient";
import { inMemoryClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";
import { patiently } from "../support/patiently";
import { StandIn } from "../support/standIn/standIn";

const use = usingClients();
const uri = "file:///work/canaryFile.ts";
const text = "const canaryName = ";

/** A span as a collector reads it. */
interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status?: object;
}

let standIn: StandIn;
let collector: Server;
let received: { path: string | undefined; body: unknown }[];
let clock: JumpingClock;

beforeEach(async () => {
  process.env["NANOTYPE_KEY_TEAM"] = "secret-key";
  standIn = await StandIn.start();
  received = [];
  collector = createServer((request, response) => {
    void json(request).then((body) => {
      received.push({ path: request.url, body });
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  clock = new JumpingClock();
});
afterEach(async () => {
  delete process.env["NANOTYPE_KEY_TEAM"];
  await standIn.close();
  collector.close();
});

const collectorUrl = (): string => `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;

async function start(settings: object, policy: Policy = { kind: "none" }): Promise<LspClient> {
  const endpoints = [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }];
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => ""), clock, policy }));
  await client.start({ configuration: { mode: "cloud", endpoints, traces: { url: collectorUrl() }, ...settings } });
  client.open(uri, text);
  return client;
}

const complete = (client: LspClient) => client.complete(uri, text.length, { isInvoked: true });

function spans(): ReceivedSpan[] {
  const bodies = received.map(({ body }) => body as { resourceSpans: { scopeSpans: { spans: ReceivedSpan[] }[] }[] });
  return bodies.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
}

/** Returns the next spans that are due. */
async function nextSpans(): Promise<ReceivedSpan[]> {
  const { length } = received;
  clock.jump(5_000);
  await patiently(() => expect(received.length).toBeGreaterThan(length));
  return spans();
}

test("a collector receives a span of each request, in the trace that the endpoint sees, without text", async () => {
  standIn.usual = { kind: "answer", text: "canaryAnswer();\n" };
  const client = await start({});
  await patiently(async () => expect(await complete(client)).toHaveLength(1));
  const [span] = await nextSpans();
  const [, traceId, spanId] = String(standIn.requests[0].headers["traceparent"]).split("-");
  expect(span).toMatchObject({ traceId, spanId, kind: 3, name: "chat gpt-4.1-nano" });
  const durationNs = BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano);
  expect(durationNs).toBeGreaterThan(0n);
  expect(durationNs).toBeLessThan(60_000_000_000n);
  expect(Math.abs(Number(BigInt(span.endTimeUnixNano) / 1_000_000n) - Date.now())).toBeLessThan(60_000);
  const attributes = Object.fromEntries(span.attributes.map(({ key, value }) => [key, value]));
  expect(attributes).toMatchObject({
    "gen_ai.operation.name": { stringValue: "chat" },
    "server.address": { stringValue: new URL(standIn.url).host },
    "gen_ai.usage.input_tokens": { intValue: expect.stringMatching(/^\d+$/) as string },
    "nanotype.first_text_ms": { intValue: expect.stringMatching(/^\d+$/) as string },
  });
  expect(received[0].path).toBe("/v1/traces");
  expect(JSON.stringify(received)).not.toMatch(/canary|secret-key/);
});

test("a failed request's span has the kind of the failure", async () => {
  standIn.usual = { kind: "status", status: 500, body: JSON.stringify({ error: { message: text } }) };
  const client = await start({});
  await patiently(async () => {
    await complete(client);
    expect(standIn.requests.length).toBeGreaterThan(0);
  });
  const [span] = await nextSpans();
  expect(span.status).toEqual({ code: 2 });
  expect(span.attributes).toContainEqual({ key: "error.type", value: { stringValue: "server" } });
  expect(JSON.stringify(received)).not.toContain("canary");
});

test("the last spans are sent at the end", async () => {
  const client = await start({});
  await patiently(async () => expect(await complete(client)).toHaveLength(1));
  await client.stop();
  await patiently(() => expect(spans()).not.toEqual([]));
});

test.each<[string, object, Policy?]>([
  ["by default", { traces: {} }],
  ["offline", { mode: "offline" }],
  ["in local mode", { mode: "local" }],
  ["for a collector outside of the allowed hosts", { network: { allowedHosts: ["localhost"] } }],
  ["against a policy", {}, { kind: "rules", path: "/etc/policy.json", allowedHosts: ["localhost"] }],
])("nothing is sent to a collector %s", async (_name, settings, policy) => {
  const url = standIn.url.replace("127.0.0.1", "localhost");
  const endpoints = [{ name: "team", kind: "azure", url, model: "gpt-4.1-nano" }];
  const client = await start({ endpoints, ...settings }, policy);
  const isAsked = !("mode" in settings);
  await patiently(async () => {
    await complete(client);
    expect(standIn.requests.length > 0).toBe(isAsked);
  });
  clock.jump(5_000);
  await client.stop();
  expect(received).toEqual([]);
});

test("a collector whose address can't be used is reported, and suggestions continue", async () => {
  const client = await start({ traces: { url: "ftp://127.0.0.1" } });
  await patiently(async () => expect(await complete(client)).toHaveLength(1));
  const { message } = await client.status(({ health }) => health === "warning");
  expect(message).toContain("should look like http://127.0.0.1:4318. Local completions continue.");
});
