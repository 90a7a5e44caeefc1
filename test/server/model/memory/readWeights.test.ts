import { expect, test } from "vitest";
import { featureNames } from "../../../../server/src/model/memory/mixtureFeatures";
import trained from "../../../../server/src/model/memory/mixtureWeights.json";
import { readWeights } from "../../../../server/src/model/memory/readWeights";

const names = ["matchLength", "isLineEnd"];
const file = { weights: { matchLength: [1, 2, 3], isLineEnd: [4, 5, 6] }, offsets: [0, 0, 0], outputs: [7, 8, 9] };

test("the weights that ship are for exactly the features that are computed", () => {
  expect(Object.keys(trained.weights)).toEqual(featureNames);
  expect(new Set(featureNames).size).toBe(featureNames.length);
  expect(readWeights(trained, featureNames).hidden).toBe(24);
});

test("weights reach the feature that they name, in whatever order the file has them", () => {
  const turned = { ...file, weights: { isLineEnd: [4, 5, 6], matchLength: [1, 2, 3] } };
  expect([...readWeights(turned, names).inner]).toEqual([1, 4, 2, 5, 3, 6]);
});

test.each([
  ["lacks a feature", { ...file, weights: { matchLength: [1, 2, 3] } }, 'lack the feature "isLineEnd"'],
  [
    "names an unknown one",
    { ...file, weights: { ...file.weights, luck: [1, 1, 1] } },
    '"luck", which is not a feature',
  ],
  ["has too few weights", { ...file, weights: { ...file.weights, isLineEnd: [4] } }, '"isLineEnd" has 1 weights for 3'],
  ["has too few outputs", { ...file, outputs: [1] }, "3 offsets and 1 outputs"],
])("a file that %s is refused", (_, wrong, message) => expect(() => readWeights(wrong, names)).toThrow(message));

test("a file of another form is refused", () =>
  expect(() => readWeights({ hidden: 24, weights: [1, 2] }, names)).toThrow());
