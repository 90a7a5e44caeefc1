import { parse as parseJsonc } from "jsonc-parser";
import { parse as parseYaml } from "yaml";
import { isRecord } from "../../base/isRecord";
import { ImportDraft, plainAddress, type Imported } from "./imported";

/** Kind and usual address of Continue's providers that Nanotype can ask. The addresses are those that the servers use by themselves, not read in its documentation. */
const providers: Readonly<Partial<Record<string, { readonly kind: string; readonly url?: string }>>> = {
  ollama: { kind: "fim", url: "http://localhost:11434" },
  lmstudio: { kind: "openai", url: "http://localhost:1234/v1" },
  "llama.cpp": { kind: "llamacpp", url: "http://localhost:8080" },
  llamafile: { kind: "llamacpp", url: "http://localhost:8080" },
  vllm: { kind: "fim", url: "http://localhost:8000/v1" },
  mistral: { kind: "fim", url: "https://codestral.mistral.ai/v1" },
  deepseek: { kind: "fim", url: "https://api.deepseek.com/beta" },
  openai: { kind: "openai", url: "https://api.openai.com/v1" },
  openrouter: { kind: "openai", url: "https://openrouter.ai/api/v1" },
  groq: { kind: "openai", url: "https://api.groq.com/openai/v1" },
  together: { kind: "openai", url: "https://api.together.xyz/v1" },
  azure: { kind: "azure" },
};

/** Reads Continue's `config.yaml`, or its older `config.json`: the models for autocompletion and their options. */
export function readContinue(text: string, path: string): Imported {
  const raw: unknown = path.endsWith(".json") ? parseJsonc(text) : parseYaml(text);
  const draft = new ImportDraft();
  if (!isRecord(raw)) draft.note(`${path} holds no settings.`);
  else if (path.endsWith(".json")) readJson(raw, draft);
  else readYaml(raw, draft);
  return draft.result;
}

function readYaml(config: Readonly<Record<string, unknown>>, draft: ImportDraft): void {
  const models = (Array.isArray(config["models"]) ? config["models"] : []).filter(isRecord);
  const completing = models.filter(({ roles }) => Array.isArray(roles) && roles.includes("autocomplete"));
  if (completing.length === 0) draft.note("Continue has no model with the role autocomplete.");
  for (const model of completing) {
    addModel(model, draft);
    readOptions(model["autocompleteOptions"], draft);
  }
  if (models.some(({ uses }) => uses !== undefined))
    draft.note("Models from Continue's hub (uses) are described there, so they were not copied.");
}

function readJson(config: Readonly<Record<string, unknown>>, draft: ImportDraft): void {
  const models = [config["tabAutocompleteModel"]].flat().filter(isRecord);
  if (models.length === 0) draft.note("Continue has no tabAutocompleteModel.");
  for (const model of models) addModel(model, draft);
  readOptions(config["tabAutocompleteOptions"], draft);
}

function addModel(model: Readonly<Record<string, unknown>>, draft: ImportDraft): void {
  const provider = text(model["provider"]) ?? "";
  const known = providers[provider];
  const title = text(model["name"]) ?? text(model["title"]) ?? provider;
  const env = isRecord(model["env"]) ? model["env"] : {};
  const url = text(model["apiBase"]) ?? known?.url;
  if (known === undefined || url === undefined) {
    const why =
      known === undefined ? `its provider ${provider} has no interface that Nanotype knows` : "it has no apiBase";
    draft.note(`“${title}” was left out: ${why}.`);
    return;
  }
  const apiVersion = text(env["apiVersion"]) ?? text(model["apiVersion"]);
  const deployment = text(env["deployment"]) ?? text(model["deployment"]) ?? text(model["engine"]);
  const options = isRecord(model["requestOptions"]) ? model["requestOptions"] : {};
  draft.endpoint({
    ...{ name: title, kind: kindOf(provider, known.kind, text(env["apiType"])), url, key: model["apiKey"] },
    model: deployment ?? text(model["model"]),
    ...(known.kind === "azure" && apiVersion !== undefined ? { apiVersion } : {}),
    ...(isRecord(options["headers"]) ? { headers: options["headers"] } : {}),
  });
  readRequestOptions(options, draft);
}

/** An `openai` provider may be any server: Azure by its `apiType`. */
function kindOf(provider: string, usual: string, apiType: string | undefined): string {
  return provider === "openai" && apiType?.startsWith("azure") === true ? "azure" : usual;
}

function readRequestOptions(options: Readonly<Record<string, unknown>>, draft: ImportDraft): void {
  const proxy = text(options["proxy"]);
  if (proxy !== undefined) {
    const clean = plainAddress(proxy);
    draft.set("network.proxy", clean);
    if (clean !== proxy) draft.note("The proxy's user and password were not copied.");
  }
  const [certificates] = [options["caBundlePath"]].flat();
  if (typeof certificates === "string") draft.set("network.caFile", certificates);
  if (options["verifySsl"] === false) draft.note("Continue didn't check certificates; Nanotype always does.");
}

function readOptions(options: unknown, draft: ImportDraft): void {
  if (!isRecord(options)) return;
  const { debounceDelay, multilineCompletions, disable, disableInFiles } = options;
  if (typeof debounceDelay === "number") draft.set("debounce.maxMs", Math.round(debounceDelay));
  const multiline = { always: "auto", auto: "auto", never: "never" }[text(multilineCompletions) ?? ""];
  if (multiline !== undefined) draft.set("multiline", multiline);
  if (disable === true) draft.set("enable", { "*": false });
  if (Array.isArray(disableInFiles))
    draft.set(
      "exclude",
      disableInFiles.filter((file) => typeof file === "string"),
    );
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
