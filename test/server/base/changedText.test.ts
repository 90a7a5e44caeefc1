import { expect, test } from "vitest";
import { changedText } from "../../../server/src/base/changedText";

/** Expects the changed part of a text to be `removed` → `added`. */
function check(oldText: string, newText: string, removed: string, added: string): void {
  const { start, end, newText: part } = changedText(oldText, newText);
  expect([oldText.slice(start, end), part]).toEqual([removed, added]);
  expect(oldText.slice(0, start) + part + oldText.slice(end)).toBe(newText);
}

test("a replaced word is replaced whole, although it shares letters with the new one", () => {
  check("total", "totals", "total", "totals");
  check("use(firstItem)", "use(firstEntry)", "firstItem", "firstEntry");
  check("größe", "größer", "größe", "größer");
});

test("what stays around a change is left out", () => {
  check("translate(first)", "translate(first, locale)", "", ", locale");
  check("load(1)", "await load(1)", "", "await ");
  check("log(ctx, nil)", "log(ctx)", ", nil", "");
  check("a + a", "a + a + a", "", " + a");
  check("same", "same", "", "");
});

test("a character outside the first plane isn't cut in two", () =>
  check("\u{1f600}", "\u{1f601}", "\u{1f600}", "\u{1f601}"));
