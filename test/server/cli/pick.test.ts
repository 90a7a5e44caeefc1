// Own folder: none; a list is picked from.
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { pick } from "../../../server/src/cli/pick";

const models = ["qwen2.5-coder:7b", "qwen2.5-coder:1.5b", "llama3"];

/** Types `answers`, a line each, and leaves after the last. */
async function check(answers: string[], expected: string | undefined, choices = models): Promise<string> {
  const input = new PassThrough();
  const output = new PassThrough();
  const picked = pick("Which model?", choices, { input, output });
  for (const answer of answers) {
    input.write(`${answer}\n`);
    await new Promise(setImmediate);
  }
  input.end();
  expect(await picked).toBe(expected);
  return String(output.read());
}

test("a number picks", () => check(["2"], "qwen2.5-coder:1.5b"));
test("a name picks", () => check(["llama3"], "llama3"));
test("a part that only one has picks", () => check(["7B"], "qwen2.5-coder:7b"));
test("a part that several have shows these", async () => {
  const shown = await check(["qwen", "2"], "qwen2.5-coder:1.5b");
  expect(shown.match(/llama3/g)).toHaveLength(1);
});
test("what nothing is called like is said, and everything shown again", async () => {
  expect(await check(["gpt", "", "3"], "llama3")).toContain("No name matches.");
});
test("whoever leaves picks nothing", () => check([], undefined));
test("a long list is shown in part", async () => {
  const many = Array.from({ length: 500 }, (_, index) => `model-${index}`);
  const shown = await check(["model-499"], "model-499", many);
  expect(shown).toContain("… and 480 more");
  expect(shown).not.toContain("model-20\n");
});
