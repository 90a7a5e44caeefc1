import { parseRedisUrl } from "../../settings/redisAddress";
import { cleanPastedUrl } from "../../settings/pastedUrl";
import { modeOf, usesEndpoints } from "../../settings/modes";
import type { Settings } from "../../settings/settings";

/**
 * Who would receive text, or take part in sending it, by these settings: what a user's consent is about. Empty where nothing
 * is sent. A change of any of them is asked about anew, since editors take settings from a repository's files too.
 */
export function receiversOf(settings: Settings): string[] {
  if (!usesEndpoints(modeOf(settings))) return [];
  const hosts = settings.endpoints.flatMap(({ url }) => hostOf(url) ?? []);
  const cache = settings.cacheRedisUrl === "" ? undefined : parseRedisUrl(settings.cacheRedisUrl);
  if (typeof cache === "object") hosts.push(cache.label);
  if (hosts.length === 0) return [];
  const proxy = settings.networkProxy === "" ? [] : [`through the proxy ${hostOf(settings.networkProxy) ?? "?"}`];
  const authorities = settings.networkCaFile === "" ? [] : [`with the certificates in ${settings.networkCaFile}`];
  // Running a program is a matter of consent too.
  const commands = settings.endpoints.flatMap(({ tokenCommand }) =>
    tokenCommand === undefined ? [] : [`signed in by the command ${tokenCommand.join(" ")}`],
  );
  return [...new Set([...hosts, ...proxy, ...authorities, ...commands])];
}

/** The host of an address, with its port where it is not the usual one. */
function hostOf(url: string): string | undefined {
  const address = cleanPastedUrl(url);
  return address.kind === "ok" ? address.url.host : undefined;
}
