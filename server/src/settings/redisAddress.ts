import { isPrivateNetwork } from "./pastedUrl";

/** Address of a Redis server. Never holds a password. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** User in Redis' access lists; without it the server's default user. */
  readonly user?: string;
  readonly database: number;
  /** Name for people: the host, with its port unless it is the usual one. */
  readonly label: string;
}

/** Redis' own port. */
const usualPort = 6379;

/** Parses `redis://` and `rediss://` addresses; returns a text with the reason if one is invalid. */
export function parseRedisUrl(text: string): RedisAddress | string {
  const url = parseUrl(text);
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === "")
    return "The address of the team's cache should look like rediss://redis.example.com:6379.";
  if (url.password !== "" || url.search !== "")
    return "The address of the team's cache carries a password. Remove it and store it with “Nanotype: Set API Key”, or in NANOTYPE_REDIS_PASSWORD.";
  const database = /^\/?(\d{0,4})$/.exec(url.pathname)?.[1];
  if (database === undefined)
    return "Behind the host, the address of the team's cache may only have a database's number.";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isTls = url.protocol === "rediss:";
  if (!isTls && !isPrivateNetwork(host))
    return "The address of the team's cache is unencrypted and outside of your network. Use rediss:// instead.";
  const port = url.port === "" ? usualPort : Number(url.port);
  const user = decodeURIComponent(url.username);
  return {
    host,
    port,
    isTls,
    ...(user === "" ? {} : { user }),
    database: Number(database),
    label: port === usualPort ? url.hostname : `${url.hostname}:${port}`,
  };
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text.trim());
  } catch {
    return undefined;
  }
}
