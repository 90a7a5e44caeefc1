import { field, numberOf } from "./wire";

/** A model that an endpoint claims to serve. */
export interface ServedModel {
  readonly id: string;
  /** Last day on which it can be used, as `YYYY-MM-DD`, if the endpoint says so. */
  readonly retires?: string;
  /** Most tokens of a prompt, if the endpoint says so. */
  readonly contextTokens?: number;
}

/** Reads an answer of `/models` in the forms of OpenAI, Azure (which adds the end in seconds), Mistral (as a date) and Ollama. */
export function readServedModels(answer: unknown): ServedModel[] {
  const data = field(answer, "data") ?? field(answer, "models");
  return (Array.isArray(data) ? data : []).flatMap((model: unknown) => {
    const id = field(model, "id") ?? field(model, "name");
    // Shown to people and written into settings, so only characters that occur in model names.
    if (typeof id !== "string" || !/^[\x20-\x7e]{1,200}$/.test(id)) return [];
    const retires = retirementOf(field(model, "deprecation"));
    const contextTokens = contextOf(model);
    return [
      { id, ...(retires === undefined ? {} : { retires }), ...(contextTokens === undefined ? {} : { contextTokens }) },
    ];
  });
}

/** Source: the answers of LiteLLM 1.106 (`max_input_tokens`) and vLLM (`max_model_len`). */
function contextOf(model: unknown): number | undefined {
  const tokens = numberOf(field(model, "max_input_tokens")) ?? numberOf(field(model, "max_model_len"));
  return tokens !== undefined && Number.isInteger(tokens) && tokens > 0 ? tokens : undefined;
}

/** Source: Microsoft's REST reference, "Models - List" (`deprecation.inference`); Mistral's API reference (`deprecation`). */
function retirementOf(deprecation: unknown): string | undefined {
  const seconds = numberOf(field(deprecation, "inference"));
  const atMs = typeof deprecation === "string" ? Date.parse(deprecation) : (seconds ?? Number.NaN) * 1_000;
  return Number.isFinite(atMs) && atMs > 0 && atMs < 1e14 ? new Date(atMs).toISOString().slice(0, 10) : undefined;
}
