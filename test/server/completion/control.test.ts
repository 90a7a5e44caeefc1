import { describe, expect, test } from "vitest";
import { lfText } from "../../../server/src/base/lineEnds";
import { systemClock } from "../../../server/src/base/clock";
import { languageOf } from "../../../server/src/code/languages";
import { placeByText } from "../../../server/src/code/placeByText";
import { createAsk } from "../../../server/src/completion/ask";
import { chanceOf, readForest } from "../../../server/src/completion/control/chance";
import { thresholds, trainedControl } from "../../../server/src/completion/control/control";
import {
  controlFeatures,
  readFeatures,
  type Facts,
  type Features,
} from "../../../server/src/completion/control/features";
import { completionSettings } from "../../../server/src/completion/completionSettings";
import { Trace } from "../../../server/src/completion/trace";
import { profileBetween } from "../../../server/src/model/certainty";
import { defaultSettings } from "../../../server/src/settings/settings";

/** Returns the facts about `text` at the fixture's `█`; each token of two characters has one of `logProbs`, the last one repeated. */
function factsOf(
  fixture: string,
  text: string,
  more: {
    logProbs?: readonly number[];
    languageId?: string;
    copies?: readonly { matchLength: number; text: string }[];
  } = {},
): Facts {
  const { logProbs = [-0.1], languageId = "typescript", copies = [] } = more;
  const offset = fixture.indexOf("█");
  const whole = lfText(fixture.replace("█", ""));
  const document = { uri: "file:///a.ts", path: "a.ts", languageId, version: 1, text: whole };
  const ask = createAsk({
    request: { document, offset, trigger: "automatic" },
    settings: completionSettings(defaultSettings),
    place: placeByText(languageOf(languageId), { text: whole, offset }),
    project: "",
    trace: new Trace(systemClock),
    signal: new AbortController().signal,
  });
  const pieces = Array.from({ length: Math.ceil(text.length / 2) }, (_, index) => ({
    end: Math.min(text.length, 2 * index + 2),
    tokenCount: 1,
    logProb: logProbs[Math.min(index, logProbs.length - 1)],
  }));
  const profile = profileBetween(pieces, 0, text.length)!;
  return { ask, text, profile, copies };
}

const featuresOf = (...params: Parameters<typeof factsOf>): Features => readFeatures(factsOf(...params));

describe("the judgement whether a suggestion is worth showing", () => {
  test("knows every feature by its name", () =>
    expect(Object.keys(featuresOf("const a = █\n", "b();")).sort()).toEqual([...controlFeatures].sort()));

  test("reads the tokens' probabilities", () =>
    expect(featuresOf("const a = █\n", "b(cd);", { logProbs: [-0.5, -2, -0.1] })).toMatchObject({
      ...{ firstLogProb: -0.5, secondLogProb: -2, thirdLogProb: -0.1, leastLogProb: -2 },
      ...{ tokenCount: 3, charCount: 6 },
    }));

  test.each([
    ["  list.█\n", "push(", { isBehindDot: 1, beginsInWord: 1, lineLength: 5, wordLength: 0 }],
    ["  call(█\n", "[1]", { isBehindOpener: 1, beginsWithOpener: 1 }],
    ["  const coun█\n", "t = 1;", { wordLength: 4, beginsInWord: 1, isBehindBlank: 0 }],
    ["  // count █\n", "the rest", { isComment: 1, isBehindBlank: 1 }],
    ['  say("Hello█\n', ', world"', { isString: 1, beginsWithCloser: 1 }],
    ["  █\n", ") {", { lineLength: 0, beginsWithCloser: 1 }],
  ])("reads the caret's line: %s", (fixture, text, features) =>
    expect(featuresOf(fixture, text)).toMatchObject(features),
  );

  test("knows which languages the embedded model has seen", () => {
    expect(featuresOf("a = █\n", "b()", { languageId: "python" }).isTrained).toBe(1);
    expect(featuresOf("a := █\n", "b()", { languageId: "go" }).isTrained).toBe(0);
  });

  test("compares the suggestion with the text that followed the same text elsewhere", () =>
    expect(
      featuresOf("x.█\n", "push(1)", {
        copies: [
          { matchLength: 9, text: "push(2)" },
          { matchLength: 3, text: "map(f)" },
        ],
      }),
    ).toMatchObject({
      copyLength: 9,
      copyAgreement: 5,
      copyShare: 0.75,
    }));

  test("follows its trees", () => {
    const forest = readForest({
      base: 0.5,
      trees: [{ feature: "lineLength", at: 3, below: { value: -1 }, above: { value: 1 } }, { value: 0.25 }],
    });
    const chance = (score: number): number => 1 / (1 + Math.exp(-score));
    expect(chanceOf(featuresOf("█\n", "a"), forest)).toBeCloseTo(chance(-0.25));
    expect(chanceOf(featuresOf("abc█\n", "a"), forest)).toBeCloseTo(chance(1.75));
  });

  test("refuses trees with a feature that it does not know", () =>
    expect(() =>
      readForest({ base: 0, trees: [{ feature: "mood", at: 1, below: { value: 0 }, above: { value: 0 } }] }),
    ).toThrow());

  test("shows what is sure at every eagerness, and what is hopeless at none", () => {
    const sure = factsOf("  return list.█\n", "length;", { logProbs: [-0.001] });
    const hopeless = factsOf("  █\n", "xyzzy;", { logProbs: [-4] });
    for (const eagerness of ["eager", "balanced", "quiet"] as const) {
      for (const approach of ["typing", "arrived"] as const) {
        expect(trainedControl.verdict(sure, { eagerness, approach })).toEqual({ offer: true });
        expect(trainedControl.verdict(hopeless, { eagerness, approach })).toMatchObject({ offer: false });
      }
    }
  });

  test("must be surer while the user types than where the caret was put", () => {
    for (const eagerness of ["eager", "balanced", "quiet"] as const) {
      const [typing, arrived] = (["typing", "arrived"] as const).map((approach) => thresholds[approach][eagerness]);
      expect(typing).toBeGreaterThan(arrived);
    }
  });

  test("says in percent what was too uncertain", () =>
    expect(
      trainedControl.verdict(factsOf("  █\n", "xyzzy;", { logProbs: [-4] }), {
        eagerness: "balanced",
        approach: "arrived",
      }),
    ).toMatchObject({
      reason: expect.stringMatching(/^The best guess was too uncertain \(\d+ %; balanced needs \d+ %\)\.$/) as string,
    }));
});
