import { RedisConnection } from "../../completion/stored/redisConnection";
import { readRedisUse } from "../../completion/stored/redisSettings";
import { BackendError, type BackendErrorKind } from "../../model/errors";
import { redisPasswordSecret, redisTeamSecret } from "../../protocol";
import { modeOf, usesEndpoints } from "../../settings/modes";
import type { Check, Fault } from "../check";
import { shellWord } from "../shellWord";

/** Reports a team's Redis server that refuses, doesn't answer, or can't keep anything. */
export const teamCacheCheck: Check = {
  name: "the team's cache",
  why: "Completions aren't shared with your team; yours continue.",
  async run({ settings, isTrusted, clock, askSecret, environment }) {
    const { cacheRedisUrl } = settings;
    if (cacheRedisUrl === "") return [];
    const mode = modeOf(settings);
    if (!usesEndpoints(mode)) return [`The team's cache wasn't tried: nanotype.mode is ${mode}.`];
    if (!isTrusted) return ["The team's cache wasn't tried: the workspace is in Restricted Mode."];
    // The user who runs the doctor wants this connection, and nothing of theirs is sent.
    const exit = { isOpen: true, receivers: [], mayLeave: () => false, mayConnectTo: () => true };
    const use = await readRedisUse({ settings, exit, askSecret, environment });
    if (use.kind === "off") return [];
    if (use.kind === "refused")
      return [{ id: "cache:setup", what: withoutComfort(use.reason), mend: mendOfSetup(use.lacks) }];
    try {
      const connection = await RedisConnection.open(use.access, { clock, onClosed: () => undefined });
      try {
        await connection.ask(["SET", "nanotype:doctor", "ok", "EX", "10"]);
      } finally {
        connection.close();
      }
      return [];
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      return [
        { id: `cache:${error.kind}`, what: withoutComfort(error.message), mend: mendOf(error.kind, cacheRedisUrl) },
      ];
    }
  },
};

function mendOf(kind: BackendErrorKind, url: string): Fault["mend"] {
  if (kind === "unauthorized")
    return {
      title: "Set the password",
      kind: "command",
      command: "nanotype.setApiKey",
      argument: redisPasswordSecret,
      shell: "export NANOTYPE_REDIS_PASSWORD='the password'",
    };
  return {
    title: "Open the setting",
    kind: "command",
    command: "nanotype.openSettings",
    argument: "nanotype.cache.redisUrl",
    shellTitle: "Ask it for a sign of life",
    shell: `redis-cli -u ${shellWord(url)} ping`,
  };
}

/** The mend of a cache whose settings are incomplete or refused. */
function mendOfSetup(lacks: "secret" | "address"): Fault["mend"] {
  if (lacks === "address") return { title: "Leave the cache out", kind: "set", key: "cache.redisUrl" };
  return {
    title: "Set the team's secret",
    kind: "command",
    command: "nanotype.setApiKey",
    argument: redisTeamSecret,
    shell: "export NANOTYPE_CACHE_SECRET='the secret of your team'",
  };
}

function withoutComfort(message: string): string {
  return message.replace(" Completions continue without it.", "");
}
