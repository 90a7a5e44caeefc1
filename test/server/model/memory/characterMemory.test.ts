import { describe, expect, test } from "vitest";
import { CharacterMemory } from "../../../../server/src/model/memory/characterMemory";

/**
 * `documents`: texts by name; the one with `█` is the caret's, remembered as it is after the caret's line was typed.
 * Expects the first characters that followed the matches, best first, at most `count`.
 */
function check(
  documents: Record<string, string>,
  expected: readonly string[],
  { stale, count = 3, chars = 5 }: { stale?: string; count?: number; chars?: number } = {},
): void {
  const memory = new CharacterMemory({ maxChars: 1_000_000 });
  let caret: { documentId: string; prefix: string; suffix: string } | undefined;
  for (const [documentId, fixture] of Object.entries(documents)) {
    const isOwn = fixture.includes("█");
    const [prefix, suffix] = fixture.split("█");
    if (isOwn) caret = { documentId, prefix, suffix };
    memory.set(documentId, isOwn && stale !== undefined ? stale : fixture.replace("█", ""));
  }
  const { documentId, prefix, suffix } = caret!;
  const lineStart = prefix.lastIndexOf("\n") + 1;
  const lineEnd = suffix.indexOf("\n");
  const found = memory.find(prefix, {
    self: {
      documentId,
      beforeLine: prefix.slice(Math.max(0, lineStart - 200), lineStart),
      ...(lineEnd < 0 ? {} : { afterLine: suffix.slice(lineEnd + 1, lineEnd + 201) }),
    },
    maxCount: count,
    maxChars: chars,
  });
  expect(found.map((continuation) => continuation.text)).toEqual(expected);
}

describe("what followed the same text", () => {
  test("the longest match comes first", () =>
    check({ a: "my getName();\nthe getSize();\nthe get█" }, ["Size(", "Name("]));

  test("among equal matches the nearest before the caret comes first", () =>
    check({ a: "a x.get(one)\nb x.get(two)\nc x.get(█\nd x.get(six)" }, ["two)\n", "one)\n", "six)"]));

  test("the caret's own document comes before a more recent one", () =>
    check({ a: "call(own)\ncall(█", b: "call(else)" }, ["own)\n", "else)"]));

  test("the more recent of two other documents comes first", () =>
    check({ a: "call(old)", b: "call(new)", c: "\ncall(█" }, ["new)", "old)"]));

  test("fewer than four equal characters don't match", () => check({ a: "a = foo1\nb = foo2\nz=f█" }, []));

  test("a match at the very end of a document has no continuation", () =>
    check({ a: "return value", b: "return value█" }, []));

  test("a match is counted up to 240 characters", () => {
    const memory = new CharacterMemory({ maxChars: 1000 });
    memory.set("a", "x".repeat(300) + "y");
    const [best] = memory.find("x".repeat(300), { maxCount: 1, maxChars: 1 });
    expect(best).toMatchObject({ documentId: "a", matchLength: 240, offset: 300, text: "y" });
  });

  test("finds the same as a search through all places", () => {
    const words = ["const ", "value", " = ", "list", ".map(", "(item)", " => ", "\n  ", "return ", ");\n"];
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >> 8) % below;
    };
    const text = Array.from({ length: 60 }, () => words[random(words.length)]).join("");
    const memory = new CharacterMemory({ maxChars: 100_000 });
    memory.set("a", text);
    for (let round = 0; round < 200; round++) {
      const end = 20 + random(text.length - 20);
      const history = text.slice(0, end - random(3)) + words[random(words.length)];
      const best = memory.find(history, { maxCount: 1, maxChars: 8 }).at(0);
      expect(best?.matchLength ?? 0).toBe(longestBySearch(text, history));
    }
  });
});

function longestBySearch(text: string, history: string): number {
  let longest = 0;
  for (let place = 0; place < text.length; place++) {
    let length = 0;
    while (length < 240 && length < place && text[place - 1 - length] === history[history.length - 1 - length])
      length++;
    longest = Math.max(longest, length);
  }
  return longest < 4 ? 0 : longest;
}

describe("the line that is being typed", () => {
  test("does not answer for itself", () => check({ a: "one();\nconst total = █count + 1;\ntwo();\n" }, []));

  test("does not bring back what the user has just deleted from it", () =>
    check({ a: "one();\nconst total = █\ntwo();\n" }, [], { stale: "one();\nconst total = count + 1;\ntwo();\n" }));

  test("does not bring back lines that the user has just deleted after it", () =>
    check({ a: "one();\nconst total = █\ntwo();\n" }, [], {
      stale: "one();\nlet x;\nconst total = count;\nlet y;\ntwo();\n",
    }));

  test("is found by the text after it when the line before has changed too", () =>
    check({ a: "changed();\nconst total = █\ntwo();\nthree();\n" }, [], {
      stale: "one();\nconst total = count;\ntwo();\nthree();\n",
    }));

  test("leaves an equal place elsewhere in the document alone", () =>
    check({ a: "if (x)\n  const total = 1;\nif (x)\n  const total = █\nend" }, ["1;\nif"]));

  test("answers nothing from an equal place that follows it, for its own rest", () =>
    check({ a: "if (x)\n  total = █9;\nmid\nif (x)\n  total = 1;\nend" }, ["1;\nen"]));

  test("is at the start of the document", () => check({ a: "import █one\nimport two\n" }, ["two\n"]));
});

describe("bounds", () => {
  const call = { maxCount: 5, maxChars: 3 };

  test("a document's new text replaces the old one", () => {
    const memory = new CharacterMemory({ maxChars: 1000 });
    memory.set("a", "const alpha = 1;");
    memory.set("a", "const gamma = 2;");
    expect(memory.find("const alpha", call)).toEqual([]);
    expect(memory.find("const gamma", call).map((found) => found.text)).toEqual([" = "]);
  });

  test("a forgotten document answers nothing and costs nothing", () => {
    const memory = new CharacterMemory({ maxChars: 1000 });
    memory.set("a", "const alpha = 1;");
    memory.delete("a");
    memory.delete("never set");
    expect(memory.find("const alpha", call)).toEqual([]);
    expect(memory.sizeBytes).toBe(0);
  });

  test("the least recently set documents make room for new ones", () => {
    const memory = new CharacterMemory({ maxChars: 40 });
    memory.set("a", "const alpha = 1;");
    memory.set("b", "const bravo = 2;");
    memory.set("a", "const alpha = 1;"); // unchanged, but recent again
    memory.set("c", "const gamma = 3;");
    expect(memory.find("const alpha", call)).toHaveLength(1);
    expect(memory.find("const bravo", call)).toEqual([]);
    expect(memory.find("const gamma", call)).toHaveLength(1);
  });

  test("a document larger than all the room is refused, and its old text forgotten", () => {
    const memory = new CharacterMemory({ maxChars: 100 });
    memory.set("a", "const alpha = 1;");
    memory.set("a", "const alpha = 1;\n".repeat(10));
    expect(memory.sizeBytes).toBe(0);
  });

  test("a minified document on one line is refused", () => {
    const memory = new CharacterMemory({ maxChars: 1_000_000 });
    memory.set("a", "const alpha=1;".repeat(1000));
    expect(memory.sizeBytes).toBe(0);
  });

  test("half a surrogate pair neither matches a whole one nor is handed out", () => {
    const memory = new CharacterMemory({ maxChars: 1000 });
    memory.set("a", "smile 😀 end");
    expect(memory.find("smile \ud83d", call)).toEqual([]);
    expect(memory.find("smile ", { maxCount: 1, maxChars: 1 }).map((found) => found.text)).toEqual([""]);
    memory.set("b", "broken \ud83d text");
    expect(memory.find("broken \ud83d", call).map((found) => found.text)).toEqual([" te"]);
  });
});
