import { expect, test } from "vitest";
import { CharacterMemory } from "../../../../server/src/model/memory/characterMemory";
import { completeFromMemory } from "../../../../server/src/model/memory/memoryCompletion";

/** `fixture` is the caret's document with `█`; expects the text offered, or `undefined`. */
function check(fixture: string, expected: string | undefined, others: readonly string[] = []): void {
  const memory = new CharacterMemory({ maxChars: 100_000 });
  others.forEach((text, index) => memory.set(`other${index}`, text));
  const [history, suffix] = fixture.split("█");
  memory.set("own", history + suffix);
  const lineStart = history.lastIndexOf("\n") + 1;
  const self = { documentId: "own", beforeLine: history.slice(0, lineStart) };
  expect(completeFromMemory(memory, { history, suffix, self })?.text).toBe(expected);
}

const call = "const total = sumOf(prices, rates);";

test("the rest of a line from elsewhere is offered", () => check(`${call}\nconst total = sum█`, "Of(prices, rates);"));

test("it may be in another open document", () => check("x();\nconst total = sum█", "Of(prices, rates);", [call]));

test("a short match offers nothing", () => check(`${call}\nmy sum█`, undefined));

test("indentation alone doesn't match", () =>
  check(`f(\n${" ".repeat(20)}argument\n)\ng(\n${" ".repeat(20)}█`, undefined));

test("places that continue differently offer nothing", () =>
  check("const total = one;\nlet a;\nconst total = two;\nlet b;\nconst total = █", undefined));

test("places that continue alike are certain", () =>
  check("const total = one;\nlet a;\nconst total = one;\nlet b;\nconst total = █", "one;"));

test("text already behind the caret is not offered again", () =>
  check(`${call}\nconst total = sum█);`, "Of(prices, rates"));

test("the end of a line is nothing to offer", () => check(`${call}\nlet x;\n${call}█\nlet y;`, undefined));

test("a line longer than 200 characters is not offered", () =>
  check(`const total = ${"1 + ".repeat(60)}0;\nconst total = █`, undefined));

test("an empty memory offers nothing", () => check("const total = █", undefined));
