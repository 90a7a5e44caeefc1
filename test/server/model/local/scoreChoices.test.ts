import { beforeAll, expect, test } from "vitest";
import type { LoadedModel } from "../../../../server/src/model/local/loadModel";
import { scoreChoices } from "../../../../server/src/model/local/scoreChoices";
import { load, requestAt } from "./engine";

let model: LoadedModel;
beforeAll(async () => void (model = await load({})));

/** The log-probability of each choice behind the caret, in the order of the choices. */
async function weigh(fixture: string, choices: readonly string[]): Promise<number[]> {
  const weights: number[] = [];
  for await (const chunk of scoreChoices(model, model.session.createCache(), requestAt(fixture), choices))
    if (chunk) weights[chunk.candidate] = chunk.logProb ?? NaN;
  return weights;
}

test("finds the line that repeats the ones above more probable, in whatever order it is asked", async () => {
  const fixture = "const first = read(1);\nconst second = read(2);\nconst third = █";
  const choices = ["read(3);", "zebra over there", "read(3"];
  const weights = await weigh(fixture, choices);
  expect(weights.indexOf(Math.max(...weights))).toBe(0);
  expect(weights.every((weight) => weight < 0)).toBe(true);
  const reversed = await weigh(fixture, [...choices].reverse());
  reversed.reverse().forEach((weight, index) => expect(weight).toBeCloseTo(weights[index], 1));
});

test("counts the letters that the caret has parted from their word", async () => {
  const [whole = NaN, torn = NaN] = await weigh("for (const item of items) {\n  console.lo█", [
    "g(item);",
    "zzz(item);",
  ]);
  expect(whole).toBeGreaterThan(torn + 5);
});

test("says the same for the same question, to the last digit", async () => {
  const question = ["if (a === █", ["b) {", "null) {"]] as const;
  expect(await weigh(...question)).toEqual(await weigh(...question));
});
