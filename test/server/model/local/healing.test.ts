import { expect, test } from "vitest";
import { consumePending, createHealingIndex, healPrefix } from "../../../../server/src/model/local/healing";
import { embeddedTokenizer } from "./engine";

const tokenizer = embeddedTokenizer();
const index = createHealingIndex(tokenizer);

/** Takes back the part of `prefix` after `|`. */
function check(fixture: string): void {
  const [kept, pending] = fixture.split("|");
  const healed = healPrefix(tokenizer.encode(kept + pending), tokenizer);
  expect([healed.tokens.map(tokenizer.bytes).join(""), healed.pending]).toEqual([kept, pending]);
}

test("takes back a blank", () => check("const a =| "));
test("takes back an indentation but not the line break before it", () => check("{\n|    "));
test("takes back all tokens of a word with its blank", () => check("  x;| retur"));
test("takes back a word behind a point", () => check("this|.qqzzx"));
test("takes back a sign", () => check("foo|("));
test("leaves a line break", () => check("foo();\n|"));
test("has nothing to take back in an empty prefix", () => check("|"));

test("allows tokens that begin with the pending text, and parts of it", () => {
  const texts = index.candidates("    ").map(tokenizer.bytes);
  expect(texts).toContain("   ");
  expect(texts).toContain("    ");
  expect(texts).toContain("       ");
  expect(texts.every((text) => text.startsWith("    ") || "    ".startsWith(text))).toBe(true);
  const all = Array.from({ length: tokenizer.size }, (_, id) => tokenizer.bytes(id));
  expect(texts.length).toBe(
    all.filter((text) => text !== "" && (text.startsWith("    ") || "    ".startsWith(text))).length,
  );
});

test("always allows some token, whatever is pending", () => {
  for (const pending of ["\u00f0", "zzzzzz", " ~~", "漢"]) {
    const bytes = Buffer.from(pending).toString("latin1");
    expect(index.candidates(bytes).length).toBeGreaterThan(0);
  }
});

test("counts off what a token produced", () => {
  expect(consumePending("    ", "   ")).toEqual({ pending: " ", added: "" });
  expect(consumePending(" ", " foo")).toEqual({ pending: "", added: "foo" });
  expect(consumePending("", "x")).toEqual({ pending: "", added: "x" });
});
