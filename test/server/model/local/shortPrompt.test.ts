import { beforeAll, expect, test } from "vitest";
import { generate } from "../../../../server/src/model/local/generate";
import type { LoadedModel } from "../../../../server/src/model/local/loadModel";
import { promptTokens } from "../../../../server/src/model/local/promptTokens";
import { shortPrompt } from "../../../../server/src/model/local/shortPrompt";
import { collect, load, realCode, requestAt } from "./engine";

let model: LoadedModel;
beforeAll(async () => void (model = await load({})));

const { prompt } = requestAt(`${realCode.prefix}█${realCode.suffix}`);

test("a prompt that takes too long to read is cut to whole lines near the caret", () => {
  const short = shortPrompt(model, prompt, { missingTokens: 500, msPerToken: 4 });
  expect(promptTokens(model, short ?? prompt, 24).ids.length).toBeLessThan(450 / 4);
  expect(prompt.prefix.endsWith(`\n${short?.prefix}`)).toBe(true);
  expect(short?.suffix.length).toBeGreaterThan(0);
  expect(prompt.suffix.startsWith(short?.suffix ?? "?")).toBe(true);
});

test("a prompt is read whole by a quick model, and where most of it was read before", () => {
  expect(shortPrompt(model, prompt, { missingTokens: 500, msPerToken: 0.4 })).toBeUndefined();
  expect(shortPrompt(model, prompt, { missingTokens: 30, msPerToken: 4 })).toBeUndefined();
});

test("in haste the first candidate needs the short prompt alone, and the others get the whole one", async () => {
  const request = requestAt(`${realCode.prefix}█${realCode.suffix}`, { candidateCount: 3 });
  const [cache, spare] = [model.session.createCache(), model.session.createCache()];
  const short = shortPrompt(model, prompt, { missingTokens: 500, msPerToken: 4 });
  const haste = { prompt: short ?? prompt, cache: spare };
  const steps = generate({ model, cache, request, mix: undefined, hasteFor: () => haste });
  for (let isWritten = false; !isWritten;) {
    const step = await steps.next();
    isWritten = step.done === true || step.value?.finish !== undefined;
    expect(cache.tokens).toHaveLength(0);
  }
  const { texts } = await collect(steps);
  expect(texts).toHaveLength(2);
  expect(new Set(texts).size).toBe(2);
  expect(spare.tokens.length).toBeLessThan(450 / 4 + 24);
  expect(cache.tokens.length).toBeGreaterThan(400);
});
