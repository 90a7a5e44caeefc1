// Own folder: each case needs a log to itself, since the log decides on the emoji.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { messageFor } from "../../../support/draftFixture";
import { createRepository, type GitFixture } from "../../../support/gitFixture";

let repository: GitFixture;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.dispose());

const shop = "export const prices = [1];\n";
const source = `${shop}\nexport function area(a: number, b: number): number {\n  return a * b;\n}\n`;

/** Commits with these subjects, makes a change, and gives the draft. */
async function draft(subjects: readonly string[], change: Readonly<Record<string, string | null>>): Promise<string> {
  repository.commit(subjects[0] ?? "", { "src/shop.ts": source, "src/old.ts": "export const old = 1;\n" });
  for (const [index, subject] of subjects.slice(1).entries())
    repository.commit(subject, { "src/other.ts": `export const other = ${index};\n` });
  for (const [path, text] of Object.entries(change))
    if (text === null) repository.git("rm", "--quiet", path);
    else repository.write(path, text);
  repository.git("add", "-A");
  return messageFor(repository);
}

const codes = [":tada: Begin the shop", ":bug: Fix prices", ":sparkles: Add other"];
const signs = ["🎉 Begin the shop", "🐛 Fix prices", "✨ Add other"];
const volume = `${source}\nexport function volume(a: number): number {\n  return a;\n}\n`;

describe("a log with an emoji before each subject gets drafts with the emoji of their kind:", () => {
  test.each<[string, readonly string[], Readonly<Record<string, string | null>>, string]>([
    ["a new function, by code", codes, { "src/shop.ts": volume }, ":sparkles: Add volume"],
    ["a new function, by sign", signs, { "src/shop.ts": volume }, "✨ Add volume"],
    ["a removed file", codes, { "src/old.ts": null }, ":fire: Remove old.ts"],
    [
      "a renamed file",
      signs,
      { "src/old.ts": null, "src/new.ts": "export const old = 1;\n" },
      "🚚 Rename old.ts to new.ts",
    ],
    ["documentation", codes, { "README.md": "# Shop\n\nOpen daily.\n" }, ":memo: Add README"],
    ["tests", signs, { "test/shop.test.ts": "test('a', () => undefined);\n" }, "✅ Add shop.test.ts"],
    [
      "continuous integration",
      codes,
      { ".github/workflows/check.yml": "on: push\n" },
      ":construction_worker: Add check.yml",
    ],
    ["a lock file", codes, { "yarn.lock": "a\n" }, ":arrow_up: Update lock file"],
    ["configuration", signs, { "tsconfig.json": "{}\n" }, "🔧 Add tsconfig.json"],
    [
      "conventional behind it",
      ["✨ feat: add a", "🐛 fix: add b", "✨ feat: add c"],
      { "src/shop.ts": volume },
      "✨ feat: add volume",
    ],
    [
      "conventional before it",
      ["feat: ✨ add a", "fix: 🐛 add b", "feat: ✨ add c"],
      { "src/shop.ts": volume },
      "feat: ✨ add volume",
    ],
    [
      "with scopes",
      [":sparkles: feat(shop): add a", ":bug: fix(shop): add b"],
      { "src/shop.ts": volume },
      ":sparkles: feat(shop): add volume",
    ],
    [
      "in the past",
      [":bug: Fixed prices", ":sparkles: Added other", ":fire: Removed it"],
      { "src/shop.ts": volume },
      ":sparkles: Added volume",
    ],
    [
      "without a capital",
      [":bug: fix prices", ":sparkles: add other", ":fire: drop it"],
      { "src/shop.ts": volume },
      ":sparkles: add volume",
    ],
    ["in fewer than half", [":bug: Fix prices", "Add other", "Remove it"], { "src/shop.ts": volume }, "Add volume"],
  ])("%s", async (_, log, change, expected) => expect(await draft(log, change)).toBe(expected));

  test("the repository's own sign for a kind of file counts more", async () => {
    for (const index of [1, 2, 3]) repository.commit(`:books: Explain part ${index}`, { [`docs/${index}.md`]: "x\n" });
    repository.commit(":sparkles: Add a shop", { "src/a.ts": shop });
    repository.write("docs/4.md", "y\n");
    repository.git("add", "-A");
    expect(await messageFor(repository)).toBe(":books: Add 4.md");
  });

  test("a release is called what the last one was", async () => {
    repository.commit(":bookmark: Release 1.0.0", { "package.json": '{\n  "version": "1.0.0"\n}\n' });
    repository.write("package.json", '{\n  "version": "1.1.0"\n}\n');
    expect(await messageFor(repository)).toBe(":bookmark: Release 1.1.0");
  });

  test("what the user has begun is continued behind its emoji", async () => {
    await draft(codes, { "src/shop.ts": volume });
    expect(await messageFor(repository, { typed: ":sparkles: Add" })).toBe(":sparkles: Add volume");
  });
});

describe("a first commit says which project it begins", () => {
  const files = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`src/v${index}.ts`, `export function v${index}(): void {}\n`]),
  );
  test.each<[string, Readonly<Record<string, string>>, string]>([
    [
      "by its package",
      { "package.json": '{\n  "name": "@acme/corner-shop",\n  "version": "0.1.0"\n}\n' },
      "Add initial version of corner-shop",
    ],
    [
      "by its crate",
      { "Cargo.toml": '[package]\nname = "corner"\nversion = "0.1.0"\n' },
      "Add initial version of corner",
    ],
    ["by its module", { "go.mod": "module example.com/acme/corner\n\ngo 1.22\n" }, "Add initial version of corner"],
    ["by its readme", { "README.md": "# Corner Shop\n\nOpen daily.\n" }, "Add initial version of Corner Shop"],
    ["as files where it has no name", { "notes.txt": "x\n" }, "Add initial project files"],
    ["as files where its title is a picture", { "README.md": "# ![logo](logo.png)\n" }, "Add initial project files"],
  ])("%s", async (_, more, expected) => {
    for (const [path, text] of Object.entries({ ...files, ...more })) repository.write(path, text);
    expect(await messageFor(repository)).toBe(expected);
    repository.git("add", "-A");
    expect(await messageFor(repository)).toBe(expected);
  });
});

describe("a file with a very long name", () => {
  const long = (ending: string): string => `${"very-long-name-".repeat(6)}${ending}`;
  test.each<[string, Readonly<Record<string, string | null>>, RegExp]>([
    ["is added", { [long("a.txt")]: "x\n" }, /^Add very-long-name-\S*…\S*a\.txt$/],
    ["is added elsewhere", { [`data/${long("größe.txt")}`]: "x\n" }, /^Add very-long-name-\S*…\S*größe\.txt$/],
    ["is added with emoji in it", { [`${"🙂".repeat(60)}.txt`]: "x\n" }, /^Add (🙂)+…(🙂)*\.txt$/u],
    [
      "is added beside another",
      { [long("a.txt")]: "x\n", [long("b.txt")]: "y\n" },
      /^Add very\S*…\S* and very\S*…\S*$/,
    ],
    ["is binary", { [long("a.png")]: "\0\u0001" }, /^Add very-long-name-\S*…\S*a\.png$/],
    [
      "is renamed",
      { "src/old.ts": null, [long("new.ts")]: "export const old = 1;\n" },
      /^Rename old\.ts to very\S*…\S*new\.ts$/,
    ],
  ])("%s: its name is shortened", async (_, change, expected) => {
    const message = await draft(["Add the shop", "Change it"], change);
    expect(message).toMatch(expected);
    expect(message.length).toBeLessThanOrEqual(72);
  });
});
