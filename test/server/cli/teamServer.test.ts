// Own settings: the settings file is what this command writes.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { checkNanotype } from "../../support/commandLine";

let folder: string;
let server: Server;
let url: string;
/** Answers by path, with their status. */
let answers: Record<string, readonly [status: number, body: unknown]>;
let asked: IncomingMessage[];

const models = [
  { model_name: "chat", litellm_params: { model: "openai/gpt-4.1-nano" }, model_info: { mode: "chat" } },
  {
    model_name: "code",
    litellm_params: { model: "text-completion-openai/qwen2.5-coder-7b" },
    model_info: {
      ...{ mode: "completion", max_input_tokens: 8_192 },
      ...{ input_cost_per_token: 1e-7, output_cost_per_token: 2e-7 },
    },
  },
];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-team-"));
  vi.stubEnv("NANOTYPE_SETTINGS", join(folder, "settings.json"));
  vi.stubEnv("NANOTYPE_KEY_BOX", "sk-mine");
  asked = [];
  answers = {
    "/v1/models": [200, { data: models.map(({ model_name: id }) => ({ id })) }],
    "/v1/model/info": [200, { data: models }],
  };
  server = createServer((request, response) => {
    asked.push(request);
    const [status, body] = answers[request.url ?? ""] ?? [404, { detail: "Not Found" }];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.close();
  rmSync(folder, { recursive: true });
});

const add = (args: string, expected: { code: number; out?: string; err?: string }): Promise<void> =>
  checkNanotype(`endpoints add ${args}`, expected);

const written = (): unknown =>
  (JSON.parse(readFileSync(join(folder, "settings.json"), "utf8")) as { endpoints: unknown }).endpoints;

test("a team's server is added by its address alone: model, limit and price are asked of it", async () => {
  await add(`${url} --team`, {
    code: 0,
    out: `Added box: requests go to ${url}/v1/completions
  code fills in the middle, as qwen2.5-coder-7b was trained to.
  Context: 8192 tokens.
  Price: $0.1 in, $0.2 out, a million tokens.
`,
  });
  expect(asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer sk-mine", "Bearer sk-mine"]);
  expect(written()).toEqual([
    {
      ...{ name: "box", url, kind: "fim", model: "code", family: "qwen2.5-coder-7b", contextTokens: 8_192 },
      price: { input: 0.1, output: 0.2 },
    },
  ]);
});

test("a name and a model may be chosen", async () => {
  vi.stubEnv("NANOTYPE_KEY_WORK", "sk-mine");
  await add(`work --team --url ${url} --model chat`, { code: 0, out: "Added work" });
  expect(written()).toEqual([{ name: "work", url, kind: "openai", model: "chat", family: "gpt-4.1-nano" }]);
});

test("a server without a page about its models is added with the models that it lists", async () => {
  delete answers["/v1/model/info"];
  await add(`${url} --team`, { code: 0, out: "Price: not said by the server." });
  expect(written()).toEqual([{ name: "box", url, kind: "openai", model: "code" }]);
});

test("the reason is given when nothing can be added", async () => {
  answers["/v1/models"] = [401, { error: { message: "Authentication Error", code: "401" } }];
  await add(`${url} --team`, { code: 1, err: "box refused the key (401). Put the right key into NANOTYPE_KEY_BOX" });
  answers["/v1/models"] = [400, { error: { message: "No connected db.", type: "no_db_connection", code: "400" } }];
  await add(`${url} --team`, { code: 1, err: "box does not know this key. Put the right key into NANOTYPE_KEY_BOX" });
  answers["/v1/models"] = [200, { data: [] }];
  await add(`${url} --team`, { code: 1, err: "serves no model that completes text. Ask who runs it" });
  delete answers["/v1/models"];
  await add(`${url} --team`, { code: 1, err: "This is not a team's server: it lists no models." });
  vi.stubEnv("NANOTYPE_KEY_BOX", undefined);
  answers["/v1/models"] = [500, "Internal Server Error"];
  await add(`${url} --team`, { code: 1, err: "If it wants a key, put it into NANOTYPE_KEY_BOX first." });
  await add("--team", { code: 2, err: "Give the address of your team's server" });
  await add("http://ai.example.com --team", { code: 2, err: "Use https." });
  await add(`${url} --team --model other`, { code: 1 });
});
