import { parseCollectorUrl } from "../../settings/collectorUrl";
import { parseRedisUrl } from "../../settings/redisAddress";
import { cleanPastedUrl } from "../../settings/pastedUrl";
import { modeOf, usesEndpoints } from "../../settings/modes";
import type { Settings } from "../../settings/settings";

/**
 * Lists the receivers of text by these settings, and everything that takes part in sending it: the subject of a user's consent. Empty if nothing
 * is sent. A change of any of them needs a new answer, since editors take settings from a repository's files too.
 */
export function receiversOf(settings: Settings): string[] {
  if (!usesEndpoints(modeOf(settings))) return [];
  const hosts = settings.endpoints.flatMap(({ url }) => hostOf(url) ?? []);
  const cache = settings.cacheRedisUrl === "" ? undefined : parseRedisUrl(settings.cacheRedisUrl);
  if (typeof cache === "object") hosts.push(cache.label);
  if (hosts.length === 0) return [];
  const traces = parseCollectorUrl(settings.tracesUrl);
  if (typeof traces === "object") hosts.push(traces.host);
  const proxy = settings.networkProxy === "" ? [] : [`through the proxy ${hostOf(settings.networkProxy) ?? "?"}`];
  const authorities = settings.networkCaFile === "" ? [] : [`with the certificates in ${settings.networkCaFile}`];
  // Running a program needs consent too.
  const commands = settings.endpoints.flatMap(({ tokenCommand }) =>
    tokenCommand === undefined ? [] : [`signed in by the command ${tokenCommand.join(" ")}`],
  );
  return [...new Set([...hosts, ...proxy, ...authorities, ...commands])];
}

/** Returns the host of an address, with its port unless it is the usual one. */
function hostOf(url: string): string | undefined {
  const address = cleanPastedUrl(url);
  return address.kind === "ok" ? address.url.host : undefined;
}
