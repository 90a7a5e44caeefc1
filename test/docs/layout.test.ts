// Own folder: reads this repository's sources, which are the thing under test.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const sources = ["server/src", "client/src"].flatMap(filesBelow).filter((file) => /\.tsx?$/.test(file));
const exported = /^export (?:async |abstract )?(?:function\*?|const|class|type|interface|enum) (\w+)/gm;

test("an exported name means one thing", () => {
  const places = new Map<string, string[]>();
  for (const file of sources)
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(exported))
      places.set(name, [...new Set([...(places.get(name) ?? []), file])]);
  expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
});

test("the language server is small, and starts from the engine as the command line does", () => {
  const server = readFileSync("server/src/server.ts", "utf8");
  expect(server.split("\n").length).toBeLessThanOrEqual(120);
  for (const face of [server, readFileSync("server/src/cli/openEngine.ts", "utf8")])
    expect(face).toMatch(/import \{[^}]*\bcreateEngine\b[^}]*\} from "\.{1,2}\/engine"/);
});

test("every file that holds a guess is in the table of constants", () => {
  const page = readFileSync("docs/constants.md", "utf8");
  const guessing = sources.filter((file) => /\/\/ guess\b/.test(readFileSync(file, "utf8")));
  expect(guessing.length).toBeGreaterThan(100);
  for (const file of guessing)
    expect([file, page.includes(`\`${file.replace(/^server\/src\//, "")}\``)]).toEqual([file, true]);
});

test("every file that a page names is there", () => {
  const pages = readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name));
  const files = [...sources, ...["scripts", "bench", "test"].flatMap(filesBelow)];
  for (const page of [...pages, "README.md"])
    for (const [, named = ""] of readFileSync(page, "utf8").matchAll(/`([\w./-]+\.ts)`/g))
      expect(
        files.some((file) => file === named || file.endsWith(`/${named}`)),
        `${page} names ${named}`,
      ).toBe(true);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file));
}
