import { describe, expect, test } from "vitest";
import { parseRedisUrl } from "../../../server/src/settings/redisAddress";

describe("an address of a team's cache", () => {
  const check = (url: string, expected: object) => expect(parseRedisUrl(url)).toMatchObject(expected);
  test("has the usual port unless another is given", () => {
    check("rediss://redis.example.com", {
      host: "redis.example.com",
      port: 6379,
      isTls: true,
      label: "redis.example.com",
    });
    check("rediss://redis.example.com:7000", { port: 7000, label: "redis.example.com:7000" });
  });
  test("may name a user and a database", () =>
    check(" redis://team@localhost/3 ", { user: "team", database: 3, isTls: false }));
  test("may be a number", () => check("redis://[::1]:6380", { host: "::1", port: 6380 }));
  test("may be unencrypted in one's own network", () => check("redis://10.1.2.3", { isTls: false }));
});

describe("is refused with the reason", () => {
  test.each([
    ["with a password", "rediss://user:pass@redis.example.com", "password"],
    ["with a key", "rediss://redis.example.com?password=x", "password"],
    ["unencrypted over the open network", "redis://redis.example.com", "rediss://"],
    ["of another kind", "https://redis.example.com", "should look like"],
    ["that is none", "redis", "should look like"],
    ["with a path", "rediss://redis.example.com/cache", "database"],
  ])("one %s", (_name, url, reason) => expect(parseRedisUrl(url)).toContain(reason));
});
