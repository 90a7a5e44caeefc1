import { describe, expect, test } from "vitest";
import type { StoredAnswer } from "../../../../server/src/completion/stored/answerStore";
import { AnswerVault, teamVault } from "../../../../server/src/completion/stored/answerVault";

const answer: StoredAnswer = [
  { text: "größe", tokenCount: 2, logProb: -0.1234 },
  { text: "();\n", tokenCount: 1, logProb: -0.5 },
];
const vault = new AnswerVault(Buffer.alloc(32, 1));
const name = vault.nameOf("question");

describe("a sealed answer", () => {
  test("opens under its own name, with what ranking needs", () =>
    expect(vault.open(name, vault.seal(name, answer))).toEqual([
      { text: "größe", tokenCount: 2, logProb: -0.123 },
      { text: "();\n", tokenCount: 1, logProb: -0.5 },
    ]));

  test("of an endpoint, which tells no probabilities, is one piece", () => {
    const unscored = answer.map(({ text, tokenCount }) => ({ text, tokenCount }));
    expect(vault.open(name, vault.seal(name, unscored))).toEqual([{ text: "größe();\n", tokenCount: 3 }]);
  });

  test("holds nothing of its text in clear, and never looks the same twice", () => {
    const sealed = vault.seal(name, answer);
    expect(sealed.includes("größe")).toBe(false);
    expect(sealed.equals(vault.seal(name, answer))).toBe(false);
  });

  test("does not open under another name, with another secret, or with any byte changed or missing", () => {
    const sealed = vault.seal(name, answer);
    expect(vault.open(vault.nameOf("other"), sealed)).toBeUndefined();
    expect(new AnswerVault(Buffer.alloc(32, 2)).open(name, sealed)).toBeUndefined();
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(vault.open(name, changed)).toBeUndefined();
      expect(vault.open(name, sealed.subarray(0, at))).toBeUndefined();
    }
  });
});

describe("a name", () => {
  test("is the same for the same question and secret only", () => {
    expect(vault.nameOf("question")).toBe(new AnswerVault(Buffer.alloc(32, 1)).nameOf("question"));
    expect(vault.nameOf("question")).not.toBe(vault.nameOf("question "));
    expect(vault.nameOf("question")).not.toBe(new AnswerVault(Buffer.alloc(32, 2)).nameOf("question"));
  });

  test("has 24 characters that a file and a Redis key may hold", () => expect(name).toMatch(/^[\w-]{24}$/));
});

test("a team's members share answers by their secret alone", async () => {
  const [one, same, other] = await Promise.all(["correct horse", "correct horse", "battery staple"].map(teamVault));
  const sealed = one.seal(one.nameOf("q"), answer);
  expect(same.open(same.nameOf("q"), sealed)?.[0]?.text).toBe("größe");
  expect(other.open(one.nameOf("q"), sealed)).toBeUndefined();
});
