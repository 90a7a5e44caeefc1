import { expect, test } from "vitest";
import { OfferFollower, type OfferOutcome } from "../../../client/src/offers/acceptance";

type Step =
  { type: string } | { insert: string; at?: number } | { offer: string | undefined; id?: string } | { command: string };

/**
 * Offers `text` (item `a`) at offset 10 of a document and takes the steps after it; expects the offers' outcomes.
 * `type` types characters one by one at the caret, `insert` is one edit.
 */
function check(text: string, steps: readonly Step[], expected: readonly Partial<OfferOutcome>[]): void {
  const outcomes: OfferOutcome[] = [];
  const follower = new OfferFollower((outcome) => outcomes.push(outcome));
  const uri = "file:///a.ts";
  let caret = 10;
  follower.offered({ uri, itemId: "a", offset: caret, text });
  for (const step of steps) {
    if ("type" in step) {
      for (const character of step.type) {
        follower.changed({ uri, offset: caret++, removedCharCount: 0, insertedText: character });
      }
    } else if ("insert" in step) {
      const offset = step.at ?? caret;
      follower.changed({ uri, offset, removedCharCount: 0, insertedText: step.insert });
      caret = offset + step.insert.length;
    } else if ("command" in step) {
      follower.accepted(step.command);
    } else {
      const { offer } = step;
      follower.offered(offer === undefined ? offer : { uri, itemId: step.id ?? "b", offset: caret, text: offer });
    }
  }
  follower.offered(undefined);
  expect(outcomes).toMatchObject(expected);
}

test("an offer taken with Tab counts once, whether the command or the edit comes first", () => {
  const whole = [{ itemId: "a", acceptedCharCount: 9, typedCharCount: 0 }];
  check("foo(bar);", [{ insert: "foo(bar);" }, { command: "a" }], whole);
  check("foo(bar);", [{ command: "a" }, { insert: "foo(bar);" }], whole);
});

test("an offer counts as left when the user types something else", () =>
  check("foo(bar);", [{ type: "x" }], [{ acceptedCharCount: 0, typedCharCount: 0, offeredCharCount: 9 }]));

test("typing along is not acceptance, and the same text offered again stays one offer", () =>
  check(
    "foo(bar);",
    [{ type: "f" }, { offer: "oo(bar);" }, { type: "oo" }, { offer: "(bar);" }, { type: "?" }],
    [{ itemId: "a", acceptedCharCount: 0, typedCharCount: 3 }],
  ));

test("a word that arrives at once was accepted", () =>
  check("foo bar baz", [{ insert: "foo " }, { type: "x" }], [{ acceptedCharCount: 4, typedCharCount: 0 }]));

test("words accepted one after the other make one outcome", () =>
  check("foo bar", [{ insert: "foo " }, { insert: "bar" }], [{ acceptedCharCount: 7 }]));

test("a bracket that closes itself counts as typed", () =>
  check("(a, b)", [{ insert: "()" }], [{ acceptedCharCount: 0, typedCharCount: 1 }]));

test("Enter with its indentation counts as typed", () =>
  check("\n    foo();", [{ insert: "\n    " }, { type: "q" }], [{ acceptedCharCount: 0, typedCharCount: 5 }]));

test("an edit elsewhere in the document leaves the offer", () =>
  check("foo", [{ insert: "foo", at: 90 }], [{ acceptedCharCount: 0 }]));

test("a longer answer extends the offer", () =>
  check(
    "foo",
    [{ type: "f" }, { offer: "oo\nbar", id: "c" }, { insert: "oo\nbar" }],
    [{ itemId: "c", acceptedCharCount: 6, typedCharCount: 1, offeredCharCount: 7 }],
  ));

test("another text is another offer", () =>
  check(
    "foo",
    [{ type: "b" }, { offer: "ar" }, { insert: "ar" }],
    [
      { itemId: "a", acceptedCharCount: 0 },
      { itemId: "b", acceptedCharCount: 2 },
    ],
  ));
