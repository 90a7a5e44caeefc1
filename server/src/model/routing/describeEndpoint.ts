import { defaultAzureDeployment, parseEndpoint } from "../../settings/endpoint";
import { cleanPastedUrl, isPrivateNetwork } from "../../settings/pastedUrl";
import { presetFor, presets } from "../cloud/presets";
import { resolveEndpoint } from "../cloud/wires";
import { BackendError } from "../errors";
import type { DescribeEndpointParams, DescribeEndpointResult } from "../../protocol";

/** Parses a pasted address for a user who adds an endpoint, without connecting. */
export function describeEndpoint({ url, kind: chosen, apiVersion }: DescribeEndpointParams): DescribeEndpointResult {
  const cleaned = cleanPastedUrl(url);
  if (cleaned.kind === "refused") return cleaned;
  const kind = chosen ?? presetFor(url)?.kind;
  if (kind === undefined) return { kind: "unclear", choices: likeliestFirst(cleaned.url.pathname) };
  const name = suggestedName(cleaned.url.hostname);
  const version = apiVersion === undefined ? {} : { apiVersion };
  const endpoint = parseEndpoint({ name, kind, url, model: defaultAzureDeployment, ...version });
  if (typeof endpoint === "string") return { kind: "refused", reason: endpoint };
  try {
    const { wire, repairs, model, entraScope } = resolveEndpoint(endpoint);
    const isInAddress = kind === "azure" && /\/deployments\/[^/]+/.test(cleaned.url.pathname);
    return {
      kind: "ok",
      name,
      endpointKind: endpoint.kind,
      requestUrl: wire.requestUrl,
      repairs,
      ...(isInAddress ? { model } : {}),
      ...(entraScope === undefined ? {} : { entraScope }),
      isOwn: isPrivateNetwork(new URL(wire.requestUrl).hostname),
    };
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    return { kind: "refused", reason: error.message };
  }
}

/** Kinds that an address without a telltale host may be. */
const choices = [
  { kind: "azure", label: "Azure", hint: "a deployment behind a gateway or a custom address" },
  { kind: "openai", label: "Chat model", hint: `OpenAI's interface: ${named("openai")}` },
  { kind: "fim", label: "Code model that fills in the middle", hint: `/v1/completions: ${named("fim")}` },
  { kind: "llamacpp", label: "llama.cpp", hint: "llama-server with a model that fills in the middle" },
] as const;

/** Paths of requests by the kind that serves them, for addresses pasted as a whole. */
const requestPaths = {
  azure: /\/openai\/(deployments\/|v1\b)/,
  openai: /\/(chat\/completions|api\/(chat|tags))\/*$/,
  fim: /\/(fim\/)?completions\/*$/,
  llamacpp: /\/(infill|props|completion)\/*$/,
} satisfies Record<(typeof choices)[number]["kind"], RegExp>;

/** Puts the kind on top that the path speaks for; without a hint, a chat model is likelier than Azure behind a gateway. */
function likeliestFirst(path: string): (typeof choices)[number][] {
  const rank = ({ kind }: (typeof choices)[number]): number =>
    requestPaths[kind].test(path) ? 0 : kind === "azure" ? 2 : 1;
  return [...choices].sort((one, other) => rank(one) - rank(other));
}

function named(kind: string): string {
  const those = Object.entries(presets).filter(([, preset]) => preset.kind === kind);
  return those.map(([name]) => name).join(", ");
}

/** Suggests a name for an endpoint: the first part of its host's name. */
export function suggestedName(hostname: string): string {
  const [first = ""] = hostname.replace(/^(www|api)\./, "").split(".");
  return /^\d*$|^\[/.test(first) ? "box" : first;
}
