import { beforeAll, expect, test } from "vitest";
import type { LoadedModel } from "../../../../server/src/model/local/loadModel";
import { cutStart, promptTokens } from "../../../../server/src/model/local/promptTokens";
import { toBytes } from "../../../../server/src/model/local/tokenBytes";
import { load, promptAt, realCode } from "./engine";

let model: LoadedModel;
beforeAll(async () => void (model = await load()));

/** The prompt of `fixture` written out, special tokens by name. */
function check(fixture: string, expected: string, pending: string): void {
  const prompt = promptTokens(model, promptAt(fixture, "a/b/c.ts"), 24);
  const names = new Map(model.tokenizer.specialTokens.map((token) => [model.tokenizer.specialId(token), token]));
  const shown = prompt.ids.map((id) => names.get(id) ?? model.tokenizer.bytes(id)).join("");
  expect([shown, prompt.pending]).toEqual([toBytes(expected), toBytes(pending)]);
}

test("puts the suffix before the prefix and leaves out the healed token", () =>
  check(
    "let a = 1;\nret█\nend();",
    "<|file_sep|>b/c.ts\n<|fim_prefix|><|fim_suffix|>\nend();<|fim_middle|>let a = 1;\n",
    "ret",
  ));
test("continues the text where nothing follows the caret", () => check("let a =█", "<|file_sep|>b/c.ts\nlet a", " ="));
test("has a prompt for an empty document", () => check("█", "<|file_sep|>b/c.ts\n", ""));

test("leaves room for the answer and keeps to the model's context", () => {
  const long = `${realCode.prefix.repeat(5)}█${realCode.suffix.repeat(5)}`;
  for (const maxTokens of [1, 24, 64, 200, 400]) {
    const { ids } = promptTokens(model, promptAt(long), maxTokens);
    expect(ids.length + Math.min(maxTokens, 64)).toBeLessThanOrEqual(512);
    expect(ids.length).toBeGreaterThan(150);
  }
});

test("uses one window for requests of different lengths up to 64 tokens", () => {
  const long = `${realCode.prefix}█${realCode.suffix}`;
  expect(promptTokens(model, promptAt(long), 1)).toEqual(promptTokens(model, promptAt(long), 64));
});

test("moves the window's start in coarse steps while one types", () => {
  let moveCount = 0;
  let typed = realCode.prefix.repeat(2);
  let before = promptTokens(model, promptAt(`${typed}█\n}`), 24).ids;
  for (const word of "const answer = await this.find(name, { limit: 12 });\n".repeat(6).split(/(?<= )/)) {
    typed += word;
    const { ids } = promptTokens(model, promptAt(`${typed}█\n}`), 24);
    const common = ids.findIndex((id, index) => id !== before[index]);
    if (common >= 0 && common < before.length - 8) moveCount++;
    before = ids;
  }
  // 6 lines of some 18 tokens, a step of some 100.
  expect(moveCount).toBeGreaterThanOrEqual(1);
  expect(moveCount).toBeLessThanOrEqual(2);
});

test("drops whole steps from the start, and nothing where all fits", () => {
  const tokens = Array.from({ length: 100 }, (_, index) => index);
  expect(cutStart(tokens, 100)).toHaveLength(100);
  expect(cutStart(tokens, 99)[0]).toBe(24);
  expect(cutStart(tokens, 40)[0]).toBe(60);
  expect(cutStart(tokens, 39)[0]).toBe(63);
});
