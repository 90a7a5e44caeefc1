import { afterEach, describe, expect, test } from "vitest";
import type { CloudBackend } from "../../../../server/src/model/cloud/cloudBackend";
import type { EndpointKind } from "../../../../server/src/settings/endpoint";
import type { DraftRequest } from "../../../../server/src/model/draft";
import { systemClock } from "../../../../server/src/base/clock";
import { checkedText } from "../../../../server/src/safety/promptText";
import { Pacing } from "../../../../server/src/model/routing/pacing";
import { RoutedEndpoint } from "../../../../server/src/model/routing/routedEndpoint";
import type { HostileServer } from "../../../support/hostileServer";
import { bodiesOf, pickyServer, type PickyBody, type PickyRefusal } from "../../../support/pickyServer";
import { cloudBackend, completionRequest, textOf } from "../../../support/standIn/cloudFixture";

const signal = new AbortController().signal;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((part) => part.close()));
});

/** An endpoint of a kind at a server that refuses as told, behind the router's own retrying. */
async function endpointAt(
  refuse: (body: PickyBody) => PickyRefusal | undefined,
  kind: EndpointKind = "openai",
): Promise<{ server: HostileServer; routed: RoutedEndpoint; backend: CloudBackend; statuses: string[] }> {
  const server = await pickyServer(refuse);
  const { backend, connection } = cloudBackend(server, { endpoint: { kind, model: "m" } });
  open.push(connection, server);
  const statuses: string[] = [];
  const routed = new RoutedEndpoint({
    backend,
    clock: systemClock,
    pacing: new Pacing(systemClock),
    onChange: () => statuses.push(routed.status.kind),
    mayBeUsed: () => true,
  });
  open.push({
    close: () => {
      routed.dispose();
      return Promise.resolve();
    },
  });
  return { server, routed, backend, statuses };
}

const explicit = completionRequest("foo(█)", { candidateCount: 3, priority: "command", stop: ["\n\n"] });
const complete = (routed: RoutedEndpoint): Promise<string> => textOf(routed.stream(explicit, signal));
const draftRequest: DraftRequest = {
  messages: [
    { role: "system", content: checkedText("Write JSON.", []) },
    { role: "user", content: checkedText("The customs.", []) },
    { role: "user", content: checkedText("The change.", []) },
  ],
  maxTokens: 300,
  schema: { name: "commit", schema: { type: "object", properties: {}, required: [], additionalProperties: false } },
  priority: "command",
  subjectUri: "file:///work",
};
const draft = (routed: RoutedEndpoint): Promise<string> => textOf(routed.draft(draftRequest, signal));

/** Checks that `name` is sent once, refused, and never sent again. */
async function checkLeftOut(
  name: string,
  words: (name: string) => PickyRefusal,
  params: { kind?: EndpointKind; isDraft?: boolean } = {},
): Promise<void> {
  const { server, routed, statuses } = await endpointAt(
    (body) => (name in body ? words(name) : undefined),
    params.kind,
  );
  const ask = (): Promise<string> => (params.isDraft ? draft(routed) : complete(routed));
  expect(await ask()).toBe("answer()\n");
  expect(await ask()).toBe("answer()\n");
  expect(bodiesOf(server).map((body) => name in body)).toEqual([true, false, false]);
  expect(statuses).toEqual([]);
}

const openAi = (param: string, code = "unsupported_parameter"): PickyRefusal => [
  400,
  {
    error: {
      message: `Unsupported parameter: '${param}' is not supported with this model.`,
      type: "invalid_request_error",
      param,
      code,
    },
  },
];

describe("a parameter that an endpoint refuses is left out, and stays so", () => {
  const servers: readonly [string, (name: string) => PickyRefusal][] = [
    ["OpenAI, by its param", openAi],
    [
      "Azure, in words only",
      (name) => [400, { error: { code: "BadRequest", message: `Unrecognized request argument supplied: ${name}` } }],
    ],
    [
      "FastAPI, by the place",
      (name) => [
        422,
        { detail: [{ type: "extra_forbidden", loc: ["body", name], msg: "Extra inputs are not permitted", input: 1 }] },
      ],
    ],
    [
      "vLLM",
      (name) => [
        400,
        {
          object: "error",
          message: `[{'type': 'extra_forbidden', 'loc': ('body', '${name}'), 'msg': 'Extra inputs are not permitted'}]`,
          type: "BadRequestError",
          param: null,
          code: 400,
        },
      ],
    ],
    [
      "LiteLLM",
      (name) => [
        400,
        {
          error: {
            message: `litellm.UnsupportedParamsError: m does not support parameters: ['${name}'], for model=m. To drop these, set litellm.drop_params=True`,
            type: "None",
            param: null,
            code: "400",
          },
        },
      ],
    ],
    ["Go's JSON", (name) => [400, { error: `json: unknown field "${name}"` }]],
    [
      "Mistral",
      (name) => [
        422,
        {
          object: "error",
          message: {
            detail: [{ type: "extra_forbidden", loc: ["body", name], msg: "Extra inputs are not permitted" }],
          },
          type: "invalid_request_error",
        },
      ],
    ],
    ["words in no form", (name) => [400, `field "${name}" is not allowed here`]],
    ["a gateway with 500", (name) => [500, { error: { message: `${name} is not supported by this backend` } }]],
    ["a server that does not say which", () => [400, { error: "Bad Request" }]],
  ];
  const names = ["n", "stop", "stream_options", "temperature", "max_tokens"];
  for (const [server, words] of servers)
    test.each(server === "a server that does not say which" ? ["n", "stream_options"] : names)(
      `${server}: %s`,
      (name) => checkLeftOut(name, words),
    );
  test.each(["response_format", "temperature", "stream_options", "max_tokens"])("in drafts: %s", async (name) => {
    if (name === "response_format") {
      const { server, routed } = await endpointAt((body) => (name in body ? openAi(name) : undefined));
      expect(await draft(routed)).toBe("answer()\n");
      expect(bodiesOf(server).map((body) => (body[name] as { type: string } | undefined)?.type)).toEqual([
        "json_schema",
        "json_object",
        undefined,
      ]);
    } else await checkLeftOut(name, openAi, { isDraft: true });
  });
  test("an endpoint of kind fim: suffix, and n", async () => {
    await checkLeftOut(
      "suffix",
      (name) => [400, { error: { message: `${name} is not currently supported`, code: 400 } }],
      { kind: "fim" },
    );
    await checkLeftOut("n", openAi, { kind: "fim" });
  });
  test("llama.cpp: n_cache_reuse", () =>
    checkLeftOut("n_cache_reuse", (name) => [400, { error: { message: `Unknown field: ${name}` } }], {
      kind: "llamacpp",
    }));
  test("Azure: prompt_cache_key", () => checkLeftOut("prompt_cache_key", openAi, { kind: "azure" }));
});

test("a reasoning model is asked with max_completion_tokens and without temperature and stop, for completions and drafts", async () => {
  const { server, routed, backend, statuses } = await endpointAt((body) => {
    if ("max_tokens" in body)
      return [
        400,
        {
          error: {
            message:
              "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            type: "invalid_request_error",
            param: "max_tokens",
            code: "unsupported_parameter",
          },
        },
      ];
    if ("temperature" in body)
      return [
        400,
        {
          error: {
            message:
              "Unsupported value: 'temperature' does not support 0.1 with this model. Only the default (1) value is supported.",
            type: "invalid_request_error",
            param: "temperature",
            code: "unsupported_value",
          },
        },
      ];
    return "stop" in body ? openAi("stop") : undefined;
  });
  expect(await complete(routed)).toBe("answer()\n");
  const before = server.requests.length;
  expect(await draft(routed)).toBe("answer()\n");
  expect(server.requests).toHaveLength(before + 1);
  expect(bodiesOf(server).at(-1)).toMatchObject({ max_completion_tokens: 300 });
  expect(bodiesOf(server).at(-2)).toMatchObject({ max_completion_tokens: 64, n: 3 });
  expect(backend.adaptations).toEqual([
    "max_completion_tokens instead of max_tokens",
    "without temperature",
    "without stop",
  ]);
  expect(statuses).toEqual([]);
});

describe("instructions go into the user's message where a model", () => {
  const roles = (body: PickyBody): string[] => (body["messages"] as { role: string }[]).map(({ role }) => role);
  const refusals: readonly [string, PickyRefusal][] = [
    [
      "has no system role (OpenAI)",
      [
        400,
        {
          error: {
            message: "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
            param: "messages[0].role",
            code: "unsupported_value",
          },
        },
      ],
    ],
    [
      "has no system role (a chat template)",
      [500, { error: { code: 500, message: "Jinja Exception: System role not supported", type: "server_error" } }],
    ],
    [
      "wants roles to alternate",
      [
        400,
        { object: "error", message: "Conversation roles must alternate user/assistant/user/assistant/...", code: 400 },
      ],
    ],
  ];
  test.each(refusals)("%s", async (_name, refusal) => {
    const isAlternating = (each: readonly string[]): boolean =>
      each.every((role, index) => role === (index % 2 === 0 ? "user" : "assistant"));
    const { server, routed } = await endpointAt((body) => (isAlternating(roles(body)) ? undefined : refusal));
    expect(await draft(routed)).toBe("answer()\n");
    expect(await complete(routed)).toBe("answer()\n");
    expect(bodiesOf(server)).toHaveLength(3);
    expect(bodiesOf(server)[1]?.["messages"]).toEqual([
      { role: "user", content: "Write JSON.\n\nThe customs.\n\nThe change." },
    ]);
  });
});

test("a refusal that nothing helps against fails after a few requests, and the next one is asked in full again", async () => {
  const { server, routed } = await endpointAt(() => [400, { error: { message: "No." } }]);
  await expect(complete(routed)).rejects.toMatchObject({ kind: "badRequest" });
  expect(server.requests.length).toBeLessThanOrEqual(4);
  expect(routed.status).toMatchObject({ kind: "open" });
  const before = server.requests.length;
  await expect(complete(routed)).rejects.toMatchObject({ kind: "badRequest" });
  expect(bodiesOf(server).slice(before)).toEqual([bodiesOf(server)[0]]);
});

test("a server that refuses one thing after the other without an end is given up", async () => {
  const { server, routed } = await endpointAt((body) =>
    openAi(Object.keys(body).find((name) => name !== "model") ?? ""),
  );
  await expect(complete(routed)).rejects.toMatchObject({ kind: "badRequest" });
  expect(server.requests.length).toBeLessThanOrEqual(8);
});

test("of requests that are refused at the same time each is asked once more", async () => {
  const { server, routed } = await endpointAt((body) => ("max_tokens" in body ? openAi("max_tokens") : undefined));
  const uris = ["file:///a", "file:///b", "file:///c"];
  const texts = uris.map((documentUri) => textOf(routed.stream({ ...explicit, documentUri }, signal)));
  expect(await Promise.all(texts)).toEqual(Array(3).fill("answer()\n"));
  expect(bodiesOf(server).filter((body) => body["max_completion_tokens"] === 64)).toHaveLength(3);
});

describe("a request that does not fit into the model's context is cut and sent once more, and later ones fit:", () => {
  const before = `${"const value = compute(1, 2, 3);\n".repeat(400)}foo(`;
  const long = completionRequest(`${before}█)\n${"next();\n".repeat(300)}`, { priority: "command" });
  /** Tokens as this server counts them. */
  const tokensOf = (body: PickyBody): number => Math.ceil(JSON.stringify(body["messages"] ?? body).length / 3);
  const limit = 3_000;
  const refusals: readonly [string, EndpointKind, (asked: number) => PickyRefusal][] = [
    [
      "OpenAI",
      "openai",
      (asked) => [
        400,
        {
          error: {
            message: `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${asked} tokens. Please reduce the length of the messages.`,
            type: "invalid_request_error",
            param: "messages",
            code: "context_length_exceeded",
          },
        },
      ],
    ],
    [
      "Azure",
      "azure",
      (asked) => [
        400,
        {
          error: {
            message: `This model's maximum context length is ${limit} tokens, however you requested ${asked} tokens (${asked - 64} in your prompt; 64 for the completion).`,
            code: null,
          },
        },
      ],
    ],
    [
      "vLLM",
      "openai",
      (asked) => [
        400,
        {
          object: "error",
          message: `'max_tokens' or 'max_completion_tokens' is too large: 64. This model's maximum context length is ${limit} tokens and your request has ${asked} input tokens (64 > ${limit} - ${asked}).`,
          code: 400,
        },
      ],
    ],
    [
      "llama.cpp",
      "llamacpp",
      (asked) => [
        400,
        {
          error: {
            code: 400,
            message: "the request exceeds the available context size, try increasing it",
            type: "exceed_context_size_error",
            n_prompt_tokens: asked,
            n_ctx: limit,
          },
        },
      ],
    ],
    [
      "text-generation-inference",
      "openai",
      (asked) => [
        422,
        {
          error: `Input validation error: \`inputs\` tokens + \`max_new_tokens\` must be <= ${limit}. Given: ${asked} \`inputs\` tokens and 64 \`max_new_tokens\``,
          error_type: "validation",
        },
      ],
    ],
    ["Ollama, without a number", "fim", () => [400, { error: "the input length exceeds the context length" }]],
    ["a gateway's 413", "openai", () => [413, "Payload Too Large"]],
  ];
  test.each(refusals)("%s", async (name, kind, words) => {
    const { server, routed, backend, statuses } = await endpointAt((body) => {
      const asked = tokensOf(body) + 64;
      // Who halves a text without knowing the limit needs room for the instructions.
      return asked > (name.endsWith("413") ? 4_500 : limit) ? words(asked) : undefined;
    }, kind);
    expect(await textOf(routed.stream(long, signal))).toBe("answer()\n");
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]?.body).toContain("foo(");
    expect(await textOf(routed.stream(long, signal))).toBe("answer()\n");
    expect(server.requests).toHaveLength(3);
    expect(statuses).toEqual([]);
    const { contextTokens, charsPerToken } = backend.limits;
    expect(contextTokens * charsPerToken * 1.3).toBeLessThanOrEqual(long.prompt.prefix.length);
  });
  test("a draft's longest part is cut", async () => {
    const { server, routed } = await endpointAt((body) =>
      tokensOf(body) > 1_000 ? openAi("messages", "context_length_exceeded") : undefined,
    );
    const change = checkedText("+ a line of the change\n".repeat(200), []);
    const messages = [...draftRequest.messages, { role: "user" as const, content: change }];
    expect(await textOf(routed.draft({ ...draftRequest, messages }, signal))).toBe("answer()\n");
    expect(bodiesOf(server)[1]).toHaveProperty("messages.0", { role: "system", content: "Write JSON." });
  });
  test("where nothing would fit, the endpoint fails, and says why", async () => {
    const { routed, backend } = await endpointAt(() => [
      400,
      { error: { message: "maximum context length is 200 tokens" } },
    ]);
    await expect(textOf(routed.stream(long, signal))).rejects.toMatchObject({
      kind: "badRequest",
      message: "The context of m at team is too small for this request.",
    });
    expect(backend.limits.contextTokens).toBe(3_072);
  });
  test("a rate limit in tokens is none", async () => {
    const { routed, backend } = await endpointAt(() => [
      429,
      { error: { message: "Rate limit reached: Limit 6000 tokens per minute, requested 7000" } },
    ]);
    await expect(textOf(routed.stream(long, signal))).rejects.toMatchObject({ kind: "rateLimited" });
    expect(backend.limits.contextTokens).toBe(3_072);
  });
});
