import { expect, test } from "vitest";
import { regionAt } from "../../../server/src/code/region";

/** Checks the stretch around █ as `LANGUAGE: PREFIX█SUFFIX`. */
function check(fixture: string, expected: string, languageId = "markdown"): void {
  const [prefix = "", suffix = ""] = fixture.split("█");
  const region = regionAt(languageId, prefix, suffix);
  expect(`${region.languageId}: ${region.prefix}█${region.suffix}`).toBe(expected);
}

test("text in Markdown is the whole document", () => check("# A\n\nText█\n", "markdown: # A\n\nText█\n"));
test("a fence is code of its language", () => check("Text\n\n```ts\nconst a = █\n```\nMore\n", "ts: const a = █\n"));
test("an unclosed fence continues to the end", () => check("~~~py\na = █\n", "py: a = █\n"));
test("a fence in a list is code too", () => check("- One:\n\n  ```js title=x\n  a(█)\n  ```\n", "js:   a(█)\n"));
test("after a fence there is text again", () => check("```ts\na\n```\nText█", "markdown: ```ts\na\n```\nText█"));
test("a longer fence holds a shorter one", () =>
  check("````md\n```ts\na█\n```\n````\n", "plaintext: ```ts\na█\n```\n"));
test("a fence without a name is code of an unknown language", () => check("```\na█\n```\n", "unknown: a█\n"));
test("R's and Quarto's fences name a language too", () => check("```{python}\na█\n```\n", "python: a█\n"));
test("the head of a page is YAML", () => check("---\ntitle: █\n---\n# A\n", "yaml: title: █\n"));
test("a line of dashes alone is none", () => check("---\ntext█\n", "markdown: ---\ntext█\n"));
test("below the head there is text", () => check("---\na: 1\n---\nText█", "markdown: ---\na: 1\n---\nText█"));
test("other languages are one region", () => check("/*\n```ts\n█\n", "typescript: /*\n```ts\n█\n", "typescript"));
