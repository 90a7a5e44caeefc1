import { expect, test } from "vitest";
import { importListAt, importUses } from "../../../../server/src/code/names/importUses";

/** Writes each name that the text between `├` and `┤` adds to a list, with the list's source. */
function usesIn(fixture: string): string[] {
  const [prefix = "", said = "", suffix = ""] = fixture.split(/[├┤]/);
  return importUses(prefix, said, suffix).map(
    ({ source, name }) => `${name} of ${"module" in source ? source.module : source.receiver.join(".")}`,
  );
}

test("names are imported from modules", () => {
  expect(usesIn('import { a, ├b, type C as d ┤} from "./e.js";\n')).toEqual(["b of ./e", "C of ./e"]);
  expect(usesIn("├import f, { g } from '../h';┤\n")).toEqual(["g of ../h"]);
  expect(usesIn('export { ├i┤ } from "./j";\n')).toEqual(["i of ./j"]);
  expect(usesIn("const {\n  k,\n  ├l: m, n = 1,┤\n} = require('./o')\n")).toEqual(["l of ./o", "n of ./o"]);
});

test("names are taken out of objects", () => {
  expect(usesIn("const { ├total, name┤ } = this.cart;\n")).toEqual(["total of this.cart", "name of this.cart"]);
});

test("a name that continues before or after the offer counts only where it ends in it", () => {
  expect(usesIn('import { to├tal, na┤me } from "./e";\n')).toEqual(["total of ./e"]);
});

test("other lists name nothing", () => {
  expect(usesIn("if (x) { ├a, b┤ }\nconst { ├c┤ } = load();\n")).toEqual([]);
  expect(usesIn("const a = { ├b, c┤ };\n")).toEqual([]);
});

test("the list around the caret is found with its start", () => {
  expect(importListAt("import { a, ", ' } from "./e";')).toEqual({ source: { module: "./e" }, start: -4 });
  expect(importListAt("const { ", " } = this;")).toEqual({ source: { receiver: ["this"] }, start: -1 });
  expect(importListAt("f({ ", " });")).toBeUndefined();
});
