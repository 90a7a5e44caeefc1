import { isPatternMatch } from "./allowedHost";
import { cleanPastedUrl } from "./pastedUrl";
import { parseRedisUrl } from "./redisAddress";
import { modeOf, modes, type Mode } from "./modes";
import { isRecord } from "../base/isRecord";
import type { Settings } from "./settings";

/** What an administrator allows on this machine; stands above everybody's settings. */
export type Policy =
  | { readonly kind: "none" }
  | {
      readonly kind: "rules";
      /** Modes that may be chosen; absent allows all. */
      readonly modes?: readonly Mode[];
      /** Hosts that may be connected to, `*.example.com` for subdomains; absent allows all. */
      readonly allowedHosts?: readonly string[];
      /** The file, for the user to see who decides. */
      readonly path: string;
    }
  /** There is a policy that cannot be understood: nothing may leave until it is repaired. */
  | { readonly kind: "broken"; readonly path: string; readonly reason: string };

/** Settings as the policy leaves them, and a sentence for each thing it changed. */
export interface Restricted {
  readonly settings: Settings;
  readonly notices: readonly string[];
}

/** Nobody administers this machine. */
export const noPolicy: Policy = { kind: "none" };

const localModes: readonly Mode[] = ["local", "offline"];
const knownFields = new Set(["allowedHosts", "modes", "cloud"]);

/** Reads a policy file's text. Whatever is not as agreed breaks it as a whole: a misspelt rule must not be a rule less. */
export function parsePolicy(text: string, path: string): Policy {
  const broken = (reason: string): Policy => ({ kind: "broken", path, reason });
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return broken("it is not JSON");
  }
  if (!isRecord(raw)) return broken("it is not a JSON object");
  const unknown = Object.keys(raw).find((key) => !knownFields.has(key));
  if (unknown !== undefined) return broken(`it has an unknown rule "${unknown.slice(0, 40)}"`);
  const { allowedHosts, modes: named, cloud } = raw;
  if (cloud !== undefined && typeof cloud !== "boolean") return broken('"cloud" must be true or false');
  if (allowedHosts !== undefined && !isHostList(allowedHosts)) return broken('"allowedHosts" must be a list of hosts');
  const allowed = named === undefined ? modes : readModes(named);
  if (allowed === undefined) return broken(`"modes" must be a list of ${modes.join(", ")}`);
  const left = cloud === false ? allowed.filter((mode) => localModes.includes(mode)) : allowed;
  return {
    kind: "rules",
    path,
    ...(named === undefined && cloud !== false ? {} : { modes: left.length > 0 ? left : ["local"] }),
    ...(allowedHosts === undefined ? {} : { allowedHosts }),
  };
}

/** Whether the policy lets anything connect to `host`. */
export function policyAllowsHost(policy: Policy, host: string): boolean {
  if (policy.kind === "none") return true;
  if (policy.kind === "broken") return false;
  return policy.allowedHosts === undefined || policy.allowedHosts.some((pattern) => isPatternMatch(host, pattern));
}

/** Puts the policy above the settings, and says what it changed. */
export function restrict(settings: Settings, policy: Policy): Restricted {
  if (policy.kind === "none") return { settings, notices: [] };
  if (policy.kind === "broken") {
    const mode = settings.mode === "offline" ? "offline" : "local";
    const notice = `Your organisation's policy ${policy.path} cannot be read: ${policy.reason}. Nothing is sent anywhere until your administrator repairs it; completions from this machine continue.`;
    return { settings: { ...settings, mode, endpoints: [] }, notices: [notice] };
  }
  const notices: string[] = [];
  const endpoints = settings.endpoints.filter(({ name, url }) => {
    const address = cleanPastedUrl(url);
    const isAllowed = address.kind === "refused" || policyAllowsHost(policy, address.url.hostname);
    if (!isAllowed) notices.push(`Your organisation does not allow the host of the endpoint ${name} (${policy.path}).`);
    return isAllowed;
  });
  const cache = parseRedisUrl(settings.cacheRedisUrl);
  const isCacheAllowed = typeof cache === "string" || policyAllowsHost(policy, cache.host);
  if (!isCacheAllowed) notices.push(`Your organisation does not allow the host of the team's cache (${policy.path}).`);
  const allowedSettings = { ...settings, endpoints, ...(isCacheAllowed ? {} : { cacheRedisUrl: "" }) };
  const wanted = modeOf(allowedSettings);
  const { modes: allowed = modes } = policy;
  if (allowed.includes(wanted)) return { settings: allowedSettings, notices };
  const mode = localModes.find((local) => allowed.includes(local)) ?? allowed[0];
  notices.push(`Your organisation has set nanotype.mode to ${mode} (${policy.path}).`);
  return { settings: { ...allowedSettings, mode }, notices };
}

function readModes(raw: unknown): readonly Mode[] | undefined {
  if (!Array.isArray(raw)) return undefined;
  const read = raw.flatMap((name: unknown) => modes.find((mode) => mode === name) ?? []);
  return read.length === raw.length ? read : undefined;
}

function isHostList(raw: unknown): raw is readonly string[] {
  return Array.isArray(raw) && raw.every((host) => typeof host === "string" && /^(\*\.)?[\w.:[\]-]+$/.test(host));
}
