import { describe, expect, test } from "vitest";
import {
  certaintyBetween,
  certaintyOfFirstLine,
  isWorthKeeping,
  shouldOffer,
  type Eagerness,
} from "../../../server/src/model/certainty";

describe("an answer", () => {
  interface Scores {
    mean?: number | undefined;
    /** The first token's, where it isn't the mean. */
    first?: number;
    eagerness?: Eagerness;
    trigger?: "automatic" | "invoked";
  }
  const verdict = ({ mean, first = mean, eagerness = "balanced", trigger = "automatic" }: Scores) => {
    const last = mean === undefined || first === undefined ? undefined : 2 * mean - first;
    const pieces = [
      { end: 1, tokenCount: 1, logProb: first },
      { end: 9, tokenCount: 1, logProb: last },
    ];
    return shouldOffer({ certainty: certaintyBetween(pieces, 0, 9), source: "model", eagerness, trigger });
  };
  const offer = (params: Scores): boolean => verdict({ mean: -0.3, ...params }).offer;

  test("is offered when the model is sure", () => expect(offer({})).toBe(true));
  test("is held back when it is not", () => expect(offer({ mean: -3 })).toBe(false));
  test("is held back when its beginning is doubtful", () => expect(offer({ first: -2 })).toBe(false));
  test("is offered when only its end is doubtful", () => {
    expect(offer({ mean: -0.8 })).toBe(false);
    expect(offer({ mean: -0.8, first: -0.1 })).toBe(true);
  });
  test("is given to whoever asks for it", () => expect(offer({ mean: -3, trigger: "invoked" })).toBe(true));
  test("is offered where there is no score", () => expect(offer({ mean: undefined })).toBe(true));
  test("comes sooner to the eager than to the quiet", () => {
    expect(offer({ mean: -0.9, eagerness: "eager" })).toBe(true);
    expect(offer({ mean: -0.9 })).toBe(false);
    expect(offer({ mean: -0.5 })).toBe(true);
    expect(offer({ mean: -0.5, eagerness: "quiet" })).toBe(false);
  });
  test("that is held back says why", () =>
    expect(verdict({ mean: -3 })).toEqual({
      offer: false,
      reason: "The best guess was too uncertain (5 %; balanced needs 55 %).",
    }));
});

describe("a first line", () => {
  const ofLine = (...pieces: readonly (readonly [string, number?])[]): number | undefined =>
    certaintyOfFirstLine(pieces.map(([text, logProb]) => ({ text, tokenCount: 1, logProb })));

  test("is weighed without the lines behind it", () =>
    expect(ofLine(["a(", -0.3], ["b)", -0.3], ["\nreturn", -9])).toBeCloseTo(-0.3));
  test("is the one with content, where blank lines come first", () =>
    expect(ofLine(["\n", -0.3], ["a();", -0.3], ["\n", -9])).toBeCloseTo(-0.3));
  test("has no certainty where a piece has none", () => expect(ofLine(["a(", -0.3], ["b)"])).toBeUndefined());
  test("is kept where no endpoint would be asked about it, and else not", () => {
    const [shown, doubtful] = [ofLine(["sum()\n", -0.3]), ofLine(["sum()\n", -0.4])];
    expect([isWorthKeeping(shown, "hybrid"), isWorthKeeping(doubtful, "hybrid")]).toEqual([true, false]);
    expect(isWorthKeeping(doubtful, "local")).toBe(true);
  });
});
