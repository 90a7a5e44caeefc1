import { describe, expect, test } from "vitest";
import { CharacterMemory } from "../../../../server/src/model/memory/characterMemory";
import { createMixture, type MixVocabulary } from "../../../../server/src/model/memory/mixture";

/** Tokens are the letters a–z, blanks, and the words `alpha` and ` beta`. */
const tokens = ["", "alpha", " beta", " ", "\n", ";\n", "(", ")", ";", ...Array.from("abcdefghijklmnopqrstuvwxyz")];
const vocabulary: MixVocabulary = {
  size: tokens.length,
  tokenText: (id) => tokens[id],
  firstToken(text) {
    const id = tokens.findIndex((token) => token !== "" && text.startsWith(token));
    return id < 0 ? undefined : id;
  },
};

/** Mixes even odds after the caret of `fixture`, and gives the probabilities by token text. */
function mixed(fixture: string, pending = "", logProbs = evenOdds()): Map<string, number> {
  const [history, suffix] = fixture.split("█");
  const memory = new CharacterMemory({ maxChars: 10_000 });
  memory.set("own", history + suffix);
  const lineStart = history.lastIndexOf("\n") + 1;
  const afterLine = suffix.slice(suffix.indexOf("\n") + 1);
  const self = { documentId: "own", beforeLine: history.slice(0, lineStart), afterLine };
  createMixture({ memory, vocabulary, self })(logProbs, { history, pending });
  return new Map(tokens.map((token, id) => [token, Math.exp(logProbs[id])]));
}

const endings = ["", "\n", ";\n"];
const even = (1 - endings.length * 1e-4) / (tokens.length - endings.length);
/** All tokens alike, but an early end of the line unlikely. */
function evenOdds(): Float32Array {
  return Float32Array.from(tokens, (token) => Math.log(endings.includes(token) ? 1e-4 : even));
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

  test("is less sure when the same text continued in several ways", () => {
    const pure = mixed("a call(alpha);\nb call(alpha);\nc call(█").get("alpha")!;
    const split = mixed("a call(beta);\nb call(alpha);\nc call(█").get("alpha")!;
    expect(split).toBeLessThan(pure);
    expect(split).toBeGreaterThan(even);
  });

  test("is left to the model where the memory is empty", () => {
    const logProbs = evenOdds();
    createMixture({ memory: new CharacterMemory({ maxChars: 100 }), vocabulary })(logProbs, {
      history: "x",
      pending: "",
    });
    expect(logProbs).toEqual(evenOdds());
  });

  test("stays the model's where nothing like it has been", () => {
    const logProbs = evenOdds();
    logProbs[vocabulary.firstToken("q")!] += 2;
    const logSum = Math.log(logProbs.reduce((sum, logProb) => sum + Math.exp(logProb), 0));
    expect(
      best(
        mixed(
          "one two\nthree █",
          "",
          logProbs.map((logProb) => logProb - logSum),
        ),
      ),
    ).toBe("q");
  });

  test("prefers a place that continues as the text after the caret does", () => {
    const before = "one {\n  call(alpha);\n  run here;\n}\ntwo {\n  call(beta);\n  stop there;\n}\nthree {\n  call(█";
    const asAlpha = mixed(`${before}\n  run here;\n}`);
    const asBeta = mixed(`${before}\n  stop there;\n}`);
    expect(asAlpha.get("alpha")! / asAlpha.get("b")!).toBeGreaterThan(asBeta.get("alpha")! / asBeta.get("b")!);
  });

  test("takes the name that stands for another one here", () => {
    const before = "let x = alpha;\nfoo(x, alpha);\nbar(x, alpha);\n";
    const odds = mixed(`${before}let y = gamma;\nfoo(y, gamma);\nbar(y, █`);
    expect(odds.get("g")!).toBeGreaterThan(odds.get("b")!);
  });

  test("that cannot come because of a cut token does not come", () => {
    const logProbs = evenOdds().fill(-Infinity);
    for (const token of ["b", " beta"]) logProbs[tokens.indexOf(token)] = Math.log(0.5);
    const odds = mixed("call(alpha);\ncall(█", "", logProbs);
    expect(odds.get("alpha")).toBe(0);
    expect(odds.get("b")! + odds.get(" beta")!).toBeCloseTo(1, 5);
  });

  test("can still be the model's own when the model is sure", () => {
    const logProbs = evenOdds().fill(Math.log(1e-6));
    logProbs[vocabulary.firstToken("beta")!] = Math.log(1 - 1e-6 * (tokens.length - 1));
    expect(best(mixed("a call(alpha);\nb call(█", "", logProbs))).toBe("b");
  });
});

describe("tokens that say the same about the line", () => {
  test("count together, so that the line ends when that is likeliest in all", () => {
    const logProbs = evenOdds().fill(Math.log(1e-6));
    for (const [token, probability] of [
      ["x", 0.4],
      [";", 0.31],
      [";\n", 0.29],
    ] as const)
      logProbs[tokens.indexOf(token)] = Math.log(probability);
    const odds = mixed("one two\nthree █", "", logProbs);
    expect(best(odds)).toBe(";");
    expect(odds.get(";\n")).toBe(0);
  });

  test("go by the likeliest of them", () => {
    const logProbs = evenOdds().fill(Math.log(1e-6));
    for (const [token, probability] of [
      [";", 0.3],
      [";\n", 0.69],
    ] as const)
      logProbs[tokens.indexOf(token)] = Math.log(probability);
    expect(best(mixed("one two\nthree █", "", logProbs))).toBe(";\n");
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
