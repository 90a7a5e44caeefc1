import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BackendError } from "../../../../server/src/model/errors";
import type { DraftRequest } from "../../../../server/src/model/draft";
import { checkedText } from "../../../../server/src/safety/promptText";
import type { Endpoint } from "../../../../server/src/settings/endpoint";
import type { Credential } from "../../../../server/src/model/cloud/credential";
import { checkConnections } from "../../../support/standIn/checkConnections";
import type { Behaviour } from "../../../support/standIn/behaviour";
import { cloudBackend, completionRequest, shortLimits, textOf } from "../../../support/standIn/cloudFixture";
import { StandIn } from "../../../support/standIn/standIn";

let standIn: StandIn;
const open: { close(): Promise<void> }[] = [];
const signal = new AbortController().signal;

beforeEach(async () => {
  standIn = await StandIn.start();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((part) => part.close()));
  await standIn.close();
  vi.unstubAllEnvs();
});

function backendAt(params: Parameters<typeof cloudBackend>[1] = {}): ReturnType<typeof cloudBackend> {
  const made = cloudBackend(standIn, params);
  open.push(made.connection);
  return made;
}

/** Scripts one behaviour; `expected` is the answer's text, or the error's kind with a part of its message. */
async function check(behaviour: Behaviour, expected: string | [kind: string, message: string]): Promise<void> {
  standIn.next(behaviour);
  const isStall = behaviour.kind === "hang" || behaviour.kind === "stall";
  const { backend } = backendAt(isStall ? { limits: shortLimits } : {});
  const startMs = performance.now();
  let outcome: string | [string, string];
  try {
    outcome = await textOf(backend.stream(completionRequest("return █;"), signal));
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    expect(error.message).toContain("team");
    outcome = [error.kind, error.message];
  }
  expect(standIn.refusals).toEqual([]);
  expect(performance.now() - startMs).toBeLessThan(2_000);
  if (typeof expected === "string") expect(outcome).toBe(expected);
  else expect(outcome).toEqual([expected[0], expect.stringContaining(expected[1])]);
  // Recovery without a restart.
  standIn.next({ kind: "answer", text: "again" });
  expect(await textOf(backend.stream(completionRequest("return █;"), signal))).toBe("again");
}

describe("an answer arrives", () => {
  const text = "größe(π) + '🎉';\n  next();";
  test("as Azure sends it", () => check({ kind: "answer", text }, text));
  test("with CRLF line ends", () => check({ kind: "answer", text, framing: "crlf" }, text));
  test("one byte at a time", () => check({ kind: "answer", text: "größe 🎉", framing: "oneByte" }, "größe 🎉"));
  test("compressed", () => check({ kind: "answer", text, framing: "gzip" }, text));
  test("without [DONE]", () => check({ kind: "answer", text, done: false }, text));
  test("with chunks that have no delta after the stop", () => check({ kind: "answer", text, trailing: true }, text));
  test("without the first empty chunk", () => check({ kind: "answer", text, emptyFirst: false }, text));
  test("as one JSON object instead of a stream", () => check({ kind: "json", text }, text));
  test("in a Markdown fence, which comes off", () => check({ kind: "answer", text: "```ts\nfoo()\n```" }, "foo()"));
  test("cut by the filter, as far as it came", () =>
    check({ kind: "answer", text: "foo", finish: "content_filter" }, "foo"));
});

describe("a failure is distinguished:", () => {
  const status = (code: number, more: Partial<Extract<Behaviour, { kind: "status" }>> = {}): Behaviour => ({
    kind: "status",
    status: code,
    ...more,
  });
  test("429", () => check(status(429), ["rateLimited", "429"]));
  test("401", () => check(status(401), ["unauthorized", "Set API Key"]));
  test("403", () => check(status(403), ["unauthorized", "firewall"]));
  test("404 deployment", () => check(status(404, { code: "DeploymentNotFound" }), ["notFound", "gpt-4.1-nano"]));
  test("400 content filter", () => check(status(400, { code: "content_filter" }), ["contentFiltered", "declined"]));
  test("400 content filter by its inner code", () =>
    check(status(400, { code: "BadRequest", innerCode: "ResponsibleAIPolicyViolation" }), [
      "contentFiltered",
      "declined",
    ]));
  test("400", () => check(status(400), ["badRequest", "400"]));
  test("408", () => check(status(408), ["timeout", "408"]));
  test("500", () => check(status(500), ["server", "500"]));
  test("503", () => check(status(503), ["rateLimited", "503"]));
  test("a used-up quota", () => check(status(429, { code: "insufficient_quota" }), ["rateLimited", "billing"]));
  test("a redirect", () =>
    check(status(302, { headers: { location: "https://evil.example/" } }), ["badResponse", "302"]));
  test("an HTML error page", () => check({ kind: "html", status: 502 }, ["server", "502"]));
  test("an HTML page as an answer", () => check({ kind: "html", status: 200 }, ["badResponse", "web page"]));
  test("a hang before the headers", () => check({ kind: "hang" }, ["timeout", "too long"]));
  test("a stall in mid-stream", () => check({ kind: "stall", text: "foo" }, ["timeout", "middle"]));
  test("a stall after the headers", () => check({ kind: "stall", text: "" }, ["timeout", "too long"]));
  test("a reset in mid-stream", () => check({ kind: "reset", text: "foo" }, ["unreachable", "broke"]));
  test("bad JSON", () => check({ kind: "badJson", text: "foo" }, ["badResponse", "cannot be read"]));
  test("an error object in the stream", () =>
    check({ kind: "errorInStream", text: "" }, ["server", "ended its answer"]));
  test("a filter's error in the stream", () =>
    check({ kind: "errorInStream", text: "", code: "content_filter" }, ["contentFiltered", "declined"]));
  test("an empty stream", () => check({ kind: "emptyStream" }, ["badResponse", "empty"]));
  test("a filter that let nothing through", () =>
    check({ kind: "answer", text: "", finish: "content_filter" }, ["contentFiltered", "declined"]));

  test("nobody listening", async () => {
    const { port } = standIn;
    const { backend } = backendAt();
    await standIn.close();
    await expect(textOf(backend.stream(completionRequest("█"), signal))).rejects.toMatchObject({
      kind: "unreachable",
      message: expect.stringContaining("Nothing answers"),
    });
    standIn = await StandIn.start({}, port);
    expect(await textOf(backend.stream(completionRequest("█"), signal))).toBe("answer()\n");
  });
});

test("retry-after-ms counts before retry-after", async () => {
  standIn.next({ kind: "status", status: 429, headers: { "retry-after-ms": "1500", "retry-after": "7" } });
  standIn.next({ kind: "status", status: 429, headers: { "retry-after": "7" } });
  const { backend } = backendAt();
  const ask = () => textOf(backend.stream(completionRequest("█"), signal));
  await expect(ask()).rejects.toMatchObject({ kind: "rateLimited", retryAfterMs: 1_500 });
  await expect(ask()).rejects.toMatchObject({ kind: "rateLimited", retryAfterMs: 7_000 });
  expect(standIn.requests).toHaveLength(2); // nothing was retried behind our back
});

describe("every kind of endpoint is asked as it wants", () => {
  async function ask(endpoint: Partial<Endpoint>, params: { credential?: Credential } = {}): Promise<void> {
    const { backend } = backendAt({ endpoint, ...params });
    const text = await textOf(backend.stream(completionRequest("foo(█)", { candidateCount: 2 }), signal));
    expect(standIn.refusals).toEqual([]);
    expect(text).toBe("answer()\n");
  }
  test("Azure, version-free", async () => {
    await ask({});
    expect(standIn.requests[0]).toMatchObject({
      path: "/openai/v1/chat/completions",
      headers: { "api-key": "secret-key" },
    });
    expect(standIn.requests[0]?.body).toMatchObject({
      max_tokens: 64,
      temperature: 0.1,
      stop: ["\n\n"],
      stream: true,
      n: 2,
    });
  });
  test("Azure, classic", async () => {
    await ask({ url: standIn.url, apiVersion: "2024-10-21" });
    expect(standIn.requests[0]?.path).toBe("/openai/deployments/gpt-4.1-nano/chat/completions");
    expect(standIn.requests[0]?.body).not.toHaveProperty("model");
  });
  test("Azure with an Entra token", async () => {
    await ask({}, { credential: { kind: "token", value: "entra-token" } });
    expect(standIn.requests[0]?.headers).not.toHaveProperty("api-key");
  });
  test("OpenAI-compatible chat", () => ask({ kind: "openai" }));
  test("completions with a suffix", async () => {
    await ask({ kind: "fim" });
    expect(standIn.requests[0]?.body).toMatchObject({ prompt: "foo(", suffix: ")" });
  });
  test("completions with the model's own tokens", async () => {
    await standIn.close();
    standIn = await StandIn.start({ models: ["qwen2.5-coder-7b"] });
    await ask({ kind: "fim", model: "qwen2.5-coder-7b" });
    expect(standIn.requests[0]?.body["prompt"]).toBe("<|fim_prefix|>foo(<|fim_suffix|>)<|fim_middle|>");
  });
  test("completions of an alias with the tokens of the family behind it, within the given context", async () => {
    await standIn.close();
    standIn = await StandIn.start({ models: ["code"] });
    const endpoint = { kind: "fim", model: "code", family: "qwen2.5-coder-7b", contextTokens: 1_024 } as const;
    const { backend } = backendAt({ endpoint });
    expect(backend.limits.contextTokens).toBeLessThan(1_024);
    await textOf(backend.stream(completionRequest(`${"// a line of a long file\n".repeat(400)}foo(█)`), signal));
    const prompt = String(standIn.requests[0]?.body["prompt"]);
    expect(prompt).toMatch(/^<\|fim_prefix\|>[^]*foo\(<\|fim_suffix\|>\)<\|fim_middle\|>$/);
    expect(prompt.length).toBeLessThan(2.6 * 1_024);
  });
  test("llama.cpp's infill", async () => {
    await ask({ kind: "llamacpp" });
    expect(standIn.requests[0]?.body).toMatchObject({ input_prefix: "foo(", input_suffix: ")", cache_prompt: true });
  });
  test("a server that needs no key", async () => {
    await standIn.close();
    standIn = await StandIn.start({ keys: [] });
    await ask({ kind: "openai" });
  });
});

describe("a draft", () => {
  const draftRequest: DraftRequest = {
    messages: [
      { role: "system", content: checkedText("Write the commit message as JSON.", []) },
      { role: "user", content: checkedText("diff --git a/a.ts b/a.ts", []) },
    ],
    maxTokens: 300,
    schema: {
      name: "commit",
      schema: {
        type: "object",
        properties: { title: { type: "string" } },
        required: ["title"],
        additionalProperties: false,
      },
    },
    prediction: checkedText('{"title": "Fix the build"}', []),
    priority: "command",
    subjectUri: "file:///work",
  };
  async function draft(endpoint: Partial<Endpoint>): Promise<Readonly<Record<string, unknown>>> {
    standIn.next({ kind: "answer", text: '{"title": "Fix the build again"}' });
    const { backend } = backendAt({ endpoint });
    const text = await textOf(backend.draft(draftRequest, signal));
    expect(standIn.refusals).toEqual([]);
    expect(JSON.parse(text)).toEqual({ title: "Fix the build again" });
    return standIn.requests.at(-1)?.body ?? {};
  }
  test("carries its schema and its prediction to Azure, version-free", async () => {
    const body = await draft({});
    expect(body).toMatchObject({
      max_tokens: 300,
      temperature: 0.1,
      stream: true,
      response_format: { type: "json_schema", json_schema: { name: "commit", strict: true } },
      prediction: { type: "content", content: '{"title": "Fix the build"}' },
    });
  });
  test("leaves the prediction out where Azure's classic version does not know it", async () => {
    expect(await draft({ url: standIn.url, apiVersion: "2024-10-21" })).not.toHaveProperty("prediction");
    expect(await draft({ url: standIn.url, apiVersion: "2025-01-01-preview" })).toHaveProperty("prediction");
  });
  test.each(["openai", "fim", "llamacpp"] as const)("is asked for as chat at an endpoint of kind %s", async (kind) => {
    const body = await draft({ kind });
    expect(standIn.requests.at(-1)?.path).toBe("/v1/chat/completions");
    expect(body).not.toHaveProperty("prediction");
    expect(body).toHaveProperty("response_format");
  });
  test("fails as a completion does", async () => {
    standIn.next({ kind: "status", status: 401 });
    const { backend } = backendAt();
    await expect(textOf(backend.draft(draftRequest, signal))).rejects.toMatchObject({ kind: "unauthorized" });
  });
});

test("the OPENAI_* variables of the environment change nothing", async () => {
  vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:9/wrong");
  vi.stubEnv("OPENAI_API_KEY", "leaked");
  vi.stubEnv("OPENAI_ORG_ID", "leaked");
  vi.stubEnv("OPENAI_PROJECT_ID", "leaked");
  vi.stubEnv("OPENAI_CUSTOM_HEADERS", "x-custom: leaked");
  vi.stubEnv("OPENAI_LOG", "debug");
  const { backend } = backendAt({ endpoint: { kind: "openai", headers: { "x-team": "blue" } } });
  expect(await textOf(backend.stream(completionRequest("█"), signal))).toBe("answer()\n");
  const headers = standIn.requests[0]?.headers ?? {};
  expect(JSON.stringify(headers)).not.toContain("leaked");
  expect(Object.keys(headers).filter((name) => name.startsWith("x-"))).toEqual(["x-team", "x-client-request-id"]);
});

test("every request has a random id and trace of its own", async () => {
  const { backend } = backendAt();
  for (let count = 0; count < 2; count++) await textOf(backend.stream(completionRequest("█"), signal));
  const ids = standIn.requests.map(({ headers }) => String(headers["x-client-request-id"]));
  expect(new Set(ids).size).toBe(2);
  for (const [index, id] of ids.entries())
    expect(standIn.requests[index]?.headers["traceparent"]).toMatch(
      new RegExp(`^00-${id.replaceAll("-", "")}-[0-9a-f]{16}-01$`),
    );
});

test("a cancelled keystroke hangs up, before and after the first token", async () => {
  const { backend } = backendAt();
  await textOf(backend.stream(completionRequest("█"), signal));
  for (const behaviour of [{ kind: "hang" }, { kind: "stall", text: "foo" }] as const) {
    standIn.next(behaviour);
    const abort = new AbortController();
    const answer = textOf(backend.stream(completionRequest("█"), abort.signal));
    const request = await standIn.request(standIn.requests.length);
    abort.abort();
    await request.hungUp;
    await answer; // an ordinary outcome
  }
});

test("leaving the loop hangs up", async () => {
  const { backend, usages } = backendAt();
  standIn.next({ kind: "answer", text: "a b c d e f", gapMs: 30 });
  for await (const chunk of backend.stream(completionRequest("█"), signal)) if (chunk.text !== "") break;
  await (
    await standIn.request(0)
  ).hungUp;
  expect(usages).toEqual([expect.objectContaining({ isEstimated: true })]);
});

test("usage is reported with its cached tokens", async () => {
  const { backend, usages } = backendAt();
  const prefix = "const value = compute(1, 2, 3);\n".repeat(200);
  for (const typed of ["", "f", "fo"]) await textOf(backend.stream(completionRequest(`${prefix}${typed}█\n`), signal));
  expect(usages[0]).toMatchObject({ cachedTokens: 0, completionTokens: 2, isEstimated: false });
  // What a keystroke adds comes last, so all but the end is cached from the second request on.
  expect(usages[2].cachedTokens / usages[2].promptTokens).toBeGreaterThan(0.9);
  expect(usages[2].promptTokens).toBe(standIn.requests[2].counts.prompt);
});

test("requests in a row reuse their connections, and one after a hang-up finds a warm one", () =>
  checkConnections(backendAt().backend, standIn));

test("nothing is sent to a host that is not allowed", async () => {
  const { HttpConnection } = await import("../../../../server/src/model/cloud/httpConnection");
  const connection = new HttpConnection({
    mayConnectTo: () => true,
    allowedHosts: ["api.example.com"],
    connectMs: 500,
  });
  open.push(connection);
  await expect(connection.fetch(standIn.url, { method: "POST", headers: {}, signal })).rejects.toMatchObject({
    kind: "badRequest",
  });
  expect(standIn.connectionCount).toBe(0);
});

test("the served models are listed, and a probe costs one token", async () => {
  const { backend } = backendAt();
  expect(await backend.listModels(signal)).toEqual([{ id: "gpt-4.1-nano" }]);
  await backend.probe(signal);
  expect(standIn.requests[0]?.body["max_tokens"]).toBe(1);
  standIn.next({ kind: "status", status: 401 });
  await expect(backend.probe(signal)).rejects.toMatchObject({ kind: "unauthorized" });
});
