import type { EndpointPrice } from "../../settings/endpoint";
import { isNamedFamily } from "../prompt/fimByName";
import type { ServedModel } from "./servedModels";
import { field, numberOf } from "./wire";

/** A served model with everything that its server says of it, as `nanotype.endpoints` names it. */
export interface TeamModel {
  readonly model: string;
  /** Absent if the server doesn't say how the model is asked. */
  readonly kind?: "openai" | "fim";
  /** The model's own name, if `model` is an alias. */
  readonly family?: string;
  /** Most tokens of a prompt. */
  readonly contextTokens?: number;
  readonly price?: EndpointPrice;
}

/** Kinds of models that LiteLLM serves and that complete; the others embed, draw or speak. */
const completingModes: readonly unknown[] = ["chat", "completion", "responses", undefined, null];

/** Names of models made for code: `codestral`, `qwen3-coder`. Near misses: `encoder`, `decoder-large`. */
const codeName = /(?<![a-z])code|coder(?![a-z])|(?<![a-z])starcoder/i;

/**
 * Joins the models that a server lists with what it says of them, the best one for completing code first. `info` is the
 * answer of LiteLLM's `/model/info`; without it, `/models` alone counts. Source: LiteLLM's proxy, 1.106.
 */
export function teamModels(listed: readonly ServedModel[], info: unknown): TeamModel[] {
  const data = field(info, "data");
  const deployments: readonly unknown[] = Array.isArray(data) ? data : [];
  const models = listed.flatMap(({ id, contextTokens }) => {
    // Several deployments may serve one model, in several regions for example.
    const own = deployments.filter((deployment) => field(deployment, "model_name") === id);
    const isOther = own.some((one) => !completingModes.includes(field(field(one, "model_info"), "mode")));
    return isOther ? [] : [describeModel(id, contextTokens, own)];
  });
  return models.sort((one, other) => rank(one) - rank(other));
}

/** Explains in a sentence why a model was chosen for code. */
export function whyChosen(model: TeamModel): string {
  const { family = model.model } = model;
  const reasons = [
    `${model.model} fills in the middle, as ${family} was trained to.`,
    `${model.model} completes text; its server doesn't say from which model.`,
    `${model.model} is a chat model made for code; no model here fills in the middle.`,
    `${model.model} is the first chat model that its server lists; none here is made for code.`,
  ];
  return reasons[rank(model)] ?? "";
}

/** Models with tokens for the middle first, then other text models, then chat models for code, then all others. */
function rank({ model, kind, family = model }: TeamModel): number {
  if (kind === "fim") return isNamedFamily(family) ? 0 : 1;
  return codeName.test(family) || codeName.test(model) ? 2 : 3;
}

function describeModel(model: string, listedTokens: number | undefined, deployments: readonly unknown[]): TeamModel {
  const names = deployments.flatMap((one) => ownName(field(field(one, "litellm_params"), "model")) ?? []);
  const family = names.find((name) => name !== model);
  const contexts = deployments.flatMap((one) => count(field(field(one, "model_info"), "max_input_tokens")) ?? []);
  const contextTokens = contexts.length > 0 ? Math.min(...contexts) : listedTokens;
  const prices = deployments.flatMap((one) => priceIn(field(one, "model_info")) ?? []);
  // The dearest one: a limit on spending must hold whichever deployment answers.
  const price = prices.sort((one, other) => other.output - one.output || other.input - one.input).at(0);
  const kind = kindOf(family ?? model, deployments);
  return {
    model,
    ...(kind === undefined ? {} : { kind }),
    ...(family === undefined ? {} : { family }),
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(price === undefined ? {} : { price }),
  };
}

/** Returns how a model is asked. A server that says nothing serves `/completions` as vLLM and llama.cpp do, if the name shows the tokens. */
function kindOf(family: string, deployments: readonly unknown[]): "openai" | "fim" | undefined {
  if (deployments.length === 0) return isNamedFamily(family) ? "fim" : undefined;
  const isText = deployments.every((one) => {
    const name = field(field(one, "litellm_params"), "model");
    return (
      field(field(one, "model_info"), "mode") === "completion" ||
      (typeof name === "string" && name.startsWith("text-completion-"))
    );
  });
  return isText ? "fim" : "openai";
}

/** Cuts the provider off LiteLLM's name: `text-completion-openai/Qwen/Qwen2.5-Coder-7B` → `Qwen/Qwen2.5-Coder-7B`. */
function ownName(name: unknown): string | undefined {
  // Shown to people and written into settings, so only characters that occur in model names.
  if (typeof name !== "string" || !/^[\x20-\x7e]{1,200}$/.test(name)) return undefined;
  return name.slice(name.indexOf("/") + 1);
}

/** Reads US dollars a token as US dollars a million tokens. A price of nothing isn't one: LiteLLM writes 0 for models that it doesn't know. */
function priceIn(info: unknown): EndpointPrice | undefined {
  const [input, cachedInput, output] = [
    "input_cost_per_token",
    "cache_read_input_token_cost",
    "output_cost_per_token",
  ].map((name) => perMillion(field(info, name)));
  if (input === undefined || output === undefined || input + output === 0) return undefined;
  return { input, ...(cachedInput === undefined ? {} : { cachedInput }), output };
}

function perMillion(usd: unknown): number | undefined {
  const amount = numberOf(usd);
  const millionths = amount === undefined ? -1 : Number((amount * 1e6).toPrecision(6));
  return millionths >= 0 && millionths < 1e6 ? millionths : undefined;
}

function count(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isInteger(number) && number > 0 ? number : undefined;
}
