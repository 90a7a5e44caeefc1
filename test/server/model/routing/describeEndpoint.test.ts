import { expect, test } from "vitest";
import { describeEndpoint } from "../../../../server/src/model/routing/describeEndpoint";

/** Expects the description of a pasted address. */
function check(pasted: string, expected: object, kind?: string): void {
  expect(describeEndpoint({ url: pasted, ...(kind === undefined ? {} : { kind }) })).toMatchObject(expected);
}

test("a resource's endpoint is Azure, its key or its account opens it", () =>
  check("res.openai.azure.com", {
    kind: "ok",
    name: "res",
    endpointKind: "azure",
    requestUrl: "https://res.openai.azure.com/openai/v1/chat/completions",
    repairs: ["added https://"],
    entraScope: "https://ai.azure.com/.default",
    isOwn: false,
  }));

test("a deployment's URL names its model, and wants another kind of token", () =>
  check("https://res.openai.azure.com/openai/deployments/fast/chat/completions?api-version=2024-10-21", {
    model: "fast",
    entraScope: "https://cognitiveservices.azure.com/.default",
  }));

test("well-known servers are known by their ports", () =>
  check("http://127.0.0.1:11434", { kind: "ok", name: "box", endpointKind: "fim", isOwn: true }));

test("well-known services are known by their hosts", () =>
  check("https://api.xroute.ai/openai/v1/chat/completions", {
    name: "xroute",
    endpointKind: "openai",
    requestUrl: "https://api.xroute.ai/openai/v1/chat/completions",
  }));

test("what an address may be that does not show it is asked", () => {
  const kinds = ["openai", "fim", "llamacpp", "azure"].map((kind) => expect.objectContaining({ kind }) as object);
  check("https://llm.example.com", { kind: "unclear", choices: kinds });
  check("https://llm.example.com", { kind: "ok", name: "llm", endpointKind: "openai" }, "openai");
});

test.each([
  ["https://llm.example.com/v1/chat/completions", "openai"],
  ["https://llm.example.com/v1/completions", "fim"],
  ["https://llm.example.com/infill", "llamacpp"],
  ["https://llm.example.com/openai/deployments/fast/chat/completions", "azure"],
])("the path of %s proposes %s first", (url, kind) => {
  const described = describeEndpoint({ url });
  expect(described.kind === "unclear" && described.choices[0]?.kind).toBe(kind);
});

test("what cannot be used is refused with the reason", () => {
  check("https://portal.azure.com/#home", { kind: "refused", reason: expect.stringContaining("web page") });
  check("https://a.example/v1?key=abc", { kind: "refused", reason: expect.stringContaining("carries a key") });
  check("http://llm.example.com", { kind: "refused", reason: expect.stringContaining("Use https") }, "openai");
});
