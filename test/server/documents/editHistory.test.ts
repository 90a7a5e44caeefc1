import { expect, test } from "vitest";
import { EditHistory } from "../../../server/src/documents/editHistory";
import { ManualClock } from "../../support/manualClock";

/** A document whose changes a history records. */
function desk(text: string) {
  const clock = new ManualClock();
  const history = new EditHistory(clock);
  const uri = "file:///a.ts";
  history.opened(uri, text);
  const change = (start: number, end: number, added: string, isAccepted = false): void => {
    text = text.slice(0, start) + added + text.slice(end);
    const edit = { startOffset: start, oldEndOffset: end, newEndOffset: start + added.length };
    history.changed(uri, text, [edit], isAccepted);
  };
  const type = (offset: number, keys: string): void => {
    for (let index = 0; index < keys.length; index++) change(offset + index, offset + index, keys.charAt(index));
  };
  /** The edits as `old→new at offset`, the newest first. */
  const list = (): string[] =>
    history.edits().map(({ before, after, edit, now }) => {
      const old = before.slice(edit.startOffset, edit.oldEndOffset);
      return `${old}→${after.slice(edit.startOffset, edit.newEndOffset)} at ${now?.start ?? "?"}`;
    });
  return { history, change, type, list, text: () => text };
}

test("keys at one place are one edit, and keys at another begin a new one", () => {
  const { type, list } = desk("one two three\nfour\n");
  type(3, "abc");
  type(10, "xy");
  expect(list()).toEqual(["→xy at 10", "→abc at 3"]);
});

test("the bracket that closes what an edit has opened belongs to it", () => {
  const { type, list } = desk("run(value);\n");
  type(4, "wrap(");
  type(14, ")");
  expect(list()).toEqual(["value→wrap(value) at 4"]);
});

test("an edit that is undone is forgotten, by one change or key by key", () => {
  const { type, change, list } = desk("alpha beta\n");
  type(5, "x");
  type(0, "y");
  change(0, 1, "");
  expect(list()).toEqual(["→x at 5"]);
  change(5, 6, "");
  expect(list()).toEqual([]);
});

test("the place of an edit follows later ones, and is lost once it is changed", () => {
  const { type, change, list } = desk("alpha beta gamma\n");
  type(16, "s");
  change(0, 0, "very ");
  expect(list().at(-1)).toBe("→s at 21");
  change(20, 22, "");
  expect(list().at(-1)).toBe("→s at ?");
});

test("a large replacement isn't an edit, and an accepted edit stays apart", () => {
  const { change, type, list } = desk("alpha\n");
  change(0, 5, "word ".repeat(1_000));
  expect(list()).toEqual([]);
  type(0, "ab");
  change(2, 2, "cd", true);
  type(4, "e");
  expect(list()).toEqual(["→e at 4", "→cd at 2", "→ab at 0"]);
});

test("its memory is bounded", () => {
  const { change, history } = desk("x\n".repeat(1_000));
  for (let index = 0; index < 100; index++) change(index * 20, index * 20 + 1, "y");
  expect(history.edits().length).toBeLessThanOrEqual(24);
});
