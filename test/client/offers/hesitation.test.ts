import { expect, test } from "vitest";
import { Hesitation } from "../../../client/src/offers/hesitation";

const typed = { isUndoOrRedo: false, removedCharCount: 0, insertedCharCount: 1 };
const deleted = { isUndoOrRedo: false, removedCharCount: 1, insertedCharCount: 0 };
const undone = { isUndoOrRedo: true, removedCharCount: 12, insertedCharCount: 0 };

test("typing does not hold offers back", () => {
  const hesitation = new Hesitation();
  for (let key = 0; key < 50; key++) hesitation.noteEdit(typed, key * 100);
  expect(hesitation.heldBack(5_000)).toBeUndefined();
});

test("undo holds offers back for three seconds", () => {
  const hesitation = new Hesitation();
  hesitation.noteEdit(undone, 0);
  expect(hesitation.heldBack(2_900)).toBe("undo");
  expect(hesitation.heldBack(3_100)).toBeUndefined();
});

test("the third deletion in a row holds offers back, a single typo does not", () => {
  const hesitation = new Hesitation();
  hesitation.noteEdit(deleted, 0);
  hesitation.noteEdit(typed, 100);
  hesitation.noteEdit(deleted, 200);
  hesitation.noteEdit(deleted, 300);
  expect(hesitation.heldBack(300)).toBeUndefined();
  hesitation.noteEdit(deleted, 400);
  expect(hesitation.heldBack(500)).toBe("deletion");
  expect(hesitation.heldBack(2_000)).toBeUndefined();
});

test("deletions far apart do not count as a row", () => {
  const hesitation = new Hesitation();
  for (let second = 0; second < 10; second += 2) hesitation.noteEdit(deleted, second * 1_000);
  expect(hesitation.heldBack(8_001)).toBeUndefined();
});

test("each further Escape holds offers back for longer", () => {
  const hesitation = new Hesitation();
  hesitation.noteDismissal(0);
  expect(hesitation.heldBack(3_900)).toBe("dismissal");
  expect(hesitation.heldBack(4_100)).toBeUndefined();
  hesitation.noteDismissal(10_000);
  expect(hesitation.heldBack(24_000)).toBe("dismissal");
  hesitation.noteDismissal(30_000);
  expect(hesitation.heldBack(89_000)).toBe("dismissal");
});

test("taking or asking for a suggestion ends it at once", () => {
  const hesitation = new Hesitation();
  hesitation.noteDismissal(0);
  hesitation.noteInterest();
  expect(hesitation.heldBack(1)).toBeUndefined();
});
