// Own folder: places are named by their URIs alone, so that the user can be asked about each separately.
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { trustedMethod } from "../../server/src/protocol";
import { Consents } from "../../server/src/safety/consent/consents";
import { parsePolicy, type Policy } from "../../server/src/settings/policy";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { StandIn } from "../support/standIn/standIn";

const use = usingClients();
const folder = "file:///work/app";
const uri = `${folder}/a.ts`;
const text = "const total = ";

let standIn: StandIn;
let stateFolder: string;

beforeEach(async () => {
  standIn = await StandIn.start();
  standIn.usual = { kind: "answer", text: "better();\n" };
  stateFolder = mkdtempSync(join(tmpdir(), "nanotype-consent-"));
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn.close();
  rmSync(stateFolder, { recursive: true, force: true });
});

const settings = (url = standIn.url) => ({
  mode: "cloud",
  endpoints: [{ name: "team", kind: "azure", url, model: "gpt-4.1-nano" }],
});

interface World {
  readonly answer?: string | undefined;
  readonly folders?: readonly string[];
  readonly isTrusted?: boolean;
  readonly policy?: Policy;
  readonly documentUri?: string;
}

/** Starts a server with an endpoint, whose user answers questions with `answer`; the current document is open. */
async function start(world: World = {}): Promise<LspClient> {
  const client = use(
    inMemoryClient({
      createModel: () => new EchoModel(() => "local();\n"),
      consents: new Consents(join(stateFolder, "consent.json")),
      ...(world.policy && { policy: world.policy }),
    }),
  );
  client.answerTo = () => world.answer;
  const { isTrusted } = world;
  await client.start({
    configuration: settings(),
    folders: world.folders ?? [folder],
    initializationOptions: { ...(isTrusted !== undefined && { isTrusted }) },
  });
  client.open(world.documentUri ?? uri, text);
  return client;
}

/** Waits until the folder's answer is in the file: the endpoint may be asked before. */
async function answerWritten(): Promise<void> {
  await vi.waitFor(() => expect(new Consents(join(stateFolder, "consent.json")).get(folder)).toBeDefined());
}

/** Returns the offer at a document's end. */
async function complete(client: LspClient, documentUri = uri): Promise<string[]> {
  await client.change(documentUri, 0, 0, "\n"); // earlier offers no longer fit
  const items = await client.complete(documentUri, client.text(documentUri).length);
  return items.map(({ insertText }) => insertText);
}

/** Expects completions from the endpoint, soon. */
async function expectSending(client: LspClient, documentUri = uri): Promise<void> {
  await vi.waitFor(async () => expect(await complete(client, documentUri)).toEqual(["better();"]), { timeout: 10_000 });
}

/** Expects completions from this machine, and no further byte at the endpoint. */
async function expectNothingSent(client: LspClient, documentUri = uri): Promise<void> {
  const heard = (): number => standIn.connectionCount + standIn.requests.length + standIn.refusals.length;
  const before = heard();
  for (let count = 0; count < 3; count++) expect(await complete(client, documentUri)).toEqual(["local();"]);
  expect(heard()).toBe(before);
}

test("before the user has answered, nothing is sent; the question names the folder and the receiver, the status says what Nanotype is waiting for", async () => {
  const client = await start();
  const question = await client.question(/Allow Nanotype to send code/);
  expect(question).toContain("“app”");
  expect(question).toContain(`127.0.0.1:${standIn.port}`);
  await expectNothingSent(client);
  expect(standIn.connectionCount).toBe(0);
  const { health, message } = await client.status((status) => status.message.includes("consent"));
  expect(health).toBe("ok");
  expect(message).toMatch(/wait for your consent to send code from app; until then completions come from this machine/);
  expect(client.questions).toHaveLength(1);
});

test("after consent the endpoint answers, and the next session does not ask", async () => {
  await expectSending(await start({ answer: "Allow" }));
  await answerWritten();
  const next = await start();
  await expectSending(next);
  expect(next.questions).toEqual([]);
});

test("after a refusal nothing is sent, the next session does not ask, and the status names the refusal", async () => {
  const first = await start({ answer: "Don't allow" });
  await first.status(({ message }) => message.includes("You keep this workspace's code on this machine"));
  await expectNothingSent(first);
  await answerWritten();
  const next = await start({ answer: "Allow" });
  await expectNothingSent(next);
  expect(next.questions).toEqual([]);
  expect(standIn.connectionCount).toBe(0);
});

test("consent can be withdrawn and given again while the server runs", async () => {
  const client = await start({ answer: "Allow" });
  await expectSending(client);
  expect(await client.consent(uri, "decline")).toMatchObject({ permission: "declined", placeName: "app" });
  await expectNothingSent(client);
  expect(await client.consent(uri, "ask")).toMatchObject({ permission: "allowed" });
  await expectSending(client);
});

test("a refusal that cannot be written holds nevertheless, is reported, and is written as soon as possible", async () => {
  const client = await start({ folders: [folder, "file:///work/other"], answer: "Allow" });
  await expectSending(client);
  await answerWritten();
  const path = join(stateFolder, "consent.json");
  rmSync(path);
  symlinkSync("consent.json", path); // a link to itself, without a target
  expect(await client.consent(uri, "decline")).toMatchObject({ permission: "declined" });
  await client.status(({ message }) => message.includes("could not be written"));
  await client.consent("file:///work/other/b.ts", "decline");
  await expectNothingSent(client);
  rmSync(path);
  await client.status(({ message }) => message.includes("You keep this workspace's code"));
  const answers = new Consents(path).all();
  expect(answers.map(([place, { answer }]) => [place, answer])).toEqual([
    [folder, "no"],
    ["file:///work/other", "no"],
  ]);
});

test("consent is for one folder: for another one the user is asked, and its text stays here meanwhile", async () => {
  const other = "file:///work/other";
  const client = await start({ folders: [folder, other], answer: "Allow" });
  await expectSending(client);
  client.answerTo = () => undefined;
  client.open(`${other}/b.ts`, "let sum = ");
  await client.question(/“other”/);
  await expectNothingSent(client, `${other}/b.ts`);
  await expectSending(client);
});

test("a file outside the folders stays here unless the user allows it", async () => {
  const client = await start({ answer: "Allow" });
  await expectSending(client);
  const outside = "file:///home/someone/diary.txt";
  client.open(outside, "let sum = ");
  await expectNothingSent(client, outside);
  expect(client.questions).toHaveLength(1);
  await client.consent(outside, "ask");
  await expectSending(client, outside);
});

test("for a document without a file, the user is asked about its kind", async () => {
  const client = await start({ documentUri: "untitled:Untitled-1", folders: [] });
  await client.question(/documents of the kind untitled/);
  await expectNothingSent(client, "untitled:Untitled-1");
});

test("consent is for the named receivers: the user is asked again about settings that name another one", async () => {
  const client = await start({ answer: "Allow" });
  await expectSending(client);
  const evil = await StandIn.start();
  evil.usual = { kind: "answer", text: "stolen();\n" };
  client.answerTo = () => undefined;
  client.configurationChanged(settings(evil.url));
  await client.question(new RegExp(`127.0.0.1:${evil.port}`));
  await expectNothingSent(client);
  expect(evil.connectionCount).toBe(0);
  client.configurationChanged({ ...settings(), network: { proxy: evil.url } });
  await client.question(new RegExp(`through the proxy 127.0.0.1:${evil.port}`));
  await expectNothingSent(client);
  expect(evil.connectionCount).toBe(0);
  await evil.close();
});

test("a command that settings name for the key is shown in the question, and does not run before consent", async () => {
  const client = await start({ answer: "Allow" });
  await expectSending(client);
  const trace = join(stateFolder, "ran");
  const tokenCommand = [process.execPath, "-e", `require("fs").writeFileSync(${JSON.stringify(trace)}, "")`];
  const changed = { ...settings(), endpoints: [{ ...settings().endpoints[0], name: "other", tokenCommand }] };
  client.answerTo = () => undefined;
  client.configurationChanged(changed);
  await client.question(/signed in by the command .*writeFileSync/);
  await expectNothingSent(client);
  expect(existsSync(trace)).toBe(false);
  client.answerTo = () => "Allow";
  await client.consent(uri, "ask");
  const ran = async (): Promise<void> => {
    await complete(client);
    expect(existsSync(trace)).toBe(true); // otherwise it would have appeared above
  };
  await vi.waitFor(ran, { timeout: 10_000 });
});

test("in an untrusted workspace nothing is sent, whatever was agreed; sending continues once it is trusted", async () => {
  await expectSending(await start({ answer: "Allow" }));
  await answerWritten();
  const client = await start({ isTrusted: false });
  await client.status(({ message }) => message.startsWith("Restricted Mode: nothing is sent"));
  await expectNothingSent(client);
  expect(await client.consent(uri, "ask")).toMatchObject({ permission: "restricted" });
  expect(client.questions).toEqual([]);
  await client.connection.sendNotification(trustedMethod);
  await expectSending(client);
});

test("a consent that another program withdraws ends at once", async () => {
  const client = await start({ answer: "Allow" });
  await expectSending(client);
  await answerWritten();
  const other = new Consents(join(stateFolder, "consent.json"));
  expect(other.get(folder)).toEqual({ answer: "yes", receivers: [`127.0.0.1:${standIn.port}`] });
  await other.set(folder, { answer: "no", receivers: [] });
  await client.status(({ message }) => message.includes("You keep this workspace's code"));
  await expectNothingSent(client);
});

test("a damaged file of answers doesn't count as consent", async () => {
  await expectSending(await start({ answer: "Allow" }));
  await answerWritten();
  const path = join(stateFolder, "consent.json");
  writeFileSync(path, readFileSync(path, "utf8").slice(0, -5));
  const client = await start();
  await client.question(/Allow Nanotype to send code/);
  await expectNothingSent(client);
});

test("an administrator's policy overrides consent and settings, and the user sees who decided", async () => {
  await expectSending(await start({ answer: "Allow" }));
  await answerWritten();
  for (const rules of ['{"cloud": false}', '{"allowedHosts": ["*.corp.example"]}']) {
    const client = await start({ policy: parsePolicy(rules, "/etc/nanotype/policy.json") });
    const { health } = await client.status(({ message }) => message.includes("(/etc/nanotype/policy.json)"));
    expect(health).toBe("ok");
    await expectNothingSent(client);
    client.configurationChanged({ ...settings(), mode: "hybrid" });
    await expectNothingSent(client);
  }
});

test("a policy that cannot be read lets nothing leave, with a warning", async () => {
  const client = await start({ answer: "Allow", policy: parsePolicy("{", "/etc/nanotype/policy.json") });
  const { message } = await client.status(({ health }) => health === "warning");
  expect(message).toContain("policy /etc/nanotype/policy.json cannot be read: it is not JSON");
  await expectNothingSent(client);
  expect(standIn.connectionCount).toBe(0);
});
