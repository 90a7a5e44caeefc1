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
  const unknown = Object.keys(raw).find((key) => !knownFields.has(key));
  if (unknown !== undefined) return `${called} has an unknown field ${unknown.slice(0, 40)}.`;
  return {
    name,
    kind,
    url,
    model,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(headers === undefined ? {} : { headers }),
  };
}

const knownFields = new Set(["name", "kind", "url", "model", "apiVersion", "headers"]);

/** Secrets are never settings: these headers carry them. */
function isCredentialHeader(header: string): boolean {
  return ["authorization", "api-key", "x-api-key", "cookie", "proxy-authorization"].includes(header.toLowerCase());
}

function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
