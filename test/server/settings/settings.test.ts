import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generatedFiles } from "../../../scripts/generatedFiles";
import { defaultSettings, isEnabled, parseSettings, rows, type Settings } from "../../../server/src/settings/settings";

/** Parses `raw`; `expected` is what differs from the defaults, `warnings` one pattern for each sentence. */
function check(raw: unknown, expected: Partial<Settings>, warnings: RegExp[] = []): void {
  const parsed = parseSettings(raw);
  expect(parsed.settings).toEqual({ ...defaultSettings, ...expected });
  expect(parsed.warnings).toHaveLength(warnings.length);
  for (const [index, warning] of warnings.entries()) expect(parsed.warnings[index]?.message).toMatch(warning);
}

test("gives the defaults to a user who has set nothing", () => {
  check(undefined, {});
  check(null, {});
  check({}, {});
  check({ local: {}, "local.model": null }, {});
});

test("reads dotted keys, nested objects and mixtures", () => {
  check({ "local.model": "/models/a", debounce: { maxMs: 100 } }, { localModel: "/models/a", debounceMaxMs: 100 });
  check({ local: { model: "/models/a", threads: 2 } }, { localModel: "/models/a", localThreads: 2 });
  check({ enable: { "*": false, python: true } }, { enable: { "*": false, python: true } });
});

test("takes keys as VS Code writes them, with their section", () => {
  check(
    { "nanotype.maxLines": 3, nanotype: { "local.model": "/a", local: { threads: 2 } } },
    {
      ...{ maxLines: 3, localModel: "/a", localThreads: 2 },
    },
  );
  check({ "nanotype.modle": 1 }, {}, [/^The setting nanotype\.modle does not exist/]);
});

test("warns once for each wrong type and uses the default", () =>
  check({ eagerness: 3, "local.threads": "two", enable: { python: "yes" }, memory: { enabled: "on" } }, {}, [
    /nanotype\.enable must be an object of language ids that are true or false; the default is used/,
    /nanotype\.eagerness must be one of "eager", "balanced", "quiet"; the default "balanced" is used/,
    /nanotype\.local\.threads must be a whole number from 0 to 64; the default 0 is used/,
    /nanotype\.memory\.enabled must be true or false; the default true is used/,
  ]));

test("warns about values out of range", () =>
  check({ debounce: { maxMs: -1 }, maxLines: 1.5, local: { model: " ", memoryLimitMb: NaN } }, {}, [
    /debounce\.maxMs must be a whole number from 0 to 5000/,
    /maxLines/,
    /local\.model must be a text that is not empty/,
    /local\.memoryLimitMb/,
  ]));

test("warns about unknown keys, nested ones too", () =>
  check({ eagernes: "quiet", local: { modle: "x" } }, {}, [
    /nanotype\.eagernes does not exist/,
    /nanotype\.local\.modle/,
  ]));

test("reads endpoints, and says what is wrong with one", () => {
  const team = { name: "team", kind: "azure", url: "https://res.openai.azure.com" } as const;
  check({ endpoints: [team] }, { endpoints: [{ ...team, model: "gpt-4.1-nano" }] });
  check({ endpoints: [{ ...team, kind: "azur" }] }, {}, [
    /"team" needs a kind: azure, openai, fim, llamacpp; it is left out/,
  ]);
  check({ endpoints: [{ ...team, headers: { "Api-Key": "abc" } }] }, {}, [/has a key in its header Api-Key/]);
  check({ endpoints: [{ ...team, key: "abc" }] }, {}, [/unknown field key/]);
  check({ endpoints: [{ ...team, kind: "openai" }] }, {}, [/needs a model/]);
  check({ endpoints: team }, {}, [/must be a list/i]);
});

test("uses the right endpoints of a list, whatever is wrong with others", () => {
  const team = { name: "team", kind: "azure", url: "https://res.openai.azure.com", model: "nano" } as const;
  const own = { name: "own", kind: "llamacpp", url: "http://127.0.0.1:8012", model: "default" } as const;
  check({ endpoints: [team, team, 3, { ...own, name: "x", rank: "low" }, own] }, { endpoints: [team, own] }, [
    /An endpoint must be an object/,
    /"x": rank must be a whole number/,
    /Two endpoints are called "team"/,
  ]);
});

test("lets texts and lists that may be empty be empty", () =>
  check({ network: { proxy: "", caFile: "", allowedHosts: [] } }, {}));

test("survives settings that aren't an object", () => {
  check("quiet", {}, [/are not an object/]);
  check([1, 2], {}, [/are not an object/]);
  check({ local: "x", enable: [] }, {}, [/nanotype\.local does not exist/, /nanotype\.enable must be/]);
});

test("is on where nothing else is said, and per language where it is", () => {
  const settings = parseSettings({ enable: { "*": false, python: true } }).settings;
  expect(isEnabled(settings, "python")).toBe(true);
  expect(isEnabled(settings, "go")).toBe(false);
  expect(isEnabled(settings, "constructor")).toBe(false);
  expect(isEnabled(defaultSettings, "go")).toBe(true);
  expect(isEnabled(parseSettings({ enable: { go: false } }).settings, "python")).toBe(true);
});

test("has a legal default in every row", () => {
  for (const row of Object.values(rows)) expect(row.type.parse(row.default)).toEqual(row.default);
});

test("has package.json and docs/settings.md up to date with the table", async () => {
  for (const { path, text } of await generatedFiles())
    expect(readFileSync(path, "utf8"), `${path}: npm run generate`).toBe(text);
});
