import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { allLanguages, languageOf, languageOfPath } from "../../../server/src/code/languages";

describe("a language is found", () => {
  test.each([
    ["typescript", "typescript"],
    ["csharp", "csharp"],
    ["cs", "csharp"],
    ["c#", "csharp"],
    ["sh", "shellscript"],
    ["JSX", "javascriptreact"],
    ["gitcommit", "git-commit"],
    ["", "plaintext"],
    ["no-such-language", "unknown"],
  ])("by the id %s as %s", (id, expected) => expect(languageOf(id).id).toBe(expected));

  test.each([
    ["src/a.ts", "typescript"],
    ["C:\\src\\A.PY", "python"],
    ["a.d.ts", "typescript"],
    ["Makefile", "makefile"],
    ["a/tsconfig.json", "jsonc"],
    [".git/COMMIT_EDITMSG", "git-commit"],
    [".bashrc", "shellscript"],
    ["a.b.yaml", "yaml"],
    ["noextension", undefined],
    ["", undefined],
  ])("by the path %s as %s", (path, expected) => expect(languageOfPath(path)?.id).toBe(expected));
});

describe("the table", () => {
  test("names every language, alias and extension once", () => {
    const names = allLanguages().flatMap(({ id, aliases }) => [id, ...aliases]);
    const extensions = allLanguages().flatMap((language) => language.extensions);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(extensions.filter((name, index) => extensions.indexOf(name) !== index)).toEqual([]);
  });

  test("names only grammars that are shipped", () => {
    const grammars = allLanguages().flatMap(({ grammar }) => grammar ?? []);
    expect(grammars.filter((name) => !existsSync(`dist/grammars/tree-sitter-${name}.wasm`))).toEqual([]);
    expect(new Set(grammars).size).toBe(17);
  });

  test("has a grammar for every language that was promised one", () => {
    const promised = [
      "typescript",
      "typescriptreact",
      "javascript",
      "python",
      "go",
      "rust",
      "java",
      "c",
      "cpp",
      "csharp",
    ];
    promised.push("ruby", "php", "shellscript", "json", "yaml", "html", "css");
    expect(promised.filter((id) => languageOf(id).grammar === undefined)).toEqual([]);
  });
});
