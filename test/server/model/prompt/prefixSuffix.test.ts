import { expect, test } from "vitest";
import { windowAround, type PrefixSuffix } from "../../../../server/src/model/prompt/prefixSuffix";

const limits = { contextTokens: 120, suffixTokens: 20, charsPerToken: 4 };
const cutPrefixSuffix = (around: PrefixSuffix, within: typeof limits): PrefixSuffix => {
  const { prefixStart, suffixStart, suffixEnd } = windowAround(around, within);
  return { prefix: around.prefix.slice(prefixStart), suffix: around.suffix.slice(suffixStart, suffixEnd) };
};
const lines = (count: number) => Array.from({ length: count }, (_, i) => `line number ${i};\n`).join("");

test("a short document is kept whole", () => {
  expect(cutPrefixSuffix({ prefix: "a\nb", suffix: "\nc" }, limits)).toEqual({ prefix: "a\nb", suffix: "\nc" });
});

test("a long prefix begins at a line start that stays put for many keystrokes", () => {
  const text = lines(200);
  const starts = new Set<string>();
  for (let i = 0; i < 100; i++) {
    const { prefix } = cutPrefixSuffix({ prefix: text + "x".repeat(i), suffix: "" }, limits);
    expect(prefix.startsWith("line number ")).toBe(true);
    starts.add(prefix.slice(0, 16));
  }
  expect(starts.size).toBeLessThanOrEqual(2);
});

test("a rest of line that only closes brackets does not change the suffix", () => {
  const open = cutPrefixSuffix({ prefix: "f", suffix: "\nnext" }, limits);
  for (const rest of [")", '")', ") {", "});", " ]"])
    expect(cutPrefixSuffix({ prefix: "f(", suffix: `${rest}\nnext` }, limits).suffix).toBe(open.suffix);
});

test("other text behind the caret stays", () => {
  expect(cutPrefixSuffix({ prefix: "f(", suffix: "a)\nnext" }, limits).suffix).toBe("a)\nnext");
});

test("never cuts a surrogate pair", () => {
  for (let pad = 0; pad < 4; pad++) {
    const { prefix, suffix } = cutPrefixSuffix(
      { prefix: "x".repeat(pad) + "😀".repeat(600), suffix: "y".repeat(pad) + "😀".repeat(600) },
      limits,
    );
    expect(Buffer.from(prefix).toString()).toBe(prefix);
    expect(Buffer.from(suffix).toString()).toBe(suffix);
  }
});
