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
  if (kind === undefined) return { kind: "unclear", choices: [...choices] };
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

function named(kind: string): string {
  const those = Object.entries(presets).filter(([, preset]) => preset.kind === kind);
  return those.map(([name]) => name).join(", ");
}

/** Suggests a name for the endpoint: the first part of its host's name. */
function suggestedName(hostname: string): string {
  const [first = ""] = hostname.replace(/^(www|api)\./, "").split(".");
  return /^\d*$|^\[/.test(first) ? "box" : first;
}
