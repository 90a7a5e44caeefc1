import { expect, test } from "vitest";
import { parseSettings } from "../../../server/src/settings/settings";
import { parsePolicy, policyAllowsHost, restrictByPolicy } from "../../../server/src/settings/policy";
import { readPolicy } from "../../../server/src/settings/policyFile";

const path = "/etc/nanotype/policy.json";
const endpoints = [
  { name: "team", kind: "openai", url: "https://ai.corp.example/v1", model: "m" },
  { name: "own", kind: "openai", url: "https://elsewhere.example/v1", model: "m" },
];

/** Expects the settings left by a policy: the mode, the endpoints' names, and whether the user is notified. */
function check(
  policy: unknown,
  settings: object,
  expected: { mode: string; endpoints: string[]; told?: RegExp },
): void {
  const text = typeof policy === "string" ? policy : JSON.stringify(policy);
  const left = restrictByPolicy(parseSettings({ endpoints, ...settings }).settings, parsePolicy(text, path));
  expect({ mode: left.settings.mode, endpoints: left.settings.endpoints.map(({ name }) => name) }).toEqual({
    mode: expected.mode,
    endpoints: expected.endpoints,
  });
  expect(left.notices.join(" ")).toMatch(expected.told ?? /^$/);
}

const both = ["team", "own"];

test("no cloud: whatever the user chose, this machine completes alone, and the user reads who decided", () => {
  for (const mode of ["auto", "hybrid", "cloud"])
    check(
      { cloud: false },
      { mode },
      { mode: "local", endpoints: both, told: /organisation has set nanotype\.mode to local \(\/etc/ },
    );
  check({ cloud: false }, { mode: "offline" }, { mode: "offline", endpoints: both });
});

test("only the allowed modes can be chosen", () => {
  check({ modes: ["offline"] }, { mode: "hybrid" }, { mode: "offline", endpoints: both, told: /to offline/ });
  check({ modes: ["local", "hybrid"] }, { mode: "cloud" }, { mode: "local", endpoints: both, told: /to local/ });
  check({ modes: ["local", "hybrid"] }, { mode: "auto" }, { mode: "auto", endpoints: both });
});

test("endpoints on other hosts than the allowed ones are left out", () => {
  check({ allowedHosts: ["*.corp.example"] }, {}, { mode: "auto", endpoints: ["team"], told: /endpoint own/ });
  check({ allowedHosts: ["elsewhere.example"] }, {}, { mode: "auto", endpoints: ["own"], told: /endpoint team/ });
  check({ allowedHosts: [] }, {}, { mode: "auto", endpoints: [], told: /team.*own/ });
  expect(policyAllowsHost(parsePolicy('{"allowedHosts":["*.corp.example"]}', path), "corp.example.evil.com")).toBe(
    false,
  );
});

test.each([
  ["that is not JSON", "{cloud: false"],
  ["with a misspelt rule", '{"allowedHost": ["a.example"]}'],
  ["with a value of the wrong kind", '{"cloud": "no"}'],
  ["with an unknown mode", '{"modes": ["locale"]}'],
  ["that is a list", "[]"],
  ["that is empty", ""],
])("a policy %s lets nothing leave, and says so", (_name, text) => {
  check(text, { mode: "cloud" }, { mode: "local", endpoints: [], told: /cannot be read.*administrator/ });
  check(text, { mode: "offline" }, { mode: "offline", endpoints: [], told: /cannot be read/ });
  expect(policyAllowsHost(parsePolicy(text, path), "ai.corp.example")).toBe(false);
});

test("a policy file that is there but cannot be opened lets nothing leave; none is none", () => {
  expect(readPolicy("/").kind).toBe("broken");
  expect(readPolicy("/nowhere/policy.json")).toEqual({ kind: "none" });
});

test("the organisation's server is offered to a user without an endpoint, unless they chose this machine alone", () => {
  const policy = { team: "https://ai.corp.example" };
  check(policy, { endpoints: [] }, { mode: "auto", endpoints: [], told: /has a server for completions\. Add it with/ });
  check(policy, { endpoints: [], mode: "offline" }, { mode: "offline", endpoints: [] });
  check(policy, {}, { mode: "auto", endpoints: both });
  check({ ...policy, cloud: false }, { endpoints: [] }, { mode: "auto", endpoints: [] });
  check({ team: "http:// a" }, {}, { mode: "local", endpoints: [], told: /"team" must be the URL of a server/ });
});
