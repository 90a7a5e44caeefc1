import { expect, test } from "vitest";
import { takeKeysOut } from "../../../client/src/endpoints/keysInSettings";

const key = ["sk", "live", "0123456789abcdef"].join("-");
const plain = { name: "team", kind: "openai", url: "https://api.example.com/v1", model: "m" };

/**
 * Expects what remains in the settings of an endpoint with a key; the key itself must be found, and be nowhere else.
 */
function check(written: object, stays: object): void {
  const taken = takeKeysOut([{ name: "other" }, { ...plain, ...written }]);
  expect(taken).toEqual({ endpoints: [{ name: "other" }, stays], keys: [{ name: "team", key }] });
  expect(JSON.stringify(taken?.endpoints)).not.toContain(key);
}

test("a key in a field is taken out", () => {
  check({ apiKey: key }, plain);
  check({ "api-key": key }, plain);
  check({ key }, plain);
});

test("a key in a header is taken out, and other headers stay", () => {
  check({ headers: { Authorization: `Bearer ${key}` } }, plain);
  check({ headers: { "api-key": key, "x-team": "blue" } }, { ...plain, headers: { "x-team": "blue" } });
});

test("a key in the address is taken out, and the rest of it stays", () => {
  check({ url: `https://api.example.com/v1?api-key=${key}&v=2` }, { ...plain, url: "https://api.example.com/v1?v=2" });
  check({ url: `https://user:${key}@api.example.com/v1` }, plain);
  check({ url: `https://${key}@api.example.com/v1` }, plain);
});

test.each([
  ["no endpoints", undefined],
  ["a text instead of a list", "https://api.example.com"],
  ["endpoints without keys", [plain, { ...plain, headers: { "x-team": "blue" } }]],
  ["entries that are not endpoints", [null, 3, "x", { url: `https://${key}@a.example` }]],
])("%s stay as they are", (_name, endpoints) => {
  expect(takeKeysOut(endpoints)).toBeUndefined();
});
