// Own settings: the settings file is what these commands write.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { checkNanotype } from "../../support/commandLine";
import { usingClients } from "../../support/lspSession";
import { stdioClient } from "../../support/lspServers";
import { bodiesOf, pickyServer } from "../../support/pickyServer";
import { StandIn } from "../../support/standIn/standIn";

const use = usingClients();
let folder: string;
let file: string;
let standIn: StandIn;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nanotype-endpoints-"));
  file = join(folder, "below", "settings.json");
  vi.stubEnv("NANOTYPE_SETTINGS", file);
  standIn = await StandIn.start();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn.close();
  rmSync(folder, { recursive: true });
});

/** Runs `nanotype endpoints …`. */
const check = (args: string, expected: { code: number; out?: string; err?: string }): Promise<void> =>
  checkNanotype(`endpoints ${args}`, expected);

test("an endpoint is added from a pasted URL, listed, tested, used by the server, and removed", async () => {
  const url = `${standIn.url}/openai/v1/chat/completions`;
  await check(`add my-team --preset azure --url ${url}`, {
    code: 0,
    out: `${standIn.url}/openai/v1`,
    err: "NANOTYPE_KEY_MY_TEAM",
  });
  expect(statSync(file).mode & 0o077).toBe(0);
  await check("list", { code: 0, out: "my-team\tazure\tgpt-4.1-nano\t" });
  await check("test", {
    code: 1,
    out: "my-team has no key yet, so nothing was sent. Put the right key into NANOTYPE_KEY_MY_TEAM",
  });
  vi.stubEnv("NANOTYPE_KEY_MY_TEAM", "secret-key");
  await check("test my-team", { code: 0, out: "my-team: works; gpt-4.1-nano answered after" });

  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, "utf8")) as object), mode: "cloud" }));
  const client = use(stdioClient(["dist/nanotype.js", "serve", "--stdio"]));
  await client.start({});
  client.open("file:///a.ts", "const total = ");
  await client.status(({ backend, state }) => backend === "cloud" && state !== "loading");
  expect(await client.complete("file:///a.ts", 14)).toMatchObject([{ insertText: "answer()" }]);

  await client.stop();
  const { prompt, completion } = standIn.requests.at(-1)?.counts ?? { prompt: 0, completion: 0 };
  await check("usage", { code: 0, out: `my-team\ttoday\t${prompt}\t0\t${completion || 2}\t0.0001\n` });

  await check("remove my-team", { code: 0, out: "Removed" });
  await check("list --json", { code: 0, out: "[]" });
});

test("what a server refuses of an explicit request is found by the test, which says what is sent instead", async () => {
  const server = await pickyServer((body) =>
    "max_tokens" in body
      ? [400, { error: { message: "Unsupported parameter", param: "max_tokens", code: "unsupported_parameter" } }]
      : "n" in body
        ? [400, { error: { message: "Only n=1 is supported." } }]
        : undefined,
  );
  await check(`add box --kind openai --url ${server.url} --model m`, { code: 0 });
  await check("test box", {
    code: 0,
    out: "It refused the usual request, so requests use: max_completion_tokens instead of max_tokens; without n.",
  });
  expect(bodiesOf(server)[0]).toMatchObject({ n: 3, stop: ["\n\n"], stream_options: { include_usage: true } });
  await server.close();
});

test("the only model that a server has is taken", async () => {
  vi.stubEnv("NANOTYPE_KEY_BOX", "secret-key");
  await check(`add box --kind openai --url ${standIn.url}`, { code: 0 });
  await check("list", { code: 0, out: "box\topenai\tgpt-4.1-nano\t" });
});

test("an endpoint that is added again keeps its place and what else was said about it", async () => {
  const first = { name: "one", kind: "openai", url: standIn.url, model: "gpt-4.1-nano", headers: { "x-team": "blue" } };
  mkdirSync(dirname(file));
  writeFileSync(file, JSON.stringify({ endpoints: [first, { ...first, name: "two" }] }));
  await check("add one --kind openai --url http://127.0.0.1:9/v1 --model other", { code: 0 });
  await check("list --json", {
    code: 0,
    out: JSON.stringify([
      { ...first, url: "http://127.0.0.1:9/v1", model: "other" },
      { ...first, name: "two" },
    ]),
  });
});

test("the kind is seen from the address where it is plain", async () => {
  await check("add work --url res.openai.azure.com/openai/deployments/fast/chat/completions", {
    code: 0,
    out: "https://res.openai.azure.com/openai/deployments/fast/chat/completions?api-version=2024-10-21",
  });
  await check("list", { code: 0, out: "work\tazure\tfast\t" });
});

test("the models are listed when the user cannot pick one", async () => {
  vi.stubEnv("NANOTYPE_KEY_BOX", "secret-key");
  await standIn.close();
  standIn = await StandIn.start({ models: ["small", "large"] });
  await check(`add box --kind openai --url ${standIn.url}`, { code: 2, err: "It serves: small, large." });
});

test("a wrong deployment is said, with those there are", async () => {
  vi.stubEnv("NANOTYPE_KEY_BOX", "secret-key");
  await check(`add box --preset azure --url ${standIn.url} --model wrong`, { code: 0 });
  await check("test box", { code: 1, out: "It serves: gpt-4.1-nano." });
});

test("a settings file that cannot be read is left as it is, and the user told to mend it", async () => {
  mkdirSync(dirname(file));
  writeFileSync(file, "{ not JSON");
  const mendFirst = { code: 1, err: "is not a JSON object. Nothing was changed; fix it first." };
  await check("add box --kind fim --url http://localhost:1/v1 --model m", mendFirst);
  await check("list", mendFirst);
  expect(readFileSync(file, "utf8")).toBe("{ not JSON");
});

test.each([
  ["add x --preset nothing", "Known: azure"],
  ["add x --kind azure --url https://portal.azure.com", "web page"],
  ["add x --kind azure", "needs a url"],
  ["add x", "Say which server it is: --preset with one of azure,"],
  ["add x --url llm.example.com", "what kind of server this is: --kind with one of azure,"],
  ["add x --url https://NAME.openai.azure.com", "your resource's name in place of NAME"],
  ["remove x", "There are no endpoints yet."],
  ["test", "There are no endpoints yet."],
])("%s is refused as wrong use", (args, err) => check(args, { code: 2, err }));
