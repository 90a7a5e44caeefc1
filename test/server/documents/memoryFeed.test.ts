import { expect, test } from "vitest";
import { lfText } from "../../../server/src/base/lineEnds";
import type { DocumentState } from "../../../server/src/documents/documentState";
import { MemoryFeed } from "../../../server/src/documents/memoryFeed";
import { ManualClock } from "../../support/manualClock";

function document(uri: string, text: string): DocumentState {
  return { uri, path: uri, languageId: "typescript", version: 1, text: lfText(text) };
}

function feed() {
  const clock = new ManualClock();
  const taken: string[] = [];
  return {
    clock,
    taken,
    feed: new MemoryFeed({ clock, memorize: ({ uri, text }) => void taken.push(`${uri} ${text}`) }),
  };
}

test("takes a document's newest text once it has rested", async () => {
  const { clock, taken, feed: memoryFeed } = feed();
  for (const text of ["1", "12", "123"]) {
    memoryFeed.note(document("a", text));
    await clock.advance(200);
  }
  expect(taken).toEqual([]);
  await clock.advance(100);
  expect(taken).toEqual(["a 123"]);
  await clock.advance(1_000);
  expect(taken).toEqual(["a 123"]);
});

test("takes a document that was just opened at once, and only once", async () => {
  const { clock, taken, feed: memoryFeed } = feed();
  memoryFeed.opened(document("a", "1"));
  expect(taken).toEqual([]);
  await clock.advance(0);
  expect(taken).toEqual(["a 1"]);
  memoryFeed.close(document("a", "1"));
  memoryFeed.opened(document("b", "2"));
  memoryFeed.close(document("b", "23"));
  await clock.advance(1_000);
  expect(taken).toEqual(["a 1", "b 23"]);
});

test("takes each of several documents at its own time", async () => {
  const { clock, taken, feed: memoryFeed } = feed();
  memoryFeed.note(document("a", "1"));
  await clock.advance(100);
  memoryFeed.note(document("b", "2"));
  await clock.advance(200);
  expect(taken).toEqual(["a 1"]);
  await clock.advance(100);
  expect(taken).toEqual(["a 1", "b 2"]);
});

test("takes the last text of a document that closes, and nothing it has already", async () => {
  const { clock, taken, feed: memoryFeed } = feed();
  memoryFeed.note(document("a", "1"));
  memoryFeed.close(document("a", "12"));
  memoryFeed.close(document("a", "12"));
  await clock.advance(1_000);
  expect(taken).toEqual(["a 12"]);
});

test("takes nothing after it was disposed of", async () => {
  const { clock, taken, feed: memoryFeed } = feed();
  memoryFeed.note(document("a", "1"));
  memoryFeed.dispose();
  await clock.advance(1_000);
  expect(taken).toEqual([]);
});
