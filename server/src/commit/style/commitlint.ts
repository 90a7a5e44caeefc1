import { join } from "node:path";
import * as z from "zod/mini";
import type { Grammars } from "../../code/grammars";
import { readRegularFile } from "../../base/regularFile";
import { literalExport } from "./literalExport";
import type { CommitStyle } from "./commitStyle";

/** Files in which commitlint looks for its configuration, in its order (commitlint.js.org, "Configuration"). */
const dataFiles = ["package.json", ".commitlintrc", ".commitlintrc.json", ".commitlintrc.yaml", ".commitlintrc.yml"];
const scriptFiles = [
  "commitlint.config.js",
  "commitlint.config.cjs",
  "commitlint.config.mjs",
  "commitlint.config.ts",
  "commitlint.config.cts",
  "commitlint.config.mts",
  ".commitlintrc.js",
  ".commitlintrc.cjs",
  ".commitlintrc.mjs",
  ".commitlintrc.ts",
  ".commitlintrc.cts",
  ".commitlintrc.mts",
];

/** Reads commitlint's rules for a repository; empty if it isn't used there. Scripts are read as data, never run. */
export async function readCommitlint(folder: string, grammars: Grammars): Promise<Partial<CommitStyle>> {
  for (const name of [...dataFiles, ...scriptFiles]) {
    const text = await readRegularFile(join(folder, name), 100_000);
    if (text === undefined) continue;
    const config = scriptFiles.includes(name)
      ? await literalExport(text, grammars)
      : name === "package.json"
        ? packageType.safeParse(parseJson(text)).data?.commitlint
        : await parseYaml(text);
    const { success, data } = configType.safeParse(config);
    if (success) return styleOf(data);
  }
  return {};
}

/** A rule: its level (0: off), `always` or `never`, and its value. */
const ruleType = z.tuple([z.number()], z.unknown());
type Rule = z.infer<typeof ruleType>;
const off: Rule = [0];

const names = z.catch(z.array(z.catch(z.string(), "")), []);
const configType = z.object({
  extends: z.union([
    z.pipe(
      z.string(),
      z.transform((name) => [name]),
    ),
    names,
  ]),
  rules: z.catch(z.record(z.string(), z.catch(ruleType, off)), {}),
});
const packageType = z.object({ commitlint: z.unknown() });

/** Rules of `@commitlint/config-conventional` and its kin, as far as they concern our messages. Source: their index files, 19.x. */
const shared: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  "@commitlint/config-conventional": {
    "header-max-length": [2, "always", 100],
    "subject-case": [2, "never", ["sentence-case", "start-case", "pascal-case", "upper-case"]],
    "subject-full-stop": [2, "never", "."],
    "type-empty": [2, "never"],
    "type-enum": [
      2,
      "always",
      ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"],
    ],
  },
  "@commitlint/config-angular": {
    "header-max-length": [2, "always", 72],
    "subject-case": [2, "never", ["sentence-case", "start-case", "pascal-case", "upper-case"]],
    "subject-full-stop": [2, "never", "."],
    "type-empty": [2, "never"],
    "type-enum": [2, "always", ["build", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"]],
  },
};

function styleOf(config: z.infer<typeof configType>): Partial<CommitStyle> {
  const parents = config.extends.map((name) => shared[name] ?? {});
  const rules: Readonly<Partial<Record<string, Rule>>> = Object.fromEntries(
    [...parents, config.rules].flatMap((one) => Object.entries(one)),
  );
  const read = (name: string): { isAlways: boolean; value: unknown } | undefined => {
    const [level, when, value] = rules[name] ?? off;
    return level > 0 ? { isAlways: when !== "never", value } : undefined;
  };
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  const types = read("type-enum");
  const scopes = read("scope-enum");
  const scopeEmpty = read("scope-empty");
  const header = read("header-max-length")?.value;
  const cases = read("subject-case");
  const stop = read("subject-full-stop");
  const upper = /^(sentence|start|pascal|upper)-?case$|^sentence$/;
  const named = cases === undefined ? [] : [cases.value].flat().filter((name) => typeof name === "string");
  const wantsCapital =
    cases === undefined || named.length === 0
      ? undefined
      : cases.isAlways
        ? named.every((name) => upper.test(name))
        : !named.some((name) => upper.test(name));
  return {
    // An empty type may still be allowed, but a repository that lists types wants them.
    ...(read("type-empty")?.isAlways === true
      ? { form: "plain" as const }
      : types?.isAlways === true || read("type-empty") !== undefined
        ? { form: "conventional" as const }
        : {}),
    ...(types?.isAlways === true ? { types: texts(types.value) } : {}),
    ...(scopes?.isAlways === true ? { scopes: texts(scopes.value) } : {}),
    ...(scopeEmpty === undefined ? {} : { scopeUse: scopeEmpty.isAlways ? ("never" as const) : ("always" as const) }),
    ...(typeof header === "number" && header >= 20 ? { maxLength: Math.min(header, 72) } : {}),
    ...(wantsCapital === undefined ? {} : { isCapitalized: wantsCapital }),
    ...(stop === undefined ? {} : { endsWithStop: stop.isAlways && stop.value === "." }),
    ...(read("signed-off-by")?.isAlways === true ? { signsOff: true } : {}),
  };
}

/** Parses `.commitlintrc`, which commitlint reads as JSON or YAML: JSON is YAML too. */
async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import("yaml");
  try {
    const value: unknown = parse(text, { maxAliasCount: 20, logLevel: "silent" });
    return value;
  } catch {
    return undefined; // commitlint will report what is wrong with it
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // whoever needs the file will report it
  }
}
