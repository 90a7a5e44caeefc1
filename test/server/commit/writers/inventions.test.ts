// Own folder: none. A model's words are judged against a change; no file is read.
import { describe, expect, test } from "vitest";
import { withoutInventions } from "../../../../server/src/commit/writers/inventions";
import type { WriterInput } from "../../../../server/src/commit/writers/writerInput";

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
    // Other forges' references.
    ["Add volume !12", "Add volume"],
    ["Add volume (group/project!12)", "Add volume"],
    ["Add volume, part of &5", "Add volume"],
    ["Add volume AB#12", "Add volume"],
    ["Add volume (GH-12)", "Add volume"],
    ["Add volume for SHOP-55 and SHOP-56", "Add volume"],
    ["Add volume (see issue 7)", "Add volume"],
    ["Add volume, fixes bug 7", "Add volume"],
    ["Add volume as part of story 3.", "Add volume"],
    ["Add volume, see T1234", "Add volume"],
    ["Add volume (www.example.com/1)", "Add volume"],
    ["feat: SHOP-55 add volume", "feat: add volume"],
    [":bug: #12 Add volume", ":bug: Add volume"],
    ["[SHOP-55] feat(core)!: add volume", "feat(core): add volume"],
    ["Add volume to fix CVE-2026-12345", "Add volume"],
    ["Add volume (GHSA-abcd-efgh-jkmp)", "Add volume"],
    ["Add volume after 1a2b3c4d", "Add volume"],
    // People.
    ["Add volume (suggested by Bob)", "Add volume"],
    ["Add volume, thanks to Ada Lovelace", "Add volume"],
    ["Add volume (@octocat)", "Add volume"],
    ["Add volume\n\nThis was reported by Grace Hopper. It is exported.", "Add volume\n\nIt is exported."],
    // Figures.
    ["Add volume (40 % faster)", "Add volume"],
    ["Add volume\n\nIt takes 50ms less. It is exported.", "Add volume\n\nIt is exported."],
    ["Add volume\n\nIt is 2 times as fast. It is exported.", "Add volume\n\nIt is exported."],
    ["Add volume\n\nThis needs v2. It is exported.", "Add volume\n\nIt is exported."],
    ["Add volume\n\nThis needs 2.4.1 of shapes. It is exported.", "Add volume\n\nIt is exported."],
    ["Add volume\n\nAbout 15 percent of users ask for it.", "Add volume"],
    // Trailers.
    ["Add volume\n\nReported-by: Bob", "Add volume"],
    ["Add volume\n\nCo-developed-by: Bob <b@example.com>", "Add volume"],
    ["Add volume\n\nDepends-On: I3f2a", "Add volume"],
    ["Add volume\n\nChange-Id: I6d1f0a", "Add volume"],
    ["Add volume\n\nPR-URL: https://example.com/1", "Add volume"],
    ["Add volume\n\nTest Plan: ran it", "Add volume"],
    ["Add volume\n\nDifferential Revision: https://reviews.example/D12", "Add volume"],
    ["Add volume\n\nJIRA: SHOP-55", "Add volume"],
    ["Add volume\n\n(cherry picked from commit 1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d)", "Add volume"],
    ["Add volume\n\n🤖 Generated with [Some Tool](https://example.com)", "Add volume"],
    ["Add volume\n\nGenerated by Some Tool", "Add volume"],
    ["Add volume\n\nBREAKING-CHANGE: area is gone", "Add volume"],
    ["Add volume\n\nIt is exported.\nCloses: #12\nCc: bob@example.com", "Add volume\n\nIt is exported."],
  ])("%j", (message, expected) => check(message, expected));

  test("also if the change contains the name, but not the person's statement", () =>
    check("Add volume\n\nSigned-off-by: Bob <b@example.com>", "Add volume", { lines: ["+// Bob <b@example.com>"] }));
  test("a long message takes no longer for it", () => {
    const body = Array.from({ length: 300 }, (_, index) => `- rework a.b-c/${index} for a#b (see #x)`).join("\n");
    const startMs = performance.now();
    withoutInventions({ subject: "Add volume", body }, inputWith({ lines: [`+${"ab.c-".repeat(40_000)}`] }), "");
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });

  test.each(["Rework `basket`", "Make parseBasket 3x faster", "Fix #12"])(
    "a subject that is nothing else is not used: %j",
    (message) => check(message, undefined),
  );
});

describe("what is known stays", () => {
  test("by the branch", () =>
    check("Add volume (#123)\n\nCloses #123", "Add volume (#123)\n\nCloses #123", { branch: "123-volume" }));
  test.each([
    ["feature/shop-9-volume", "Add volume (SHOP-9)\n\nRefs: SHOP-9"],
    ["fix/gh-12", "Add volume (GH-12)\n\nFixes issue 12"],
    ["issue-12", "Add volume\n\nFixes: #12"],
  ])("by the ticket of the branch %s", (branch, message) => check(message, message, { branch }));
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
  test.each([
    ["+const limitMs = 5000;", "Wait at most 5 s for volume"],
    ["+const share = 0.4;", "Give volume a share of 40 %"],
    ["+const max = 1_000; // 1000", "Keep at most 1,000 shapes"],
    ["+// CVE-2026-12345", "Escape names (CVE-2026-12345)"],
    ['+  "shapes": "^2.4.1",', "Update shapes to 2.4.1"],
    ["+// see https://example.com/a/b", "Follow https://example.com/a/b"],
    ["+@Override", "Mark volume with @Override"],
    ["+// Thanks to Ada Lovelace", "Name Ada Lovelace, thanks to Ada Lovelace"],
    ["+return 404", "Answer 404 for unknown shapes"],
    ["+volume(v2)", "Use v2 of volume"],
  ])("by the change: %s", (line, message) => check(message, message, { lines: [line] }));
  test.each([
    "Add volume\n\nFollow-up: the other shapes get one in the next change.",
    "Add volume\n\nBefore: shapes had no volume.\nAfter: they have one.",
    "Add volume and say so in utf-8",
    "Add volume as the 3 others have it",
    "Add a volume of its own, written by hand",
    "Fix the issue of shapes without a volume",
    "Add volume (for shapes)",
  ])("as there is nothing to know: %j", (message) => check(message, message));
  test("#12 is not known by #123", () => check("Add volume (#12)", "Add volume", { branch: "x-#123" }));
});
