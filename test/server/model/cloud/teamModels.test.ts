import { expect, test } from "vitest";
import { teamModels, whyChosen } from "../../../../server/src/model/cloud/teamModels";

/** A deployment as LiteLLM's `/model/info` gives it. */
const deployment = (name: string, model: string, info: object = {}) => ({
  model_name: name,
  litellm_params: { model },
  model_info: { mode: "chat", ...info },
});

const listed = (...ids: string[]) => ids.map((id) => ({ id }));

test("a model with tokens for the middle comes first, then other text models, then chat models for code", () => {
  const data = [
    deployment("chat", "openai/gpt-4.1-nano"),
    deployment("talk", "openai/qwen3-coder"),
    deployment("text", "text-completion-openai/davinci-002"),
    deployment("code", "text-completion-openai/Qwen/Qwen2.5-Coder-7B"),
    deployment("vectors", "openai/text-embedding-3-small", { mode: "embedding" }),
  ];
  const models = teamModels(listed("chat", "talk", "text", "code", "vectors"), { data });
  expect(models.map(({ model, kind }) => [model, kind])).toEqual([
    ["code", "fim"],
    ["text", "fim"],
    ["talk", "openai"],
    ["chat", "openai"],
  ]);
  expect(models.map(whyChosen)).toEqual([
    "code fills in the middle, as Qwen/Qwen2.5-Coder-7B was trained to.",
    "text completes text; its server doesn't say from which model.",
    "talk is a chat model made for code; no model here fills in the middle.",
    "chat is the first chat model that its server lists; none here is made for code.",
  ]);
});

test("of several deployments of one model the smallest context and the dearest price count", () => {
  const here = { max_input_tokens: 8_192, input_cost_per_token: 1e-7, output_cost_per_token: 4e-7 };
  const there = {
    ...{ max_input_tokens: 32_768, input_cost_per_token: 1.1e-7, output_cost_per_token: 4.4e-7 },
    cache_read_input_token_cost: 2.5e-8,
  };
  const data = [deployment("code", "openai/gpt-4.1-nano", here), deployment("code", "azure/nano-eu", there)];
  expect(teamModels(listed("code"), { data })).toEqual([
    {
      ...{ model: "code", kind: "openai", family: "gpt-4.1-nano", contextTokens: 8_192 },
      price: { input: 0.11, cachedInput: 0.025, output: 0.44 },
    },
  ]);
});

test("what a server doesn't say is left out, and nonsense isn't taken", () => {
  const nonsense = { max_input_tokens: -1, input_cost_per_token: "free", output_cost_per_token: Number.NaN };
  const data = [deployment("chat", "openai/chat", nonsense), "?", null];
  expect(teamModels(listed("chat"), { data })).toEqual([{ model: "chat", kind: "openai" }]);
  expect(teamModels(listed("chat"), undefined)).toEqual([{ model: "chat" }]);
});

test("a model whose own name shows its tokens fills in the middle at a server without such a page", () => {
  const served = [{ id: "chat" }, { id: "Qwen2.5-Coder-7B", contextTokens: 4_096 }];
  expect(teamModels(served, undefined)).toEqual([
    { model: "Qwen2.5-Coder-7B", kind: "fim", contextTokens: 4_096 },
    { model: "chat" },
  ]);
});
