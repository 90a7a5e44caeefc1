import { describe, expect, test } from "vitest";
import type { Range } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { lfText } from "../../../server/src/base/lineEnds";
import { OpenText, type PartChange } from "../../../server/src/documents/openText";
import { mulberry32 } from "../../../server/src/base/mulberry32";

function open(text: string): OpenText {
  return new OpenText({ uri: "file:///work/a.ts", languageId: "typescript", version: 1, text });
}

describe("inserted text gets the line end", () => {
  const inserted = (text: string, at: string): string => {
    const document = open(text);
    return document.outgoing("1\n2", document.text.indexOf(at));
  };
  test("of a document that has one only", () => {
    expect(inserted("a\nb\n", "b")).toBe("1\n2");
    expect(inserted("a\r\nb\r\n", "b")).toBe("1\r\n2");
    expect(inserted("a\rb\r", "b")).toBe("1\r2");
  });
  test("of the lines around, where a document mixes them", () => {
    const mixed = `${"unix\n".repeat(60)}here\n${"unix\n".repeat(60)}${"windows\r\n".repeat(60)}there\r\nodd\n${"windows\r\n".repeat(60)}`;
    expect(inserted(mixed, "here")).toBe("1\n2");
    expect(inserted(mixed, "there")).toBe("1\r\n2");
    expect(inserted(mixed, "odd")).toBe("1\r\n2");
  });
  test("of the line above, where there are as many of each", () => {
    expect(inserted("a\r\nb\n", "b")).toBe("1\r\n2");
    expect(inserted("a\nb\r\n", "b")).toBe("1\n2");
  });
  test("`\\n` in a document of one line", () => expect(inserted("a", "a")).toBe("1\n2"));
  test("that the document had before all its lines were joined", () => {
    const document = open("a\r\nb");
    document.update({ range: { start: { line: 0, character: 1 }, end: { line: 1, character: 0 } }, text: "" }, 2);
    expect(document.outgoing("1\n2", 1)).toBe("1\r\n2");
  });
  test("of the text that has taken the place of all", () => {
    const document = open("a\r\nb\r\n");
    document.update({ range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } }, text: "c\nd\n" }, 2);
    expect(document.outgoing("1\n2", 1)).toBe("1\n2");
  });
});

test("a caret between a carriage return and its line feed counts as the line's end", () => {
  const document = open("ab\r\ncd");
  expect(document.offsetAt({ line: 0, character: 3 })).toBe(2);
});

function ordered({ start, end }: Range): Range {
  const isOrdered = start.line < end.line || (start.line === end.line && start.character <= end.character);
  return isOrdered ? { start, end } : { start: end, end: start };
}

describe("stays in step with the client's text", () => {
  const pieces = ["\r", "\n", "\r\n", "a", "😀", "\r\r", "\n\n", "b\r\nc", ""];

  test.each(Array.from({ length: 40 }, (_, seed) => seed))("through random edits of line ends (seed %i)", (seed) => {
    const random = mulberry32(seed);
    const below = (count: number): number => Math.floor(random() * count);
    const some = (count: number): string =>
      Array.from({ length: below(count) }, () => pieces[below(pieces.length)]).join("");
    const text = some(20);
    // Made anew each time: the package does not see that a `\r` and a `\n` that meet are one line end.
    const create = (now: string): TextDocument => TextDocument.create("file:///work/a.ts", "typescript", 1, now);
    let client = create(text);
    const server = open(text);
    for (let version = 2; version < 60; version++) {
      const range = {
        start: client.positionAt(below(client.getText().length + 1)),
        end: client.positionAt(below(client.getText().length + 1)),
      };
      const change: PartChange = { range, text: some(4) };
      const before = server.text;
      const edit = server.update(change, version);
      client = create(TextDocument.applyEdits(client, [{ range: ordered(range), newText: change.text }]));
      const told = JSON.stringify({ before, change });
      expect(server.text, told).toBe(lfText(client.getText()));
      expect(
        before.slice(0, edit.startOffset) +
          server.text.slice(edit.startOffset, edit.newEndOffset) +
          before.slice(edit.oldEndOffset),
        told,
      ).toBe(server.text);
      expect(server.lineCount, told).toBe(client.lineCount);
      const offset = below(client.getText().length + 1);
      const position = client.positionAt(offset);
      expect(server.positionAt(server.offsetAt(position)), told).toEqual(position);
      // The one way to see the line ends: a line that all of its neighbours agree with.
      const ends = new Set(client.getText().match(/\r\n|\n|\r/g));
      if (ends.size === 1) expect(server.outgoing("\n", 0), told).toBe([...ends][0]);
    }
  });
});
