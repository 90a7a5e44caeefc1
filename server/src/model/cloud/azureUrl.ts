import { cleanPastedUrl, isLoopback, isPrivateNetwork } from "../../settings/pastedUrl";

/** An Azure deployment's address, or the reason why the URL cannot be used. */
export type AzureUrl =
  | {
      readonly kind: "ok";
      /** `classic` names the deployment in the path and needs an `api-version`; `v1` names it in the body. */
      readonly style: "classic" | "v1";
      /** Ends without `/`: `…/openai/deployments/NAME` or `…/openai/v1`. */
      readonly baseUrl: string;
      readonly deployment: string;
      readonly apiVersion?: string;
      /** Corrections made to the URL, in words for the user. */
      readonly repairs: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string };

/** The `api-version` of the classic style when the user names none. Source: Microsoft's newest stable data-plane version, read 2026-11. */
export const defaultApiVersion = "2024-10-21";

/** Web pages whose address people paste instead of the endpoint's. */
const portals = [
  "oai.azure.com",
  "ai.azure.com",
  "portal.azure.com",
  "ml.azure.com",
  "learn.microsoft.com",
  "azure.com",
];

/** Hosts of Azure that serve other APIs than the OpenAI one. */
const otherApis =
  /\.(inference\.ml\.azure\.com|models\.ai\.azure\.com|search\.windows\.net)$|^models\.(inference\.ai\.azure\.com|github\.ai)$/;

/** Hosts that serve Azure OpenAI, including the clouds for governments and China. */
const azureHosts = /\.(openai|cognitiveservices|services\.ai|api\.cognitive)\.(azure|microsoft)\.(com|us|cn)$/;

/**
 * Parses whatever was pasted as an Azure endpoint: a resource name, its endpoint, a full request URL of either style,
 * a project URL, a gateway. Repairs clear mistakes and refuses the rest with a reason.
 */
export function parseAzureUrl(pasted: string, wanted: { deployment: string; apiVersion?: string }): AzureUrl {
  const bareName = /^[a-z0-9][a-z0-9-]{1,62}$/i.exec(pasted.trim())?.[0];
  const cleaned = cleanPastedUrl(bareName === undefined ? pasted : `https://${bareName}.openai.azure.com`);
  if (cleaned.kind === "refused") return cleaned;
  const { url } = cleaned;
  const repairs = [...cleaned.repairs, ...(bareName === undefined ? [] : ["took the text for a resource's name"])];
  const host = url.hostname.toLowerCase();
  if (/^(your-)?(resource-)?name\./.test(host))
    return refused("Put your resource's name in place of NAME; the portal shows it on the page “Keys and Endpoint”.");
  if (portals.includes(host) || host.endsWith(".portal.azure.com"))
    return refused(
      `${host} is a web page. Copy the endpoint from the resource's page “Keys and Endpoint”; it ends in .openai.azure.com.`,
    );
  if (otherApis.test(host))
    return refused(`${host} does not speak Azure's OpenAI interface. Add it with kind "openai" instead.`);
  if (url.protocol === "http:") {
    if (azureHosts.test(host)) {
      url.protocol = "https:";
      repairs.push("changed http to https");
    } else if (!isLoopback(host) && !isPrivateNetwork(host))
      return refused("With http your key would be sent unencrypted. Use https.");
  }
  const path = takePathApart(url.pathname);
  const pastedVersion = url.searchParams.get("api-version") ?? undefined;
  const apiVersion = wanted.apiVersion ?? (path.style === "v1" ? undefined : pastedVersion);
  if (path.isRequest) repairs.push("cut the request's path off");
  if (path.project !== undefined) repairs.push(`left the project ${path.project} out`);
  const deployment = path.deployment ?? wanted.deployment;
  if (path.deployment !== undefined && path.deployment !== wanted.deployment)
    repairs.push(`took the deployment ${path.deployment} from the URL`);
  // Regional hosts know only the classic style.
  const style = path.style ?? (isClassicVersion(apiVersion) || /\.api\.cognitive\./.test(host) ? "classic" : "v1");
  const root = `${url.origin}${path.before}/openai`;
  return style === "v1"
    ? { kind: "ok", style, baseUrl: `${root}/v1`, deployment, repairs }
    : {
        kind: "ok",
        style,
        baseUrl: `${root}/deployments/${encodeURIComponent(deployment)}`,
        deployment,
        apiVersion: isClassicVersion(apiVersion) ? apiVersion : defaultApiVersion,
        repairs,
      };
}

interface PathParts {
  /** A gateway's path before `/openai`, without a final `/`. */
  readonly before: string;
  readonly style: "classic" | "v1" | undefined;
  readonly deployment: string | undefined;
  readonly project: string | undefined;
  readonly isRequest: boolean;
}

function takePathApart(pathname: string): PathParts {
  const request = /\/(chat\/completions|completions|responses|embeddings|models)\/*$/;
  const isRequest = request.test(pathname);
  const path = pathname
    .replace(request, "")
    .replace(/\/{2,}/g, "/")
    .replace(/\/+$/, "");
  const project = /\/api\/projects\/([^/]+)/.exec(path)?.[1];
  const withoutProject = path.replace(/\/api\/projects\/[^/]+/, "");
  const classic = /^(.*)\/openai\/deployments(?:\/([^/]+))?/.exec(withoutProject);
  if (classic)
    return {
      before: group(classic, 1) ?? "",
      style: "classic",
      deployment: decoded(group(classic, 2)),
      project,
      isRequest,
    };
  const rest = { deployment: undefined, project, isRequest };
  const v1 = /^(.*)\/openai\/v1/.exec(withoutProject);
  if (v1) return { ...rest, before: group(v1, 1) ?? "", style: "v1" };
  return { ...rest, before: withoutProject.replace(/\/openai$|\/v1$/g, ""), style: undefined };
}

/** Returns a group of a match. A group that took no part is `undefined`, which its type doesn't say. */
function group(match: RegExpExecArray, index: number): string | undefined {
  return match[index];
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text; // a stray % is literal
  }
}

function isClassicVersion(apiVersion: string | undefined): apiVersion is string {
  return apiVersion !== undefined && /^\d{4}-\d{2}-\d{2}(-preview)?$/.test(apiVersion);
}

function refused(reason: string): AzureUrl {
  return { kind: "refused", reason };
}
