import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { endpointsCheck } from "../../../server/src/doctor/checks/endpointsCheck";
import type { Fault, Patient } from "../../../server/src/doctor/check";
import { examined, folderForTest, patient } from "../../support/patient";
import { StandIn } from "../../support/standIn/standIn";

let standIn: StandIn;
beforeEach(async () => {
  standIn = await StandIn.start({ models: ["gpt-4.1-nano", "gpt-4.1-mini"] });
  vi.stubEnv("NANOTYPE_KEY_WORK", "secret-key");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn.close();
});

type Raw = Readonly<Record<string, unknown>>;

/** Examines one endpoint, on the stand-in unless `endpoint` says otherwise; `what` and `mend` describe the only fault. */
async function check(
  endpoint: Raw,
  expected: { what: RegExp; mend: Partial<Record<string, unknown>> },
  others: { settings?: Raw; patient?: Partial<Patient> } = {},
): Promise<void> {
  const { faults } = await examine(endpoint, others);
  expect(faults).toEqual([expect.objectContaining({ what: expect.stringMatching(expected.what) as string })]);
  expect(faults[0].mend).toMatchObject(expected.mend);
}

function examine(
  endpoint: Raw = {},
  { settings = {}, patient: change = {} }: { settings?: Raw; patient?: Partial<Patient> } = {},
): Promise<{ faults: Fault[]; notes: string[] }> {
  const usual = { name: "work", kind: "azure", url: endpoint["url"] ?? standIn.url, model: "gpt-4.1-nano" };
  return examined(endpointsCheck, patient({ endpoints: [{ ...usual, ...endpoint }], ...settings }, change));
}

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A TLS server whose certificate was made for `name` and is valid for `days`; and the file that trusts it. */
async function tlsServer({ name = "localhost", days = 2 } = {}): Promise<{ url: string; caFile: string }> {
  const folder = folderForTest();
  const [key, request, cert] = ["key.pem", "request.pem", "cert.pem"].map((file) => join(folder, file));
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
  execFileSync("openssl", ["req", ...curve, "-keyout", key, "-out", request, ...subject], { stdio: "ignore" });
  const signed = ["-signkey", key, "-days", String(days), "-copy_extensions", "copy", "-out", cert];
  execFileSync("openssl", ["x509", "-req", "-in", request, ...signed], { stdio: "ignore" });
  const server = createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) });
  return { url: `https://localhost:${await listening(server)}`, caFile: cert };
}

test("a healthy endpoint gives no finding", async () => {
  expect(await examine()).toEqual({ faults: [], notes: [] });
  expect(standIn.requests.map(({ body }) => body["max_tokens"])).toEqual([1]);
});

test("a refused key is named, with the command that sets another", async () => {
  vi.stubEnv("NANOTYPE_KEY_WORK", "wrong");
  await check(
    {},
    {
      what: /work refused the key \(401\)/,
      mend: { command: "nanotype.setApiKey", shell: "export NANOTYPE_KEY_WORK='the key'" },
    },
  );
});

test("a missing key is named, and nothing is sent", async () => {
  vi.stubEnv("NANOTYPE_KEY_WORK", "");
  await check({}, { what: /has no key yet/, mend: { argument: "work" } });
  expect(standIn.wire).toEqual([]);
});

test("a misspelt deployment is replaced by one that the server lists and that answers", () =>
  check(
    { model: "gpt-4.1-nanno" },
    {
      what: /no model or deployment "gpt-4.1-nanno".* It serves gpt-4.1-nano\.$/,
      mend: { kind: "endpoint", endpoint: "work", changes: { model: "gpt-4.1-nano" } },
    },
  ));

test.each(["2019-01-01", "2030-12-31-preview"])(
  "the wrong api-version %s is replaced by one with which it answers",
  (apiVersion) =>
    check(
      { apiVersion },
      {
        what: new RegExp(`does not know the api-version ${apiVersion}`),
        mend: { changes: { apiVersion: "2024-10-21" } },
      },
    ),
);

test("an api-version that the server names as wrong is replaced", async () => {
  const port = await listening(
    createServer((request, response) => {
      const isKnown = request.url?.includes("2024-10-21") === true;
      response.writeHead(isKnown ? 200 : 400, { "content-type": isKnown ? "text/event-stream" : "application/json" });
      response.end(
        isKnown
          ? 'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
          : '{"error":{"code":"BadRequest","message":"Unsupported api-version."}}',
      );
    }),
  );
  await check(
    { url: `http://127.0.0.1:${port}`, apiVersion: "2023-01-01" },
    { what: /does not know/, mend: { changes: { apiVersion: "2024-10-21" } } },
  );
});

test("a wrong kind of server is replaced by the one that its address answers as", async () => {
  const port = await listening(
    createServer((request, response) => {
      const isKnown = request.url === "/v1/chat/completions";
      response.writeHead(isKnown ? 200 : 404, { "content-type": "text/event-stream" });
      response.end(
        isKnown
          ? 'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
          : "",
      );
    }),
  );
  await check(
    { kind: "llamacpp", url: `http://127.0.0.1:${port}`, model: "m" },
    { what: /of the kind "openai"/, mend: { changes: { kind: "openai" } } },
  );
});

test.each<[string, Parameters<StandIn["next"]>[0]]>([
  ["410", { kind: "status", status: 410 }],
  ["a code", { kind: "status", status: 400, code: "model_decommissioned" }],
  [
    "words",
    {
      kind: "status",
      status: 404,
      body: '{"error":{"message":"The model gpt-x has been deprecated, learn more here."}}',
    },
  ],
])("a model whose retirement shows by %s is named as retired", async (_name, behaviour) => {
  standIn.usual = behaviour;
  await check({}, { what: /The model gpt-4.1-nano at work is retired/, mend: { command: "nanotype.manageEndpoints" } });
});

test("a model that soon retires is named with its day", async () => {
  await standIn.close();
  standIn = await StandIn.start({
    retiresAtS: Math.floor(Date.now() / 1_000) + 20 * 86_400,
    answersAs: "some-model",
    models: ["own"],
  });
  const { faults } = await examine({ model: "own", apiVersion: "2024-10-21" });
  expect(faults.map(({ what }) => what)).toEqual([
    expect.stringMatching(/some-model at work retires on .*, in (19|20) days/),
  ]);
});

test.each([-3, 9])("a clock that differs by %i hours is named, also when the endpoint answers", async (hours) => {
  standIn.headers = { date: new Date(Date.now() + hours * 3_600_000).toUTCString() };
  await check(
    {},
    {
      what: hours < 0 ? /clock is 3 hours ahead of that of work/ : /clock is 9 hours behind/,
      mend: { kind: "shell", title: "Set the clock" },
    },
  );
});

test("a clock that differs by seconds is healthy", async () => {
  standIn.headers = { date: new Date(Date.now() + 40_000).toUTCString() };
  expect((await examine()).faults).toEqual([]);
});

test("an expired certificate is named as expired, also if its authority is trusted", async () => {
  const { url, caFile } = await tlsServer({ days: -1 });
  await check(
    { url },
    {
      what: /certificate of localhost:\d+ has expired/,
      mend: { title: "Show its dates", shell: expect.stringContaining("openssl s_client") },
    },
    { settings: { "network.caFile": caFile } },
  );
});

test("a self-signed certificate leads to the setting for a company's own", async () => {
  const { url } = await tlsServer();
  await check({ url }, { what: /is not trusted/, mend: { argument: "nanotype.network.caFile" } });
});

test("a certificate for another name is named", async () => {
  const { url, caFile } = await tlsServer({ name: "elsewhere.example" });
  await check(
    { url },
    {
      what: /made out to another name/,
      mend: { title: "Show its names", shell: expect.stringContaining("-ext subjectAltName") },
    },
    { settings: { "network.caFile": caFile } },
  );
});

test.each([
  [407, /asks for a user name and password/],
  [403, /refuses connections to/],
])("a proxy that refuses with %i is named", async (status, what) => {
  const proxy = createServer();
  proxy.on("connect", (_request, socket: Socket) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`));
  const port = await listening(proxy);
  await check(
    {},
    { what, mend: { argument: "nanotype.network.proxy" } },
    { settings: { "network.proxy": `http://127.0.0.1:${port}` } },
  );
  expect(standIn.connectionCount).toBe(0);
});

test("a proxy that isn't there is named, not the endpoint", async () => {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  await check(
    {},
    { what: /proxy on the way to .* does not answer/, mend: { argument: "nanotype.network.proxy" } },
    { settings: { "network.proxy": `http://127.0.0.1:${port}` } },
  );
});

test("a server that isn't started is named, with the command that starts it", async () => {
  const { url } = standIn;
  await standIn.close();
  await check(
    { kind: "llamacpp", url },
    { what: /Nothing answers at/, mend: { title: "Start the server", shell: expect.stringContaining("llama-server") } },
  );
});

test("a host that doesn't exist is named", () =>
  check(
    { url: "https://nothing-here.invalid" },
    { what: /cannot be found/, mend: { argument: "nanotype.endpoints" } },
  ));

test("an address that can't be used is named", () =>
  check({ url: "https://portal.azure.com/#home" }, { what: /web page/, mend: { argument: "nanotype.endpoints" } }));

test.each<[Parameters<StandIn["next"]>[0], RegExp]>([
  [{ kind: "status", status: 429, code: "insufficient_quota" }, /quota of work is used up/],
  [{ kind: "status", status: 403 }, /does not allow this \(403\)/],
  [{ kind: "status", status: 503 }, /is overloaded \(503\)/],
  [{ kind: "html", status: 302 }, /redirects to another address/],
  [{ kind: "emptyStream" }, /empty answer/],
])("the failure %j is named", async (behaviour, what) => {
  standIn.usual = behaviour;
  const { faults } = await examine();
  expect(faults).toHaveLength(1);
  expect(faults[0].what).toMatch(what);
  expect(faults[0].mend.title).not.toBe("");
});

test.each([
  ["in the mode offline", { settings: { mode: "offline" } }, /nanotype.mode is offline/],
  ["in the mode local", { settings: { mode: "local" } }, /nanotype.mode is local/],
  ["in Restricted Mode", { patient: { isTrusted: false } }, /Restricted Mode/],
])("%s no connection is opened, and a note says so", async (_name, others, note) => {
  expect(await examine({}, others)).toEqual({ faults: [], notes: [expect.stringMatching(note)] });
  expect(standIn.connectionCount).toBe(0);
});

test("the administrator's policy keeps the doctor from hosts that it forbids", async () => {
  const policy = { kind: "rules", path: "/policy", allowedHosts: ["*.example.com"] } as const;
  const { faults } = await examine({}, { patient: { policy } });
  expect(faults[0].what).toMatch(/Nothing was sent/);
  expect(standIn.connectionCount).toBe(0);
});

test("consent that is waited for is a finding of its own", async () => {
  const { faults } = await examine({}, { patient: { consentWanted: "Endpoints wait for your consent." } });
  expect(faults).toMatchObject([{ id: "consent", mend: { command: "nanotype.consent" } }]);
});
