import { expect, test } from "vitest";
import { stopAfterWords, worthyWords } from "../../../../server/src/completion/prose/proseWords";
import type { Eagerness } from "../../../../server/src/model/certainty";
import { ScoredText } from "../../../../server/src/completion/scoredText";

/** A generated text of pieces with their probabilities. */
function generated(...pieces: readonly (readonly [text: string, probability: number])[]): ScoredText {
  const scored = new ScoredText();
  for (const [text, probability] of pieces)
    scored.append({ candidate: 0, text, tokenCount: 1, logProb: Math.log(probability) });
  return scored;
}

/** The words of a text that are offered after `typed` characters of it were typed; without any, the reason. */
function offered(scored: ScoredText, eagerness: Eagerness = "balanced", typed = 0): string {
  const words = worthyWords(scored, typed, eagerness);
  return "reason" in words ? words.reason : scored.text.slice(typed, typed + words.length);
}

test("an offer ends before the first word that is too uncertain", () =>
  expect(offered(generated([" for", 0.9], [" all", 0.8], [" files", 0.3], [" here", 0.9]))).toBe(" for all"));

test("a word is as certain as all its pieces and the words before it", () => {
  const halves = generated([" docu", 0.9], ["ment", 0.4], [" here", 0.9]);
  expect(offered(halves)).toBe("The best guess was too uncertain (36 %; balanced needs 40 %).");
  expect(offered(halves, "eager")).toBe(" document here");
  expect(offered(generated([" some", 0.8], [" more", 0.7], [" words", 0.7]))).toBe(" some more");
});

test("an offer has six words at most", () =>
  expect(offered(generated([" a", 1], [" b", 1], [" c", 1], [" d", 1], [" e", 1], [" f", 1], [" g", 1]))).toBe(
    " a b c d e f",
  ));

test("an offer ends with its line", () => expect(offered(generated([" words", 1], ["\nmore", 1]))).toBe(" words"));

test("the rest of a word counts as a word", () =>
  expect(offered(generated(["ment", 0.9], ["ation", 0.9], [" of", 0.3]), "balanced", 4)).toBe("ation"));

test("a few characters are not worth a suggestion", () =>
  expect(offered(generated([" a", 1], ["\n", 1]))).toBe("The next words are too few to be worth a suggestion."));

test("a text without probabilities is trusted", () => {
  const scored = new ScoredText();
  scored.append({ candidate: 0, text: " a b c d e f g h", tokenCount: 8 });
  expect(offered(scored)).toBe(" a b c d e f");
});

test("a generation ends once no further word can be offered", () => {
  const stopOf = (scored: ScoredText) => stopAfterWords(() => ({ kind: "continue" }))(scored.text, scored).kind;
  expect(stopOf(generated([" a", 0.9], [" b", 0.8]))).toBe("continue");
  expect(stopOf(generated([" a", 0.9], [" b", 0.1]))).toBe("stop");
  expect(stopOf(generated([" a", 1], [" b", 1], [" c", 1], [" d", 1], [" e", 1], [" f", 1], [" g", 1]))).toBe("stop");
});
