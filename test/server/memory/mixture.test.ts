import { describe, expect, test } from "vitest";
import { CharacterMemory } from "../../../server/src/memory/characterMemory";
import { createMixture, type MixVocabulary } from "../../../server/src/memory/mixture";

/** Tokens are the letters a–z, blanks, and the words `alpha` and ` beta`. */
const tokens = ["alpha", " beta", " ", "\n", "(", ")", ";", ...Array.from("abcdefghijklmnopqrstuvwxyz")];
const vocabulary: MixVocabulary = {
  size: tokens.length,
  tokenText: (id) => tokens[id],
  firstToken(text) {
    const id = tokens.findIndex((token) => text.startsWith(token));
    return id < 0 ? undefined : id;
  },
};

/** Mixes even odds after the caret of `fixture`, and gives the probabilities by token text. */
function mixed(fixture: string, pending = "", logProbs = evenOdds()): Map<string, number> {
  const [history, suffix] = fixture.split("█");
  const memory = new CharacterMemory({ maxChars: 10_000 });
  memory.set("own", history + suffix);
  const lineStart = history.lastIndexOf("\n") + 1;
  const self = { documentId: "own", beforeLine: history.slice(0, lineStart) };
  createMixture({ memory, vocabulary, self })(logProbs, { history, pending });
  return new Map(tokens.map((token, id) => [token, Math.exp(logProbs[id])]));
}

const even = 1 / tokens.length;
function evenOdds(): Float32Array {
  return new Float32Array(tokens.length).fill(Math.log(even));
}

function best(odds: Map<string, number>): string {
  return [...odds].reduce((one, other) => (other[1] > one[1] ? other : one))[0];
}

describe("the next token", () => {
  test("is what followed the same text", () => expect(best(mixed("call(alpha);\ncall(█"))).toBe("alpha"));

  test("says what is left of a cut token again", () =>
    expect(best(mixed("call(alpha);\ncall(al█", "al"))).toBe("alpha"));

  test("is the more likely, the longer the match", () => {
    const short = mixed("a call(alpha);\nb call(█").get("alpha")!;
    const long = mixed("const total = call(alpha);\nconst total = call(█").get("alpha")!;
    expect(short).toBeGreaterThan(2 * even);
    expect(long).toBeGreaterThan(short);
  });

  test("is less sure when the same text went on in several ways", () => {
    const pure = mixed("a call(alpha);\nb call(alpha);\nc call(█").get("alpha")!;
    const split = mixed("a call(beta);\nb call(alpha);\nc call(█").get("alpha")!;
    expect(split).toBeLessThan(pure);
    expect(split).toBeGreaterThan(even);
  });

  test("is left to the model where nothing like it has been", () => {
    const odds = mixed("one two\nthree █");
    for (const probability of odds.values()) expect(probability).toBeCloseTo(even, 6);
  });

  test("can still be the model's own when the model is sure", () => {
    const logProbs = evenOdds().fill(Math.log(1e-6));
    logProbs[vocabulary.firstToken("beta")!] = Math.log(1 - 1e-6 * (tokens.length - 1));
    expect(best(mixed("a call(alpha);\nb call(█", "", logProbs))).toBe("b");
  });
});

test("stays a distribution, whatever the text", () => {
  const words = ["call(", "alpha", " beta", ")", ";\n", "  ", "x", "y z"];
  let state = 11;
  const random = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  for (let round = 0; round < 100; round++) {
    const text = Array.from({ length: 60 }, () => words[random(words.length)]).join("");
    const logits = Float32Array.from(tokens, () => random(100) / 10);
    const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    const odds = [
      ...mixed(
        `${text}█`,
        "",
        logits.map((logit) => logit - logSum),
      ).values(),
    ];
    expect(odds.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 4);
    expect(Math.min(...odds)).toBeGreaterThanOrEqual(0);
  }
});
