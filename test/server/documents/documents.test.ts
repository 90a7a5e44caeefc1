import { expect, test } from "vitest";
import { Documents } from "../../../server/src/documents/documents";
import { systemClock } from "../../../server/src/base/clock";

const uri = "file:///work/src/a.ts";

interface Replacement {
  readonly start: readonly [line: number, character: number];
  readonly end: readonly [line: number, character: number];
  readonly text: string;
}

function openDocuments(text: string, maxChars = 2_000_000) {
  const events: string[] = [];
  let skippedChanges = 0;
  const documents = new Documents({
    clock: systemClock,
    maxChars: () => maxChars,
    onSkippedChange: () => {
      skippedChanges++;
    },
  });
  documents.setFolders(["file:///work"]);
  documents.listen({
    opened: ({ path }) => void events.push(`opened ${path}`),
    changed: ({ version }, edits) =>
      void events.push(
        `changed to ${version}:${edits.map((edit) => ` ${edit.startOffset}-${edit.oldEndOffset}>${edit.newEndOffset}`).join("")}`,
      ),
    closed: ({ path }) => void events.push(`closed ${path}`),
  });
  documents.open({ uri, languageId: "typescript", version: 1, text });
  let version = 1;
  const change = (...changes: Replacement[]): void =>
    documents.change(
      { uri, version: ++version },
      changes.map(({ start, end, text }) => ({
        range: {
          start: { line: start[0], character: start[1] },
          end: { line: end[0], character: end[1] },
        },
        text,
      })),
    );
  return { documents, events, change, skippedChanges: () => skippedChanges };
}

function textOf(documents: Documents): string {
  const access = documents.access(uri);
  return access.kind === "open" ? access.document.text : access.kind;
}

test("applies edits in UTF-16 units and tells their offsets", () => {
  const { documents, events, change } = openDocuments("a😀b\r\nc\n");
  change({ start: [0, 3], end: [0, 3], text: "日" }, { start: [1, 0], end: [1, 1], text: "" });
  expect(textOf(documents)).toBe("a😀日b\n\n");
  expect(events).toEqual(["opened src/a.ts", "changed to 2: 3-3>4 6-7>6"]);
});

test("takes a range that runs backwards or past the end", () => {
  const { documents, change, events } = openDocuments("one\ntwo");
  change({ start: [1, 3], end: [1, 0], text: "2" });
  change({ start: [0, 0], end: [99, 99], text: "x" });
  expect(textOf(documents)).toBe("x");
  expect(events.slice(1)).toEqual(["changed to 2: 4-7>5", "changed to 3: 0-5>1"]);
});

test("clamps positions past the line's and the document's end, before the line end", () => {
  const { documents } = openDocuments("ab\r\ncd");
  expect(documents.offsetAt(uri, { line: 0, character: 99 })).toBe(2);
  expect(documents.offsetAt(uri, { line: 99, character: 0 })).toBe(5);
  expect(documents.positionAt(uri, 99)).toEqual({ line: 1, character: 2 });
});

test("starts over on a whole new text, and applies what comes after it", () => {
  const { documents, events } = openDocuments("old");
  documents.change({ uri, version: 2 }, [
    { text: "new text" },
    { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } }, text: "NEW" },
  ]);
  expect(textOf(documents)).toBe("NEW text");
  expect(events).toEqual(["opened src/a.ts", "closed src/a.ts", "opened src/a.ts", "changed to 2: 0-3>3"]);
});

test("ignores changes of documents that were never opened", () => {
  const { documents } = openDocuments("a");
  documents.change({ uri: "file:///other", version: 2 }, [{ text: "b" }]);
  expect(documents.access("file:///other")).toEqual({ kind: "unknown" });
  documents.close("file:///other");
});

test("skips a document that is too large, binary or minified, and says why", () => {
  const reasonOf = (text: string) => openDocuments(text, 100_000).documents.skipped()[0]?.reason;
  expect(reasonOf("x\n".repeat(60_000))).toMatch(/larger than 98 KB/);
  expect(reasonOf("GIF89a\0\0")).toBe("it looks like a binary file");
  expect(reasonOf("x".repeat(20_001))).toBe("one line is longer than 20,000 characters");
  expect(reasonOf("x".repeat(20_000))).toBeUndefined();
});

test("skips a document once a long line is pasted, and takes it back when that is undone", () => {
  const { documents, events, change, skippedChanges } = openDocuments("a\nb\n");
  change({ start: [1, 0], end: [1, 0], text: "x".repeat(20_001) });
  expect(textOf(documents)).toBe("skipped");
  expect(documents.usable()).toEqual([]);
  change({ start: [1, 0], end: [1, 20_001], text: "" });
  expect(textOf(documents)).toBe("a\nb\n");
  expect(events).toEqual(["opened src/a.ts", "changed to 2: 2-2>20003", "closed src/a.ts", "opened src/a.ts"]);
  expect(skippedChanges()).toBe(2);
});

test("whoever only wants the text while a change is announced has it at once, and the check comes later", () => {
  const { documents, events, change } = openDocuments("a\nb\n");
  documents.listen({
    opened: () => undefined,
    changed: () => void events.push(`text of ${documents.textOf(uri)?.length}`),
    closed: () => undefined,
  });
  change({ start: [1, 0], end: [1, 0], text: "x".repeat(20_001) });
  expect(events).toEqual(["opened src/a.ts", "changed to 2: 2-2>20003", "text of 20005"]);
  expect(documents.access(uri).kind).toBe("skipped");
  expect(documents.textOf(uri)).toBeUndefined();
  expect(events.at(-1)).toBe("closed src/a.ts");
});

test("notices a line that grows too long key by key", () => {
  const { documents, change } = openDocuments("x".repeat(19_999));
  change({ start: [0, 0], end: [0, 0], text: "y" });
  expect(documents.access(uri).kind).toBe("open");
  change({ start: [0, 0], end: [0, 0], text: "y" });
  expect(documents.access(uri).kind).toBe("skipped");
});

test("gives up the text of a document that grows too large, and knows it again once reopened", () => {
  const { documents, events, change } = openDocuments("a\n".repeat(50_000), 100_000);
  change({ start: [0, 0], end: [0, 0], text: "b" });
  change({ start: [0, 0], end: [0, 1], text: "" });
  expect(textOf(documents)).toBe("skipped");
  expect(events).toEqual(["opened src/a.ts", "closed src/a.ts"]);
  documents.close(uri);
  documents.open({ uri, languageId: "typescript", version: 9, text: "a" });
  expect(textOf(documents)).toBe("a");
});
