// Own folder: each case needs a log to itself, since the log decides on the style.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeFrontMatter } from "../../../../server/src/commit/style/rules";
import { ticketOfBranch } from "../../../../server/src/commit/style/style";
import { inMood, inflect } from "../../../../server/src/commit/style/verbs";
import { defaultSettings } from "../../../../server/src/settings/settings";
import { messageFor } from "../../../support/draftFixture";
import { createRepository, type GitFixture } from "../../../support/gitFixture";

let repository: GitFixture;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.dispose());

/** Commits with these messages, then stages a new function `isEmpty` in src/shop.ts, and compares the draft. */
async function check(messages: readonly string[], expected: string, files: Record<string, string> = {}): Promise<void> {
  for (const [index, message] of messages.entries())
    repository.commit(message, { "src/shop.ts": `export const prices = [${index}];\n` });
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
  if (Object.keys(files).length > 0) repository.commit(messages.at(-1) ?? "Start");
  repository.write(
    "src/shop.ts",
    `export const prices = [${messages.length - 1}];\n\nexport function isEmpty(list: number[]): boolean {\n  return list.length === 0;\n}\n`,
  );
  repository.git("add", "-A");
  expect(await messageFor(repository)).toBe(expected);
}

describe("the style of the log", () => {
  test("plain, capital", () => check(["Add the shop", "Change the prices", "Remove a price"], "Add isEmpty"));
  test("plain, lower case, full stop", () =>
    check(["add the shop.", "change the prices.", "remove a price."], "add isEmpty."));
  test("past", () => check(["Added the shop", "Changed the prices", "Removed a price"], "Added isEmpty"));
  test("third person", () => check(["Adds the shop", "Changes the prices", "Removes a price"], "Adds isEmpty"));
  test("gerund", () => check(["Adding the shop", "Changing the prices", "Removing a price"], "Adding isEmpty"));
  test("backticks", () => check(["Add `shop`", "Change `prices`", "Remove `price`"], "Add `isEmpty`"));
  test("German", () =>
    check(
      ["Laden hinzufügen", "Preise aktualisieren", "Preis entfernen und Tests für den Laden"],
      "IsEmpty hinzufügen".replace("IsEmpty", "isEmpty"),
    ));
  test("French", () =>
    check(["Ajouter la boutique", "Corriger les prix de la boutique", "Supprimer un prix"], "Ajouter isEmpty"));
  test("conventional, with the scope that these files have", () =>
    check(["feat(shop): add the shop", "fix(shop): change the prices", "chore: tidy up"], "feat(shop): add isEmpty"));
  test("conventional, without scopes", () =>
    check(["feat: add the shop", "fix: change the prices", "chore: tidy up"], "feat: add isEmpty"));
  test("a bot's messages teach nothing", async () => {
    repository.git("config", "user.name", "renovate[bot]");
    for (let index = 0; index < 5; index++) repository.commit(`chore(deps): update ${index}`, { "x.txt": `${index}` });
    repository.git("config", "user.name", "Ada");
    await check(["Add the shop", "Change the prices"], "Add isEmpty");
  });
  test("your own messages count, where they are many", async () => {
    repository.git("config", "user.email", "bob@example.com");
    for (let index = 0; index < 40; index++) repository.commit(`fixed the thing ${index}.`, { "x.txt": `${index}` });
    repository.git("config", "user.email", "ada@example.com");
    await check(
      Array.from({ length: 26 }, (_, index) => `Change the price to ${"x".repeat(index)}`),
      "Add isEmpty",
    );
  });
  test("Signed-off-by, where everybody signs", () =>
    check(
      ["Add a\n\nSigned-off-by: A <a@b.c>", "Add b\n\nSigned-off-by: A <a@b.c>", "Add c\n\nSigned-off-by: A <a@b.c>"],
      "Add isEmpty\n\nSigned-off-by: Ada <ada@example.com>",
    ));
  test("a release is called what the last one was", async () => {
    repository.commit("Bumped v1.0.0", { "package.json": '{\n  "version": "1.0.0"\n}\n' });
    repository.write("package.json", '{\n  "version": "1.1.0"\n}\n');
    expect(await messageFor(repository)).toBe("Bumped v1.1.0");
  });
  test("a routine update is called what it always is", async () => {
    for (const rev of ["v1", "v2", "v3"])
      repository.commit("pre-commit autoupdate", {
        ".pre-commit-config.yaml": `- repo: https://x.y/a\n  rev: ${rev}\n- repo: https://x.y/b\n  rev: ${rev}\n- repo: https://x.y/c\n  rev: ${rev}9\n`,
      });
    repository.write(
      ".pre-commit-config.yaml",
      "- repo: https://x.y/a\n  rev: v5\n- repo: https://x.y/b\n  rev: v6\n- repo: https://x.y/c\n  rev: v7\n",
    );
    expect(await messageFor(repository)).toBe("pre-commit autoupdate");
  });
});

describe("tickets of the branch", () => {
  const inPlace = async (messages: readonly string[], expected: string): Promise<void> => {
    repository.commit("Start");
    repository.git("checkout", "--quiet", "-b", "feature/shop-42-empty-list");
    await check(messages, expected);
  };
  test("in front", () => inPlace(["SHOP-1: Add the shop", "SHOP-2: Change it"], "SHOP-42: Add isEmpty"));
  test("in brackets", () => inPlace(["[SHOP-1] Add the shop", "[SHOP-2] Change it"], "[SHOP-42] Add isEmpty"));
  test("behind", () => inPlace(["Add the shop (SHOP-1)", "Change it (SHOP-2)"], "Add isEmpty (SHOP-42)"));
  test("as a trailer", () =>
    inPlace(["Add the shop\n\nRefs: SHOP-1", "Change it\n\nRefs: SHOP-2"], "Add isEmpty\n\nRefs: SHOP-42"));
  test("nowhere, where messages name none", () => inPlace(["Add the shop", "Change it"], "Add isEmpty"));

  test.each([
    ["feature/ABC-123-login", "ABC-123"],
    ["abc-7", "ABC-7"],
    ["123-login", "#123"],
    ["fix/issue-45", "#45"],
    ["release-2", undefined],
    ["main", undefined],
    ["utf-8-names", undefined],
  ])("%s", (branch, ticket) => expect(ticketOfBranch(branch)).toBe(ticket));
});

describe("commitlint", () => {
  const log = ["Add the shop", "Change the prices"];
  test.each([
    ["package.json", '{"commitlint": {"extends": ["@commitlint/config-conventional"]}}', "feat: add isEmpty"],
    [".commitlintrc", "extends:\n  - '@commitlint/config-conventional'\n", "feat: add isEmpty"],
    [
      ".commitlintrc.json",
      '{"rules": {"type-enum": [2, "always", ["feature", "bug"]], "subject-case": [2, "always", "sentence-case"]}}',
      "feature: Add isEmpty",
    ],
    [
      ".commitlintrc.yml",
      "rules:\n  type-empty: [2, never]\n  subject-full-stop: [2, always, '.']\n  subject-case: [2, always, lower-case]\n",
      "feat: add isEmpty.",
    ],
    [
      "commitlint.config.js",
      "const types = ['new', 'fix'];\nmodule.exports = { rules: { 'type-enum': [2, 'always', types] } };\n",
      "new: add isEmpty",
    ],
    [
      "commitlint.config.ts",
      "import { RuleConfigSeverity, type UserConfig } from '@commitlint/types';\nconst config: UserConfig = { extends: ['@commitlint/config-conventional'], rules: { 'type-enum': [RuleConfigSeverity.Error, 'always', ['feat']] } };\nexport default config;\n",
      "feat: add isEmpty",
    ],
    [
      "commitlint.config.mjs",
      "export default defineConfig({ rules: { 'type-empty': [2, 'always'] } });\n",
      "Add isEmpty",
    ],
    ["commitlint.config.cjs", "module.exports = require('./somewhere');\n", "Add isEmpty"],
    [".commitlintrc.yaml", "{ broken: [", "Add isEmpty"],
  ])("%s", (path, text, expected) => check(log, expected, { [path]: text }));

  test("a configuration is never run", async () => {
    await check(log, "feat: add isEmpty", {
      "commitlint.config.js":
        "require('node:fs').writeFileSync('ran', '');\nmodule.exports = { extends: ['@commitlint/config-conventional'] };\n",
    });
    expect(repository.git("status", "--porcelain")).not.toContain("ran");
  });
});

describe("instructions and settings", () => {
  test("the instruction file binds every writer", () =>
    check(["Add the shop", "Change it"], "neu: isEmpty hinzufügen", {
      ".nanotype/commit.md": "---\nform: conventional\nlanguage: de\ntypes: neu, alt\n---\nBe kind.\n",
    }));
  test("the user's setting overrides the log", async () => {
    repository.commit("Add the shop", { "src/a.ts": "" });
    repository.write("src/a.ts", "export function b(): void {}\n");
    expect(await messageFor(repository, {}, { settings: { ...defaultSettings, commitStyle: "conventional" } })).toBe(
      "feat: add b",
    );
  });
  test("a file outside of the repository is not read", async () => {
    repository.commit("Add the shop", { "src/a.ts": "" });
    repository.write("src/a.ts", "export function b(): void {}\n");
    expect(
      await messageFor(repository, {}, { settings: { ...defaultSettings, commitInstructions: "../../etc/passwd" } }),
    ).toBe("Add b");
  });
  test("what is not understood is left out, and the rest is for models", () =>
    expect(takeFrontMatter("---\nform: loud\nmaxLength: 5\nmood: past\nbody: no\n---\nWhy, not how.\n")).toEqual({
      style: { mood: "past", hasBody: false },
      text: "Why, not how.",
    }));
});

test.each([
  ["add", "added", "adds", "adding"],
  ["fix", "fixed", "fixes", "fixing"],
  ["make", "made", "makes", "making"],
  ["drop", "dropped", "drops", "dropping"],
  ["simplify", "simplified", "simplifies", "simplifying"],
  ["rewrite", "rewrote", "rewrites", "rewriting"],
])("%s is inflected", (base, past, present, gerund) => {
  expect([inflect(base, "past"), inflect(base, "present"), inflect(base, "gerund")]).toEqual([past, present, gerund]);
  expect(inMood(`${past} a thing`, "imperative")).toBe(`${base} a thing`);
});

test("a noun that looks like a verb stays", () =>
  expect(inMood("Support for Windows", "past")).toBe("Support for Windows"));
