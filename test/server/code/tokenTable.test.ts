import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TokenTable } from "../../../server/src/code/tokenTable";
import { mulberry32 } from "../../../server/src/base/mulberry32";

test("tokens know their place, their partner and the bracket around them", () => {
  const table = new TokenTable("typescript", 'call(a, "b c"); // two words\n');
  const words = Array.from({ length: table.count }, (_, index) => table.word(index));
  expect(words).toEqual(["call", "(", "a", ",", '"', "b", "c", '"', ")", ";", "/", "/", "two", "words"]);
  expect([table.partners[1], table.partners[8], table.partners[4]]).toEqual([8, 1, 7]);
  expect([table.openers[2], table.openers[5], table.openers[0]]).toEqual([1, 4, -1]);
  expect(table.indexAt(5)).toBe(2);
  expect(table.find("words", 9)).toEqual([13]);
});

test("a text that was changed a little is read as a new one is", () => {
  // A real file: this project's own.
  let text = readFileSync("server/src/code/lexer.ts", "utf8");
  const random = mulberry32(7);
  let table = new TokenTable("typescript", text);
  for (let round = 0; round < 60; round++) {
    const at = Math.floor(random() * text.length);
    const gone = random() < 0.5 ? 0 : Math.floor(random() * 30);
    const added = ["x", "\n", "(a, b)", "\n  next();\n", "{", ""][Math.floor(random() * 6)];
    text = text.slice(0, at) + added + text.slice(at + gone);
    table = new TokenTable("typescript", text, table);
    const lines = text.split("\n").length;
    expect(table.lineAt(text.length)).toBe(lines - 1);
    for (let index = 1; index < table.count; index++) {
      if (table.starts[index] < table.ends[index - 1]) throw new Error(`Token ${index} overlaps the one before.`);
      const partner = table.partners[index];
      if (partner >= 0 && table.partners[partner] !== index) throw new Error(`Token ${index} has a faithless partner.`);
    }
    const words = (of: TokenTable): string => Array.from({ length: of.count }, (_, index) => of.word(index)).join(" ");
    expect(words(table).replaceAll(" ", "")).toBe(words(new TokenTable("typescript", text)).replaceAll(" ", ""));
  }
});

test("reading a changed text costs a small part of reading it anew", () => {
  const text = readFileSync("server/src/code/lexer.ts", "utf8").repeat(12);
  const timeOf = (run: () => unknown): number => {
    const startMs = performance.now();
    for (let round = 0; round < 5; round++) run();
    return performance.now() - startMs;
  };
  const whole = new TokenTable("typescript", text);
  const changed = `${text.slice(0, 90_000)}x${text.slice(90_000)}`;
  const anew = timeOf(() => new TokenTable("typescript", changed));
  const again = timeOf(() => new TokenTable("typescript", changed, whole));
  expect(again).toBeLessThan(anew / 2);
});
