import { isRecord } from "../base/isRecord";

/** How an endpoint is spoken to: Azure chat, any OpenAI-compatible chat, `/v1/completions` with a suffix, or llama.cpp's `/infill`. */
export const endpointKinds = ["azure", "openai", "fim", "llamacpp"] as const;
export type EndpointKind = (typeof endpointKinds)[number];

/** A server that completes for us, as the user configures it. Never holds a key. */
export interface Endpoint {
  /** What the user calls it; also names its key. */
  readonly name: string;
  readonly kind: EndpointKind;
  /** As pasted; `azureUrl.ts` and `baseUrl.ts` take it apart. */
  readonly url: string;
  /** Model id; for Azure the name of the deployment. */
  readonly model: string;
  /** Azure only: the classic style's `api-version`. Without it the version-free `/openai/v1` style is used. */
  readonly apiVersion?: string;
  /** Sent with every request, e.g. for a company's gateway. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A program and its arguments that print a bearer token, for sign-ins that expire; started without a shell. */
  readonly tokenCommand?: readonly string[];
  /** What its tokens cost, in US dollars a million; for models that the price table lacks. */
  readonly price?: EndpointPrice;
}

/** A price as the user gives it. Without `cachedInput` cached tokens cost as much as others. */
export interface EndpointPrice {
  readonly input: number;
  readonly cachedInput?: number;
  readonly output: number;
}

/** Name of the deployment assumed when none is given. */
export const defaultAzureDeployment = "gpt-4.1-nano";

/** The environment variable that may hold an endpoint's key: `my-team.eu` → `NANOTYPE_KEY_MY_TEAM_EU`. */
export function keyVariable(endpointName: string): string {
  return `NANOTYPE_KEY_${endpointName.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}

/** Reads one entry of `nanotype.endpoints`; a text instead says what is wrong with it. */
export function parseEndpoint(raw: unknown): Endpoint | string {
  if (!isRecord(raw)) return "An endpoint must be an object with name, kind, url and model.";
  const { name, url, apiVersion, headers } = raw;
  if (typeof name !== "string" || name.trim() === "") return "An endpoint has no name.";
  const called = `The endpoint "${name.slice(0, 40)}"`;
  const kind = endpointKinds.find((known) => known === raw["kind"]);
  if (kind === undefined) return `${called} needs a kind: ${endpointKinds.join(", ")}.`;
  if (typeof url !== "string" || url.trim() === "") return `${called} needs a url.`;
  const model =
    raw["model"] ?? (kind === "azure" ? defaultAzureDeployment : kind === "llamacpp" ? "default" : undefined);
  if (typeof model !== "string" || model.trim() === "") return `${called} needs a model.`;
  if (apiVersion !== undefined && typeof apiVersion !== "string") return `${called}: apiVersion must be a text.`;
  if (headers !== undefined && !isTextRecord(headers)) return `${called}: headers must be an object of texts.`;
  for (const header of Object.keys(headers ?? {}))
    if (isCredentialHeader(header))
      return `${called} has a key in its header ${header}. Remove it from the settings and store the key with "Nanotype: Set API Key".`;
  const { tokenCommand } = raw;
  if (tokenCommand !== undefined && !isCommand(tokenCommand))
    return `${called}: tokenCommand must be a list of texts, a program and its arguments.`;
  const price = raw["price"] === undefined ? undefined : parsePrice(raw["price"]);
  if (raw["price"] !== undefined && price === undefined)
    return `${called}: price must be an object of numbers, US dollars a million tokens: input, output, and if it differs cachedInput.`;
  const unknown = Object.keys(raw).find((key) => !knownFields.has(key));
  if (unknown !== undefined) return `${called} has an unknown field ${unknown.slice(0, 40)}.`;
  return {
    name,
    kind,
    url,
    model,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(headers === undefined ? {} : { headers }),
    ...(tokenCommand === undefined ? {} : { tokenCommand }),
    ...(price === undefined ? {} : { price }),
  };
}

const knownFields = new Set(["name", "kind", "url", "model", "apiVersion", "headers", "tokenCommand", "price"]);

function parsePrice(raw: unknown): EndpointPrice | undefined {
  if (!isRecord(raw)) return undefined;
  const { input, cachedInput, output, ...rest } = raw;
  if (!isAmount(input) || !isAmount(output) || Object.keys(rest).length > 0) return undefined;
  if (cachedInput === undefined) return { input, output };
  return isAmount(cachedInput) ? { input, cachedInput, output } : undefined;
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < 1e6;
}

/** Secrets are never settings: these headers carry them. */
function isCredentialHeader(header: string): boolean {
  return ["authorization", "api-key", "x-api-key", "cookie", "proxy-authorization"].includes(header.toLowerCase());
}

function isCommand(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === "string") && value[0] !== "";
}

function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}
