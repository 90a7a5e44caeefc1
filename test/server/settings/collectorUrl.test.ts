import { expect, test } from "vitest";
import { parseCollectorUrl } from "../../../server/src/settings/collectorUrl";

test.each([
  ["http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"],
  ["https://otel.example.com/team/", "https://otel.example.com/team/v1/traces"],
  ["http://collector:4318", "http://collector:4318/v1/traces"],
])("a collector at %s takes spans at %s", (address, url) => {
  const parsed = parseCollectorUrl(address);
  expect(parsed instanceof URL && parsed.href).toBe(url);
});

test.each([
  ["ftp://127.0.0.1", /should look like/],
  ["127.0.0.1:4318", /should look like/],
  ["https://me:secret@otel.example.com", /carries a name or password/],
  ["https://otel.example.com?token=1", /carries a name or password/],
  ["http://otel.example.com", /unencrypted/],
])("%s isn't a collector's address", (address, reason) => {
  expect(parseCollectorUrl(address)).toMatch(reason);
});
