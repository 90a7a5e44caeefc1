import type { EndpointKind } from "../../settings/endpoint";
import { cleanPastedUrl } from "../../settings/pastedUrl";

/** A well-known kind of server: its dialect, and its default address. */
export interface Preset {
  readonly kind: EndpointKind;
  /** Absent if every user has a different address. */
  readonly url?: string;
  /** Advice for the user, in one sentence. */
  readonly hint: string;
}

/** Returns the preset that matches an address by host and port, if exactly one does. */
export function presetFor(pasted: string): Preset | undefined {
  const address = cleanPastedUrl(pasted);
  if (address.kind === "refused") return undefined;
  const { host, hostname } = address.url;
  // Includes Azure's web pages, so that the message about them appears.
  if (/\.(openai|cognitiveservices|services\.ai)\.azure\.(com|us|cn)$|^(oai|ai|portal)\.azure\.com$/i.test(hostname))
    return presets["azure"];
  const here = host.replace(/^127\.0\.0\.1:/, "localhost:");
  const found = Object.values(presets).filter(({ url }) => url !== undefined && new URL(url).host === here);
  return found.length === 1 ? found[0] : undefined;
}

/** Servers by the name `nanotype endpoints add --preset` takes. Ports are the servers' own defaults, from their manuals. */
export const presets: Readonly<Record<string, Preset>> = {
  azure: { kind: "azure", hint: "Paste the endpoint of your resource with --url; the model is the deployment's name." },
  openai: { kind: "openai", url: "https://api.openai.com/v1", hint: "Any chat model of the OpenAI API." },
  xroute: {
    kind: "openai",
    url: "https://api.xroute.ai/openai/v1",
    hint: "XRoute's router; the model as its list names it.",
  },
  deepseek: {
    kind: "fim",
    url: "https://api.deepseek.com/beta",
    hint: "Completes in the middle; model deepseek-chat.",
  },
  mistral: { kind: "fim", url: "https://codestral.mistral.ai/v1", hint: "Codestral; model codestral-latest." },
  vllm: { kind: "fim", url: "http://localhost:8000/v1", hint: "Serve a code model whose name shows its family." },
  tgi: { kind: "openai", url: "http://localhost:8080/v1", hint: "Text Generation Inference; model tgi." },
  llamacpp: {
    kind: "llamacpp",
    url: "http://localhost:8080",
    hint: "llama-server with a model that fills in the middle.",
  },
  ollama: {
    kind: "fim",
    url: "http://localhost:11434/v1",
    hint: "A model that fills in the middle, such as qwen2.5-coder.",
  },
  lmstudio: { kind: "openai", url: "http://localhost:1234/v1", hint: "LM Studio's local server." },
  litellm: { kind: "openai", url: "http://localhost:4000/v1", hint: "LiteLLM's proxy." },
};
