import { readFile } from "node:fs/promises";
import { isAllowedHost } from "../../settings/allowedHost";
import { redisPasswordSecret, redisTeamSecret } from "../../protocol";
import { modeOf, usesEndpoints } from "../../settings/modes";
import type { Settings } from "../../settings/settings";
import type { Exit } from "../../safety/consent/gate";
import { minSecretChars, teamVault, type AnswerVault } from "./answerVault";
import { parseRedisUrl } from "../../settings/redisAddress";
import type { RedisAccess } from "./redisConnection";

/** Asks the client's keychain for a secret; `undefined` if there is none. */
export type AskCacheSecret = (named: { readonly name: string }) => Promise<{ readonly value: string } | undefined>;

/** State of a team's cache: its access, unused, or the reason why it cannot be used. */
export type RedisUse =
  | { readonly kind: "off" }
  | { readonly kind: "refused"; readonly reason: string; readonly lacks: "address" | "secret" }
  | { readonly kind: "ready"; readonly access: RedisAccess; readonly vault: AnswerVault };

/**
 * Reads the settings, the environment and the keychain for a team's cache. It takes part in the modes that use
 * endpoints, once the user has agreed that this host learns of their code.
 */
export async function readRedisUse(params: {
  settings: Settings;
  exit: Exit;
  askSecret: AskCacheSecret;
  environment: Readonly<Partial<Record<string, string>>>;
}): Promise<RedisUse> {
  const { settings, exit, askSecret, environment } = params;
  const { cacheRedisUrl, networkAllowedHosts, networkCaFile } = settings;
  if (cacheRedisUrl === "" || !usesEndpoints(modeOf(settings))) return { kind: "off" };
  const address = parseRedisUrl(cacheRedisUrl);
  if (typeof address === "string") return refused(address);
  if (!isAllowedHost(address.host, networkAllowedHosts))
    return refused(`The host of the team's cache, ${address.host}, is not in nanotype.network.allowedHosts.`);
  if (!exit.mayConnectTo(address.label)) return { kind: "off" };

  const secret = environment["NANOTYPE_CACHE_SECRET"] ?? (await askSecret({ name: redisTeamSecret }))?.value ?? "";
  if (secret === "")
    return refused(
      "The team's cache needs the team's secret. Run “Nanotype: Set API Key”, or put it into NANOTYPE_CACHE_SECRET.",
      "secret",
    );
  if (secret.length < minSecretChars)
    return refused(
      `The secret of the team's cache is too short to protect it: take at least ${minSecretChars} characters.`,
      "secret",
    );
  const password = environment["NANOTYPE_REDIS_PASSWORD"] ?? (await askSecret({ name: redisPasswordSecret }))?.value;
  const certificates = networkCaFile === "" ? undefined : await readFile(networkCaFile, "utf8").catch(() => undefined);
  const access = {
    address,
    ...(password === undefined ? {} : { password }),
    ...(certificates === undefined ? {} : { certificates }),
  };
  return { kind: "ready", access, vault: await teamVault(secret) };
}

function refused(reason: string, lacks: "address" | "secret" = "address"): RedisUse {
  return { kind: "refused", reason: `${reason} Completions continue without it.`, lacks };
}
