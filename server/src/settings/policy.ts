import * as z from "zod/mini";
import { isPatternMatch } from "./allowedHost";
import { parseCollectorUrl } from "./collectorUrl";
import { cleanPastedUrl } from "./pastedUrl";
import { parseRedisUrl } from "./redisAddress";
import { modeOf, modes, type Mode } from "./modes";
import type { Settings } from "./settings";

/** The administrator's rules for this machine, which override all users' settings. */
export type Policy =
  | { readonly kind: "none" }
  | {
      readonly kind: "rules";
      /** Modes that may be chosen; absent allows all. */
      readonly modes?: readonly Mode[];
      /** Hosts that may be connected to, `*.example.com` for subdomains; absent allows all. */
      readonly allowedHosts?: readonly string[];
      /** Address of the organisation's own server, which users are offered. */
      readonly team?: string;
      /** Path of the file, which shows the user who decides. */
      readonly path: string;
    }
  /** There is a policy that cannot be understood: nothing may leave until it is repaired. */
  | { readonly kind: "broken"; readonly path: string; readonly reason: string };

/** Settings under the policy, and a sentence for each thing it changed. */
export interface Restricted {
  readonly settings: Settings;
  readonly notices: readonly string[];
}

/** The policy of a machine without an administrator. */
export const noPolicy: Policy = { kind: "none" };

const localModes: readonly Mode[] = ["local", "offline"];

const policyType = z.strictObject({
  cloud: z.optional(z.boolean()),
  allowedHosts: z.optional(z.array(z.string().check(z.regex(/^(\*\.)?[\w.:[\]-]+$/)))),
  modes: z.optional(z.array(z.enum(modes))),
  team: z.optional(z.string().check(z.refine((url) => cleanPastedUrl(url).kind === "ok"))),
});
const expected: Readonly<Record<string, string>> = {
  cloud: "true or false",
  allowedHosts: "a list of hosts",
  modes: `a list of ${modes.join(", ")}`,
  team: "the URL of a server",
};

/** Parses a policy file's text. Any error in it breaks it as a whole: a misspelt rule must not be a rule less. */
export function parsePolicy(text: string, path: string): Policy {
  const broken = (reason: string): Policy => ({ kind: "broken", path, reason });
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return broken("it is not JSON");
  }
  const { success, data, error } = policyType.safeParse(raw);
  if (!success) return broken(faultIn(error.issues));
  const { allowedHosts, modes: named, cloud, team } = data;
  const allowed = named ?? modes;
  const left = cloud === false ? allowed.filter((mode) => localModes.includes(mode)) : allowed;
  return {
    kind: "rules",
    path,
    ...(named === undefined && cloud !== false ? {} : { modes: left.length > 0 ? left : ["local"] }),
    ...(allowedHosts === undefined ? {} : { allowedHosts }),
    ...(team === undefined ? {} : { team }),
  };
}

/** Returns the address of the organisation's own server, if the policy names one. */
export function teamServer(policy: Policy): string | undefined {
  return policy.kind === "rules" ? policy.team : undefined;
}

/** Reports whether the policy allows connections to `host`. */
export function policyAllowsHost(policy: Policy, host: string): boolean {
  if (policy.kind === "none") return true;
  if (policy.kind === "broken") return false;
  return policy.allowedHosts === undefined || policy.allowedHosts.some((pattern) => isPatternMatch(host, pattern));
}

/** Applies the policy to the settings, and reports each change. */
export function restrictByPolicy(settings: Settings, policy: Policy): Restricted {
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
  const traces = parseCollectorUrl(settings.tracesUrl);
  const areTracesAllowed = typeof traces === "string" || policyAllowsHost(policy, traces.hostname);
  if (!areTracesAllowed)
    notices.push(`Your organisation does not allow the host of the collector for traces (${policy.path}).`);
  const allowedSettings = {
    ...settings,
    endpoints,
    ...(isCacheAllowed ? {} : { cacheRedisUrl: "" }),
    ...(areTracesAllowed ? {} : { tracesUrl: "" }),
  };
  const wanted = modeOf(allowedSettings);
  const { modes: allowed = modes, team } = policy;
  const mayUseOne = settings.mode === "auto" && (allowed.includes("hybrid") || allowed.includes("cloud"));
  if (team !== undefined && settings.endpoints.length === 0 && mayUseOne)
    notices.push(
      "Your organisation has a server for completions. Add it with “Nanotype: Add Endpoint…” in VS Code, or with “nanotype endpoints add --team”.",
    );
  if (allowed.includes(wanted)) return { settings: allowedSettings, notices };
  const mode = localModes.find((local) => allowed.includes(local)) ?? allowed[0];
  notices.push(`Your organisation has set nanotype.mode to ${mode} (${policy.path}).`);
  return { settings: { ...allowedSettings, mode }, notices };
}

/** Explains the fault of a policy. An unknown rule comes first: it may be meant to forbid something. */
function faultIn(issues: readonly z.core.$ZodIssue[]): string {
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  if (unknown.length > 0) return `it has an unknown rule "${unknown[0].slice(0, 40)}"`;
  const [{ path }] = issues;
  return path.length === 0 ? "it is not a JSON object" : `"${String(path[0])}" must be ${expected[String(path[0])]}`;
}
