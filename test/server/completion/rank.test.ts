import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../server/src/completion/candidate";
import { rank, shouldOffer } from "../../../server/src/completion/rank";

/** Ranks texts with their mean log-probability. */
function check(
  candidates: readonly (readonly [text: string, meanLogProb: number | undefined])[],
  expected: string[],
): void {
  const ranked = rank(
    candidates.map(([text, meanLogProb]): Candidate => ({
      text,
      meanLogProb,
      replaceSuffixLength: 0,
      source: "model",
    })),
  );
  expect(ranked.map(({ text }) => text)).toEqual(expected);
}

describe("of several candidates", () => {
  test("the backend's first choice comes first, whatever the others score", () =>
    check(
      [
        ["a();", -1],
        ["b();", -0.5],
      ],
      ["a();", "b();"],
    ));
  test("equals are shown once", () =>
    check(
      [
        ["a(); ", -0.5],
        ["a();", -1],
      ],
      ["a(); "],
    ));
  test("the beginning of a better one is left out", () =>
    check(
      [
        ["a(b);", -0.5],
        ["a(", -1],
      ],
      ["a(b);"],
    ));
  test("an empty one is left out", () => check([["  ", -1]], []));
  test("a longer one that begins like an earlier one stays", () =>
    check(
      [
        ["a(", -0.5],
        ["a(b);", -1],
      ],
      ["a(", "a(b);"],
    ));
});

describe("an answer", () => {
  const sure = { meanLogProb: -0.3, source: "model", eagerness: "balanced", trigger: "automatic" } as const;
  const offer = (params: Partial<Parameters<typeof shouldOffer>[0]>): boolean =>
    shouldOffer({ ...sure, ...params }).offer;

  test("is offered when the model is sure", () => expect(offer({})).toBe(true));
  test("is held back when it is not", () => expect(offer({ meanLogProb: -3 })).toBe(false));
  test("is held back when its beginning is doubtful", () => expect(offer({ firstLogProb: -2 })).toBe(false));
  test("is offered when only its end is doubtful", () => {
    expect(offer({ meanLogProb: -0.8 })).toBe(false);
    expect(offer({ meanLogProb: -0.8, firstLogProb: -0.1 })).toBe(true);
  });
  test("is given to whoever asks for it", () => expect(offer({ meanLogProb: -3, trigger: "invoked" })).toBe(true));
  test("is offered without a score", () => expect(offer({ meanLogProb: undefined })).toBe(true));
  test("comes sooner to the eager than to the quiet", () => {
    expect(offer({ meanLogProb: -0.9, eagerness: "eager" })).toBe(true);
    expect(offer({ meanLogProb: -0.9 })).toBe(false);
    expect(offer({ meanLogProb: -0.5 })).toBe(true);
    expect(offer({ meanLogProb: -0.5, eagerness: "quiet" })).toBe(false);
  });
  test("that is held back says why", () =>
    expect(shouldOffer({ ...sure, meanLogProb: -3 })).toEqual({
      offer: false,
      reason: "The best guess was too uncertain (5 %; balanced needs 55 %).",
    }));
});
