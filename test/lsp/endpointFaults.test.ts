// Own folder: a document in memory; faults of endpoints are judged, no folder is read.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EchoModel } from "../support/echoModel";
import { JumpingClock } from "../support/jumpingClock";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { patiently } from "../support/patiently";
import type { Behaviour } from "../support/standIn/behaviour";
import { StandIn } from "../support/standIn/standIn";

const use = usingClients();
const uri = "file:///work/a.ts";
/** Long enough to be shortened. */
const text = `${"const price = 1;\n".repeat(200)}const total = `;

const standIns: StandIn[] = [];
beforeEach(() => {
  vi.stubEnv("NANOTYPE_KEY_BOX", "secret-key");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  await Promise.all(standIns.splice(0).map((standIn) => standIn.close()));
});

const status = (code: number, more: Partial<Extract<Behaviour, { kind: "status" }>> = {}): Behaviour => ({
  kind: "status",
  status: code,
  ...more,
});
const clock = /\d\d:\d\d:\d\d/.source;

/** Faults, and the status for each; `undefined` if the answer is only cut short. */
const faults: readonly [string, Behaviour, RegExp | undefined][] = [
  ["401", status(401), /^box refused the key \(401\)/],
  ["403", status(403), /^box does not allow this \(403\)/],
  ["404", status(404), /^box has no model or deployment/],
  ["400", status(400), /^box rejected the request \(400\)/],
  ["400 for its length", status(400, { code: "context_length_exceeded" }), /^The context of .* at box is too small/],
  ["400 by the content filter", status(400, { code: "content_filter" }), /^box's content filter declined this text/],
  ["408", status(408), /^box gave up waiting for the request/],
  [
    "429 with a hint",
    status(429, { headers: { "retry-after": "6", "x-ratelimit-remaining-tokens": "0" } }),
    new RegExp(`^box asks us to slow down \\(429\\)\\. Paused until ${clock}\\.`),
  ],
  ["429 without a hint", status(429), new RegExp(`^box asks us to slow down \\(429\\)\\. Paused until ${clock}\\.`)],
  ["500", status(500), /^box failed with an internal error \(500\)/],
  [
    "503 with a hint",
    status(503, { headers: { "retry-after": "2" } }),
    new RegExp(`^box is overloaded \\(503\\)\\. Paused until ${clock}\\.`),
  ],
  ["a redirect", status(302, { headers: { location: "https://example.com/" } }), /^box redirects to another address/],
  ["a web page", { kind: "html", status: 200 }, /^box sent a web page/],
  ["a hang", { kind: "hang" }, /^box took too long/],
  ["a stall", { kind: "stall", text: "bet" }, undefined],
  ["a reset", { kind: "reset", text: "bet" }, /^The connection to box broke/],
  ["bad JSON", { kind: "badJson", text: "bet" }, /^box sent an answer that cannot be read/],
  ["an error in the stream", { kind: "errorInStream", text: "" }, /^box ended its answer with an error/],
  ["an empty stream", { kind: "emptyStream" }, /^box sent an empty answer/],
];
/** Only the user can repair these, here or elsewhere: a probe follows after a minute. */
const isLasting = /^40[0134]$/;

const kinds = ["azure", "openai", "fim", "llamacpp"] as const;

/** A server with one endpoint of `kind`, which has `fault`. Its clock can leap. */
async function serverAt(kind: string, fault: Behaviour) {
  const endpoint = await StandIn.start();
  standIns.push(endpoint);
  endpoint.usual = fault;
  const time = new JumpingClock();
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "local();\n"), clock: time }));
  const endpoints = [{ name: "box", kind, url: endpoint.url, model: "gpt-4.1-nano" }];
  const network = { firstTokenMs: fault.kind === "hang" ? 300 : 8_000 };
  await client.start({ configuration: { mode: "cloud", endpoints, network } });
  client.open(uri, text);
  await patiently(async () => expect((await client.stats()).endpoints).toHaveLength(1));
  const complete = async (): Promise<string[]> =>
    (await client.complete(uri, client.text(uri).length)).map(({ insertText }) => insertText);
  return { kind, endpoint, time, client, complete };
}

// The kinds side by side: most of a fault's time is spent waiting.
test.each(faults)("%s doesn't stop completions, is reported, and ends by itself", async (name, fault, message) => {
  const servers = await Promise.all(kinds.map((kind) => serverAt(kind, fault)));
  await Promise.all(
    servers.map(async ({ kind, endpoint, client, complete }) => {
      // A hang and a stall never end by themselves, so any answer at all shows that the user waits for neither.
      expect(await complete(), kind).toEqual(["local();"]);
      if (message !== undefined) {
        const told = await client.status((now) => message.test(now.message));
        expect(told.message, kind).toMatch(/ Local completions continue\.$/);
      }
      expect(endpoint.refusals, kind).toEqual([]);
      endpoint.usual = { kind: "answer", text: "better();\n" };
    }),
  );
  if (isLasting.test(name)) {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 62_000 }); // the resilience library reads the wall clock
    for (const { time } of servers) time.jump(61_000);
  }
  const isOneTexts = /^400 [fb]/.test(name); // the next answer ends it
  await Promise.all(
    servers.map(async ({ kind, client, complete }) => {
      if (message !== undefined && !isOneTexts) await client.status(({ message: told }) => told === "");
      await client.change(uri, client.text(uri).length, client.text(uri).length, "0;\nconst other = ");
      await patiently(async () => expect(await complete(), kind).toEqual(["better();"]));
      if (isOneTexts) await client.status(({ message: told }) => told === "");
    }),
  );
});

test("a pause is shown with its end, doesn't grow while the user types, and the endpoint is asked again after it", async () => {
  const busy = status(429, { headers: { "retry-after": "1", "x-ratelimit-remaining-tokens": "0" } });
  const { endpoint, client, complete } = await serverAt("openai", busy);
  expect(await complete()).toEqual(["local();"]);
  await client.status(({ message }) => /^box asks us to slow down \(429\)\. Paused until/.test(message));
  endpoint.usual = { kind: "answer", text: "better();\n" };
  const startMs = performance.now();
  for (let key = 0; key < 5; key++) {
    await client.change(uri, client.text(uri).length, client.text(uri).length, `${key};\nconst other${key} = `);
    expect(await complete()).not.toEqual([]);
  }
  await client.status(({ message }) => message === "");
  expect(performance.now() - startMs).toBeLessThan(10_000);
  await client.change(uri, client.text(uri).length, client.text(uri).length, "0;\nconst other = ");
  expect(await complete()).toEqual(["better();"]);
});

test("an environment that trusts every certificate is reported, and certificates are checked nevertheless", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const { client } = await serverAt("openai", { kind: "answer", text: "better();\n" });
  const { message } = await client.status(({ health }) => health === "warning");
  expect(message).toContain("NODE_TLS_REJECT_UNAUTHORIZED=0 is set in the environment. Nanotype checks");
});
