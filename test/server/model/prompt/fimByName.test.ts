import { expect, test } from "vitest";
import { fimPromptByName } from "../../../../server/src/model/prompt/fimByName";
import { completionRequest } from "../../../support/standIn/cloudFixture";

/** The text after the caret in a model's prompt, for a document with 200 lines behind it. */
function suffixIn(model: string): string {
  const { prompt } = completionRequest(`const a = █\n${"const line = 1;\n".repeat(200)}`);
  return /<\|fim_suffix\|>([^]*)<\|fim_middle\|>/.exec(fimPromptByName(model, prompt) ?? "")?.[1] ?? "";
}

test("text that each key moves is short, and ends with a whole line", () => {
  const suffix = suffixIn("qwen2.5-coder-7b");
  expect(suffix).toMatch(/^\n(const line = 1;\n)+const line = 1;$/);
  expect(suffix.length).toBeGreaterThan(600);
  expect(suffix.length).toBeLessThanOrEqual(700);
});

test("text in front of the one before the caret is whole: a key leaves it in the cache", () =>
  expect(suffixIn("nanotype-6m")).toHaveLength(1 + 200 * 16));
