import { expect, test } from "vitest";
import type { CaretPlace } from "../../../server/src/code/caret";
import { decideTrigger } from "../../../server/src/completion/trigger";

function check(
  fixture: string,
  expected: string,
  params: { place?: CaretPlace; isInvoked?: boolean; languageId?: string } = {},
): void {
  const [prefix = "", suffix = ""] = fixture.split("█");
  const { languageId = "typescript", ...others } = params;
  const trigger = decideTrigger({ prefix, suffix, place: "code", isInvoked: false, region: { languageId }, ...others });
  expect(trigger.kind === "ask" ? trigger.lines : trigger.kind).toBe(expected);
}

test("completes at the end of a line", () => check("const a = █\n", "one"));
test("completes a new line", () => check("{\n  █\n}", "one"));
test("completes before closing brackets", () => check("call(█);\n", "one"));
test("completes before a block's opening", () => check("if (█) {\n", "one"));
test("stays quiet inside a word", () => check("const na█me = 1", "skip"));
test("stays quiet before other text", () => check("a(█ + b)", "skip"));
test("has only what it knows where a statement is complete", () => check("a();█\n", "known"));
test("has only what it knows after an opening brace", () => check("if (a) {█\n", "known"));
test("completes after a full stop in prose", () => check("It works;█\n", "one", { place: "text" }));
test("lets prose begin by itself", () => check("One.\n\n█", "known", { place: "text" }));
test("lets headings, items and quotes begin by themselves", () => {
  for (const marker of ["## ", "- ", "3. ", "> ", "- [ ] "]) check(`${marker}█\n`, "known", { place: "text" });
  check("- First█\n", "one", { place: "text" });
});
test("gives a block when asked", () => check("function f() {\n  █\n}", "block", { isInvoked: true }));
test("gives a line in a comment when asked", () =>
  check("// see █\n", "one", { isInvoked: true, place: "lineComment" }));
test("completes a comment before the mark that ends it", () =>
  check("/** Adds █ */\n", "one", { place: "docComment" }));
test("stays quiet in code before such a mark", () => check("a █ */\n", "skip"));
test("gives a line before other text when asked", () => check("a(█ + b)", "one", { isInvoked: true }));
