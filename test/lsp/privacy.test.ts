// Own folder: a document in memory with planted secrets.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { auditMethod, cellsMethod, previewMethod, type AuditResult, type Preview } from "../../server/src/protocol";
import { canaries } from "../support/canaries";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { StandIn } from "../support/standIn/standIn";

const use = usingClients();
const uri = "file:///work/src/shop.ts";
const [, , { secret }] = canaries(1);
const text = `// Öffnet den Laden 🛒\nconst token = "${secret}";\nopen(`;

let standIn: StandIn;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-privacy-"));
  standIn = await StandIn.start({ models: ["gpt-4.1-nano", "codestral-latest"] });
  standIn.usual = { kind: "answer", text: '"<secret-1>");\n' };
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn.close();
  rmSync(folder, { recursive: true });
});

const auditPath = (): string => join(folder, "sent.jsonl");

async function start(endpoint: Readonly<Record<string, unknown>> = {}, mode = "cloud"): Promise<LspClient> {
  const url = endpoint["kind"] === undefined ? `${standIn.url}/openai/v1` : standIn.url;
  const team = { name: "team", kind: "azure", url, model: "gpt-4.1-nano", headers: { "x-team": "shop" }, ...endpoint };
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "local();\n"), auditPath: auditPath() }));
  await client.start({ configuration: { mode, endpoints: [team] }, folders: ["file:///work"] });
  client.open(uri, text);
  // The user's consent passes through the client.
  if (mode === "cloud")
    await vi.waitFor(async () => expect((await previewOf(client)).hindrance).toBe(""), { timeout: 10_000 });
  return client;
}

async function complete(client: LspClient): Promise<string[]> {
  await vi.waitFor(async () => expect((await client.stats()).endpoints).toHaveLength(1), { timeout: 10_000 });
  return (await client.complete(uri, text.length)).map(({ insertText }) => insertText);
}

function previewOf(client: LspClient, at = text.length): Promise<Preview> {
  const before = text.slice(0, at).split("\n");
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  return client.connection.sendRequest(previewMethod, { textDocument: { uri }, position });
}

/** Returns header lines of a raw request, without those that HTTP needs and random ones. */
function headersOf(head: string): Record<string, string> {
  const [, ...lines] = head.split("\n");
  const entries = lines.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), lines[index + 1]]] : []));
  const http = ["host", "connection", "content-length", "accept-language", "sec-fetch-mode", "accept-encoding"];
  return Object.fromEntries(entries.filter(([name]) => !http.includes(name))) as Record<string, string>;
}

describe("the preview", () => {
  test.each([
    ["azure", {}],
    ["openai", { kind: "openai" }],
    ["fim", { kind: "fim", model: "codestral-latest" }],
    ["llamacpp", { kind: "llamacpp" }],
  ])("is what %s then receives, byte for byte", async (_kind, endpoint) => {
    const client = await start(endpoint);
    const { requests, cuts } = await previewOf(client);
    await complete(client);
    const { head, body } = standIn.wire[0];
    const [shown] = requests;
    expect(shown.body).toBe(body);
    expect(shown.bytes).toBe(Buffer.byteLength(body));
    expect(head.startsWith(`POST ${shown.url}\n`)).toBe(true);
    const received = headersOf(head);
    const keyHeader = "api-key" in received ? "api-key" : "authorization";
    expect(shown.headers).toEqual({
      ...received,
      [keyHeader]: received[keyHeader].replace("secret-key", "(your key)"),
      "x-client-request-id": "(a random id)",
      traceparent: "(the same id)",
    });
    expect(cuts).toEqual([{ rule: "github-pat", line: 2, placeholder: "<secret-1>" }]);
  });

  test("of a notebook's cell shows the cells above it as sent", async () => {
    const client = await start();
    const [above, below] = ["first", "second"].map((name) => `vscode-notebook-cell:/work/table.ipynb#${name}`);
    const notebook = { uri: "file:///work/table.ipynb" };
    await client.connection.sendNotification(cellsMethod, { notebook, cells: [above, below] });
    client.open(above, text, "python");
    client.open(below, "show(", "python");
    await complete(client);
    const position = { line: 0, character: 5 };
    const { requests } = await client.connection.sendRequest<Preview>(previewMethod, {
      textDocument: { uri: below },
      position,
    });
    await vi.waitFor(async () => {
      await client.complete(below, 5);
      expect(standIn.wire.at(-1)?.body).toBe(requests[0].body);
    }, 10_000);
    expect(requests[0].body).toContain("<secret-1>");
  });

  test("explains what was cut out and why, and contains no secret", async () => {
    const { text: shown, hindrance } = await previewOf(await start());
    expect(hindrance).toBe("");
    expect(shown).toContain("What would be sent for src/shop.ts, line 3, column 6");
    expect(shown).toContain("line 2: <secret-1>, found by the rule github-pat");
    expect(shown).toContain("To the model on this machine");
    expect(shown).not.toContain(secret);
  });

  test("sends nothing, and says what prevents sending", async () => {
    const client = await start({}, "local");
    const { hindrance, requests } = await previewOf(client);
    expect(hindrance).toBe("Nothing is sent at the moment: nanotype.mode is local.");
    expect(requests).toHaveLength(1);
    expect(standIn.connectionCount).toBe(0);
  });
});

test("a completion from an endpoint contains the secret again, which the endpoint never saw", async () => {
  const client = await start();
  expect(await complete(client)).toEqual([`"${secret}");`]);
  expect(JSON.stringify(standIn.wire)).not.toContain(secret);
});

test("a secret typed just before the request is not sent either", async () => {
  const client = await start();
  await complete(client);
  const [, , typed] = canaries(2);
  void client.change(uri, text.length, text.length, `"${typed.secret}", `);
  await client.complete(uri, client.text(uri).length, { isInvoked: true });
  expect(standIn.wire.length).toBeGreaterThan(1);
  expect(JSON.stringify(standIn.wire)).not.toContain(typed.secret);
});

test("half a secret that is still being typed is not sent", async () => {
  const client = await start();
  await complete(client);
  const github = canaries(2)[2].secret;
  const halves = [github.slice(0, 20), `password: "ab12cd!e`, `-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhk`];
  for (const half of halves) {
    const end = client.text(uri).length;
    void client.change(uri, end, end, `\n${half}`);
    await client.complete(uri, client.text(uri).length, { isInvoked: true });
  }
  const wire = JSON.stringify(standIn.wire);
  expect(standIn.wire.length).toBeGreaterThan(halves.length);
  for (const secret of [github.slice(4, 20), "ab12cd", "MIIEvQIBAD"]) expect(wire).not.toContain(secret);
});

describe("the audit log", () => {
  test("says who received how many bytes of which file and when, and nothing else", async () => {
    const client = await start();
    await complete(client);
    const { text: shown } = await client.connection.sendRequest<AuditResult>(auditMethod);
    const [{ body }] = standIn.wire;
    const lines = readFileSync(auditPath(), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        receiver: `127.0.0.1:${standIn.port}`,
        endpoint: "team",
        purpose: "completion",
        subject: uri,
        bytes: Buffer.byteLength(body),
      },
    ]);
    expect(shown).toContain(
      `127.0.0.1:${standIn.port}: 1 request, ${Buffer.byteLength(body).toLocaleString("en")} bytes`,
    );
    expect(shown).toContain(uri);
  });

  test("is empty if nothing was sent", async () => {
    const client = await start({}, "local");
    await client.complete(uri, text.length);
    const { text: shown } = await client.connection.sendRequest<AuditResult>(auditMethod);
    expect(shown).toBe("Nothing has been sent from this machine.\n");
  });
});
