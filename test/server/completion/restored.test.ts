import { expect, test } from "vitest";
import type { CompletionChunk } from "../../../server/src/model/backend";
import { restored } from "../../../server/src/completion/restored";
import { Restoration } from "../../../server/src/safety/secrets/restoration";

/** Checks what becomes of an answer in pieces, of which `<secret-1>` and `<secret-12>` were cut out of the prompt. */
async function check(pieces: readonly string[], expected: readonly string[]): Promise<void> {
  const restoration = new Restoration();
  restoration.add("one two", [
    { start: 0, end: 3, placeholder: "<secret-1>" },
    { start: 4, end: 7, placeholder: "<secret-12>" },
  ]);
  const texts: string[] = [];
  for await (const { text } of restored(chunks(pieces), restoration)) texts.push(text);
  expect(texts).toEqual(expected);
}

async function* chunks(pieces: readonly string[]): AsyncIterable<CompletionChunk> {
  for (const text of pieces) yield await Promise.resolve({ candidate: 0, text, tokenCount: 1 });
}

test("a placeholder becomes its secret", () => check(['a = "<secret-1>";'], ['a = "one";']));

test("a placeholder that comes in pieces becomes its secret", () =>
  check(["a<", "sec", "ret-1", "2", ">;"], ["a", "", "", "", "two;"]));

test("what only begins like a placeholder comes out as soon as it is none", () =>
  check(["if (a <", " b) <s", "ection", "> <"], ["if (a ", "< b) ", "<section", "> ", "<"]));

test("a placeholder of another prompt stays as it is", () => check(["<secret-3>"], ["<secret-3>"]));

test("each candidate is pieced together by itself", async () => {
  const restoration = new Restoration();
  restoration.add("one", [{ start: 0, end: 3, placeholder: "<secret-1>" }]);
  const texts = ["", ""];
  async function* both(): AsyncIterable<CompletionChunk> {
    for (const [candidate, text] of [
      [0, "<secret"],
      [1, "x<sec"],
      [0, "-1>"],
      [1, "ret-1> y"],
    ] as const)
      yield await Promise.resolve({ candidate, text, tokenCount: 1 });
  }
  for await (const { candidate, text } of restored(both(), restoration)) texts[candidate] += text;
  expect(texts).toEqual(["one", "xone y"]);
});
