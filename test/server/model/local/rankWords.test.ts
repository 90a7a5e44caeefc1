import { beforeAll, expect, test } from "vitest";
import type { LoadedModel } from "../../../../server/src/model/local/loadModel";
import { rankWords } from "../../../../server/src/model/local/rankWords";
import { CharacterMemory } from "../../../../server/src/model/memory/characterMemory";
import { caretSelf } from "../../../../server/src/model/memory/caretSelf";
import { createMixture } from "../../../../server/src/model/memory/mixture";
import { load, requestAt } from "./engine";

let model: LoadedModel;
beforeAll(async () => void (model = await load({})));

/** The likeliest words behind the caret, best first, and the sum of their probabilities. */
async function ranked(
  fixture: string,
  words: readonly string[],
  remembered?: string,
): Promise<{ names: string[]; sum: number }> {
  const memory = new CharacterMemory({ maxChars: 100_000 });
  if (remembered !== undefined) memory.set("file:///other.ts", remembered, { project: "", languageId: "typescript" });
  const request = requestAt(fixture);
  const reader = { project: "", family: "script" as const, isComment: false };
  const self = caretSelf(request.documentUri, request.prompt.prefix, request.prompt.suffix, reader);
  const mix = createMixture({ memory, vocabulary: model.vocabulary, self });
  const steps = rankWords({ model, cache: model.session.createCache(), request, mix, words });
  const names: string[] = [];
  let sum = 0;
  for await (const chunk of steps) {
    if (chunk === undefined) continue;
    expect(words[chunk.candidate]).toBe(chunk.text);
    names.push(chunk.text);
    sum += Math.exp(chunk.logProb ?? NaN);
  }
  return { names, sum };
}

const report = `export function report(values: number[]): string {
  const lines = values.map((value) => String(value));
  console.log(lines.length);
  return lines.█
}
`;

test("the word that continues the usual way comes first, however many others there are", async () => {
  const { names, sum } = await ranked(report, ["zebra", "copyWithin", "toLocaleString", "join", "entries", "flat"]);
  expect(names[0]).toBe("join");
  expect(sum).toBeGreaterThan(0.5);
  expect(sum).toBeLessThanOrEqual(1.001);
});

test("a word that followed the same text elsewhere comes first", async () => {
  const words = ["join", "zebra", "entries"];
  expect((await ranked(report, words)).names[0]).toBe("join");
  const other = "  console.log(lines.length);\n  return lines.zebra();\n";
  expect((await ranked(report, words, other.repeat(3))).names[0]).toBe("zebra");
});

test("a word that only begins like the usual one isn't taken for it", async () => {
  const fixture = "for (const item of items) {\n  console.█";
  expect((await ranked(fixture, ["logger", "log"])).names[0]).toBe("log");
});

test("a word that was begun is ranked by its rest", async () => {
  const fixture = "for (const item of items) {\n  console.lo█";
  expect((await ranked(fixture, ["zzz", "g"])).names[0]).toBe("g");
});
