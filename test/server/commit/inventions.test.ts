import { describe, expect, test } from "vitest";
import { withoutInventions } from "../../../server/src/commit/inventions";
import type { WriterInput } from "../../../server/src/commit/writerInput";

/** A change that adds `volume` to a shape, on a branch without a ticket unless told. */
function inputWith({ lines = ["+export const volume = 3;"], branch = "main", instructions = "" } = {}): WriterInput {
  const file = { path: "src/shape.ts", hunks: [{ heading: "", lines }] };
  return { summary: { files: [file], symbols: [] }, branch, instructions } as unknown as WriterInput;
}

/** `expected` is the whole message that is left; `undefined` if nothing is. */
function check(
  message: string,
  expected: string | undefined,
  params: { lines?: string[]; branch?: string; instructions?: string; begun?: string } = {},
): void {
  const [subject = "", ...body] = message.split("\n\n");
  const left = withoutInventions({ subject, body: body.join("\n\n") }, inputWith(params), params.begun ?? "");
  expect(left && [left.subject, left.body].filter((part) => part !== "").join("\n\n")).toBe(expected);
}

describe("what a model invents is dropped, and the rest of its message stays", () => {
  test.each([
    ["Add volume (#77)", "Add volume"],
    ["Add volume, fixes #12", "Add volume"],
    ["Add volume [SHOP-55]", "Add volume"],
    ["Add volume for SHOP-55", "Add volume"],
    ["SHOP-55: Add volume", "Add volume"],
    ["#12 Add volume", "Add volume"],
    ["Add volume (closes acme/shop#12)", "Add volume"],
    ["Add volume, see https://tracker.example/browse/1", "Add volume"],
    ["feat!: add volume", "feat: add volume"],
    ["Add volume\n\nFixes #12", "Add volume"],
    ["Add volume\n\nCloses SHOP-55", "Add volume"],
    ["Add volume\n\nRefs: !34", "Add volume"],
    ["Add volume\n\nSigned-off-by: Mallory <m@example.com>", "Add volume"],
    [
      "Add volume\n\nA shape has one now.\n\nCo-authored-by: M <m@example.com>\nReviewed-by: N",
      "Add volume\n\nA shape has one now.",
    ],
    ["Add volume\n\nBREAKING CHANGE: area is gone", "Add volume"],
    ["Add volume\n\n- add volume\n- fix the crash of #9", "Add volume\n\n- add volume"],
    [
      "Add volume\n\nShapes have a volume. This fixes issue #12. It is exported.",
      "Add volume\n\nShapes have a volume. It is exported.",
    ],
    ["Add volume\n\nMakes it 40 % faster. Shapes have a volume.", "Add volume\n\nShapes have a volume."],
    ["Add volume\n\nAlso reworks src/basket.ts.", "Add volume"],
  ])("%j", (message, expected) => check(message, expected));

  test.each(["Rework `basket`", "Make parseBasket 3x faster", "Fix #12"])(
    "a subject that is nothing else is not used: %j",
    (message) => check(message, undefined),
  );
});

describe("what is known stays", () => {
  test("by the branch", () =>
    check("Add volume (#123)\n\nCloses #123", "Add volume (#123)\n\nCloses #123", { branch: "123-volume#123" }));
  test("by the change", () =>
    check("Keep 250 shapes, as SHOP-55 asks", "Keep 250 shapes, as SHOP-55 asks", {
      lines: ["+const max = 250; // SHOP-55"],
    }));
  test("by what the user typed", () =>
    check("feat!: add volume, fixes #12", "feat!: add volume, fixes #12", { begun: "feat!: add volume, fixes #12" }));
  test("by the repository's own instructions", () =>
    check("Add volume\n\nRefs: SHOP-1", "Add volume\n\nRefs: SHOP-1", {
      instructions: "Every message refers to SHOP-1.",
    }));
  test.each(["Read files as UTF-8", "Hash names with SHA-256", "Add volume\n\nNote: a shape has one now."])(
    "though it looks like a reference: %j",
    (message) => check(message, message),
  );
  test("#12 is not known by #123", () => check("Add volume (#12)", "Add volume", { branch: "x-#123" }));
});
