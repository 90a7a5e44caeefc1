import { expect, test } from "vitest";
import type { Arm } from "../../../bench/quality/arms";
import { lineCase, type ProseCase } from "../../../bench/quality/prose/proseCase";
import { tongueOf } from "../../../bench/quality/prose/proseSources";
import { typeAlong } from "../../../bench/quality/prose/typeAlong";

/** The case of typing a text's last line from the column `start` on. */
function caseOf(text: string, start: number): ProseCase | undefined {
  return lineCase({
    ...{ id: "a", repository: "a/b", path: "README.md", languageId: "markdown" },
    ...{ proseKind: "paragraph", tongue: "en", text, lineStart: text.lastIndexOf("\n") + 1, start },
  });
}

/** Offers `text` where the typed part of the line ends with `after`, and else nothing. */
function armThatOffers(after: string, text: string): Arm {
  return {
    complete: ({ prefix }) =>
      Promise.resolve({ text: prefix.endsWith(after) ? text : "", replaceSuffixLength: 0, latencyMs: 1 }),
    dispose: () => Promise.resolve(),
  };
}

const typed = (arm: Arm) => typeAlong(arm, caseOf("# Title\n\nThe server starts when it is asked.", 4)!);

test("a case is the rest of a line, of which at most 48 characters are typed, in whole words", () => {
  expect(caseOf("One\nThe server starts when it is asked.", 4)).toMatchObject({
    prefix: "One\nThe ",
    truth: "server starts when it is asked.",
    typedLength: 31,
  });
  expect(caseOf(`The ${"word ".repeat(20)}`, 4)?.typedLength).toBe(44);
  expect(caseOf("The server", 4)).toBeUndefined();
});

test("without suggestions each character is a key", async () =>
  expect(await typed(armThatOffers("never", ""))).toMatchObject({ charCount: 31, keyCount: 31, offers: [] }));

test("each right word from a suggestion's start is a key, and the wrong rest is typed over", async () =>
  expect(await typed(armThatOffers("The s", "erver starts when they ask"))).toMatchObject({
    charCount: 31,
    keyCount: 31 - "erver starts when".length + 3,
    offers: [{ wordCount: 5, rightWordCount: 3, rightCharCount: 17 }],
  }));

test("a suggestion whose first word is wrong stays while the keys agree with it, and saves nothing", async () =>
  expect(await typed(armThatOffers("The s", "ervice"))).toMatchObject({
    keyCount: 31,
    offers: [{ wordCount: 1, rightWordCount: 0, rightCharCount: 0 }],
  }));

test("a word that the author continues is not right", async () =>
  expect((await typed(armThatOffers("starts ", "wh"))).offers).toMatchObject([{ rightWordCount: 0 }]));

test("a document's language is in its path", () => {
  expect(tongueOf("docs/de/index.md")).toBe("de");
  expect(tongueOf("README.pt-BR.md")).toBe("pt");
  expect(tongueOf("docs/index.md")).toBe("en");
  expect(tongueOf("docs/zh/index.md")).toBeUndefined();
});
