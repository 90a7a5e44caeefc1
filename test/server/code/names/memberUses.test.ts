import { expect, test } from "vitest";
import { memberUses } from "../../../../server/src/code/names/memberUses";

/** Writes each use as its receiver and its name; an unknown receiver is `?`. */
function usesIn(text: string, languageId = "typescript"): string[] {
  return memberUses(text, languageId).map(
    ({ receiver, start, end, isAssigned }) =>
      `${receiver.length > 0 ? receiver.join(".") : "?"} ${text.slice(start, end)}${isAssigned ? " =" : ""}`,
  );
}

test("members are found after dots, with the names before them", () => {
  expect(usesIn("const a = this.cart.total + b?.price;")).toEqual(["this cart", "this.cart total", "b price"]);
  expect(usesIn("this.#log.info(x)")).toEqual(["this #log", "this.#log info"]);
  expect(usesIn("f(...this.items)")).toEqual(["this items"]);
});

test("a receiver that isn't a chain of names is unknown", () => {
  expect(usesIn("load().then(x); a[0].b; .map(y)")).toEqual(["? then", "? b", "? map"]);
});

test("comments, strings and numbers have no members", () => {
  expect(usesIn('a("b.c"); // d.e\n1.5 + x.y')).toEqual(["x y"]);
});

test("the target of an assignment is marked", () => {
  expect(usesIn("this.a = b.c === d.e")).toEqual(["this a =", "b c", "d e"]);
});
