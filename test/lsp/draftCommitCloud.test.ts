// Own folder: each case's own repository gets files that commitlint and the ignore rules judge.
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  draftCommitMethod,
  type CommitProgress,
  type DraftCommitParams,
  type DraftCommitResult,
} from "../../server/src/protocol";
import { ProgressType } from "vscode-languageserver/node";
import { EchoModel } from "../support/echoModel";
import { createRepository, type GitFixture } from "../support/gitFixture";
import type { LspClient } from "../support/lspClient";
import { inMemoryClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";
import { StandIn } from "../support/standIn/standIn";

const use = usingClients();
let repository: GitFixture;
let standIn: StandIn;

beforeEach(async () => {
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
  standIn = await StandIn.start();
  repository = createRepository();
  repository.commit("feat(shop): add the shop", { "src/shop.ts": "export const prices = [1];\n" });
  repository.write(
    "src/shop.ts",
    "export const prices = [1];\n\nexport function isEmpty(list: number[]): boolean {\n  return list.length === 0;\n}\n",
  );
  repository.git("add", "-A");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  repository.dispose();
  await standIn.close();
});

const uri = (): string => pathToFileURL(repository.folder).href;
const answer = (fields: Partial<Record<"type" | "scope" | "subject" | "body", string>>): string =>
  JSON.stringify({ type: "feat", scope: "shop", subject: "tell whether a list is empty", body: "", ...fields });

async function start(
  settings: Readonly<Record<string, unknown>> = {},
  prepare?: (client: LspClient) => void,
): Promise<LspClient> {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "", 0) }));
  prepare?.(client);
  const endpoints = [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }];
  await client.start({ configuration: { endpoints, mode: "cloud", ...settings }, folders: [uri()] });
  client.open(`${uri()}/src/shop.ts`, "export const prices = [1];\n");
  return client;
}

async function ready(client: LspClient): Promise<void> {
  await vi.waitFor(async () => expect((await client.stats()).endpoints).toHaveLength(1), { timeout: 10_000 });
}

function ask(client: LspClient, params: Partial<DraftCommitParams> = {}): Promise<DraftCommitResult> {
  return client.connection.sendRequest(draftCommitMethod, { repositoryUri: uri(), ...params });
}

/** Returns all text of the last request. */
function sent(): string {
  return JSON.stringify(standIn.requests.at(-1)?.body);
}

describe("an endpoint that writes commit messages", () => {
  test("is asked by schema, streams into the box, and its answer takes the repository's form", async () => {
    standIn.usual = { kind: "answer", text: answer({ subject: "Tell whether a list is empty." }) };
    const client = await start();
    await ready(client);
    const seen: string[] = [];
    client.connection.onProgress(new ProgressType<CommitProgress>(), "box", ({ message }) => void seen.push(message));
    const result = await ask(client, { partialResultToken: "box" });
    expect(result).toMatchObject({ message: "feat(shop): tell whether a list is empty", backend: "team" });
    expect(result.alternatives).toContain("feat(shop): add isEmpty");
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.every((message) => "feat(shop): tell whether a list is empty.".startsWith(message))).toBe(true);
    expect(standIn.refusals).toEqual([]);
    expect(standIn.requests.at(-1)?.body).toMatchObject({
      temperature: 0.2,
      response_format: {
        type: "json_schema",
        json_schema: { strict: true, schema: { required: ["type", "scope", "subject", "body"] } },
      },
    });
    expect(sent()).toContain("+export function isEmpty");
  });

  test.each<[string, (json: string) => string]>([
    ["behind thinking", (json) => `<think>\n{"type": "fix"} or {feat}? "Hm {\n</think>\n\n${json}`],
    ["behind thinking without a beginning", (json) => `I take {"subject": "x"}.\n</think>\n${json}`],
    ["followed by words", (json) => `${json}\n\nThis message says {what} the change does.`],
    ["in words and a fence", (json) => `Here it is:\n\`\`\`json\n${json}\n\`\`\`\nI hope this helps!`],
    ["in brackets", (json) => `{{ ${json} }}`],
    [
      "in harmony's channels",
      (json) =>
        `<|channel|>analysis<|message|>{x}<|end|><|start|>assistant<|channel|>final<|message|>${json}<|return|>`,
    ],
  ])("is understood when its answer comes %s", async (_name, wrap) => {
    standIn.usual = { kind: "answer", text: wrap(answer({ subject: "Tell whether a list is empty." })) };
    const client = await start();
    await ready(client);
    expect(await ask(client)).toMatchObject({ message: "feat(shop): tell whether a list is empty", backend: "team" });
  });

  test("is asked more warmly at each further attempt", async () => {
    standIn.usual = { kind: "answer", text: answer({}) };
    const client = await start();
    await ready(client);
    for (const attempt of [0, 1, 2, 9]) await ask(client, { attempt });
    expect(standIn.requests.slice(-4).map(({ body }) => body["temperature"])).toEqual([0.2, 0.5, 0.8, 1]);
  });

  test("may use only the types that commitlint allows", async () => {
    repository.write(
      "commitlint.config.mjs",
      'export default { rules: { "type-enum": [2, "always", ["feature", "repair"]] } };\n',
    );
    standIn.usual = { kind: "answer", text: answer({ type: "repair", scope: "" }) };
    const client = await start();
    await ready(client);
    expect((await ask(client)).message).toBe("repair(shop): tell whether a list is empty");
    expect(standIn.requests.at(-1)?.body).toMatchObject({
      response_format: { json_schema: { schema: { properties: { type: { enum: ["", "feature", "repair"] } } } } },
    });
    standIn.usual = { kind: "answer", text: answer({ type: "feat" }) };
    expect(await ask(client)).toMatchObject({ backend: "offline", message: "feature(shop): add isEmpty" });
  });

  test.each([
    ["names a function that is not in the change", answer({ subject: "add isFull to the shop" })],
    ["names a file that is not in the change", answer({ subject: "rework src/basket.ts" })],
    ["names in backticks something that is not in the change", answer({ subject: "rework `basket`" })],
    ["is longer than a subject may be", answer({ subject: "tell ".repeat(30) })],
    ["is a sentence to the user", "Here is your commit message, as you asked"],
    ["mentions a secret's placeholder", answer({ subject: "remove <secret-1>" })],
  ])("whose answer %s is not used", async (_, text) => {
    standIn.usual = { kind: "answer", text };
    const client = await start();
    await ready(client);
    expect(await ask(client)).toMatchObject({
      message: "feat(shop): add isEmpty",
      backend: "offline",
      reason: "team gave no usable message; the message was written by rules instead.",
    });
  });

  test("whose answer invents references and trailers is used without them", async () => {
    const body =
      "It is exported, too.\n\nFixes #12\nSigned-off-by: Mallory <m@example.com>\n\nBREAKING CHANGE: prices are gone";
    standIn.usual = { kind: "answer", text: answer({ subject: "tell whether a list is empty (#77)", body }) };
    const client = await start();
    await ready(client);
    expect(await ask(client)).toMatchObject({
      message: expect.stringMatching(
        /^feat\(shop\): tell whether a list is empty(\n\nIt is exported, too\.)?$/,
      ) as string,
      backend: "team",
    });
  });

  test("that fails leaves the message to the rules, and says so", async () => {
    standIn.usual = { kind: "status", status: 500 };
    const client = await start();
    await ready(client);
    const { message, backend, reason } = await ask(client);
    expect({ message, backend }).toEqual({ message: "feat(shop): add isEmpty", backend: "offline" });
    expect(reason).toMatch(/The message was written by rules instead\.$/);
  });

  test("never sees a secret, nor a file that is excluded from prompts", async () => {
    const key = ["ghp", "_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("");
    repository.write("src/client.ts", `export const token = "${key}";\n`);
    repository.write(".nanotypeignore", "plans/\n");
    repository.write("plans/launch.md", "The launch is on Friday.\n");
    repository.write(".env", "COLOUR_OF_MONEY=green\n");
    repository.git("add", "-A", "-f");
    standIn.usual = { kind: "answer", text: answer({}) };
    const client = await start();
    await ready(client);
    await ask(client);
    expect(sent()).toContain("export const token");
    for (const word of [key, "Friday", "launch", "COLOUR_OF_MONEY"]) expect(sent()).not.toContain(word);
  });

  test("continues the typed text, to the letter, or is not used", async () => {
    standIn.usual = { kind: "answer", text: answer({ subject: "feat: tell whether the list is empty" }) };
    const client = await start();
    await ready(client);
    expect((await ask(client, { typed: "feat: tell" })).message).toBe("feat: tell whether the list is empty");
    expect(await ask(client, { typed: "Add is" })).toMatchObject({ message: "Add isEmpty", backend: "offline" });
  });

  test.each([
    ["in offline mode", { mode: "offline" }, "Allow"],
    ["in local mode", { mode: "local" }, "Allow"],
    ["without the user's consent", {}, "Keep local"],
  ])("is not asked %s", async (_, settings, button) => {
    const client = await start(settings, (one) => (one.answerTo = () => button));
    expect(await ask(client)).toMatchObject({ message: "feat(shop): add isEmpty", backend: "offline" });
    expect(standIn.requests.filter(({ body }) => "response_format" in body)).toEqual([]);
  });
});
