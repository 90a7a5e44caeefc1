import { expect, test } from "vitest";
import { chooseFimLayout, headerPath, parseTemplate } from "../../../../server/src/model/prompt/fim";

/** Lays out with pieces written as `[token]`, `"header"`, `prefix`, `suffix`. */
function check(
  params: {
    declared?: { family: string; template: string; causalTemplate?: string };
    tokens: string[];
    start?: string;
  },
  expected: { family: string; infill: string | undefined; causal: string; isPrefixLast: boolean },
): void {
  const layout = chooseFimLayout({ declared: params.declared, specialTokens: params.tokens, startToken: params.start });
  const show = (pieces: typeof layout.causal): string =>
    pieces
      .map((piece) =>
        piece.kind === "special"
          ? `[${piece.token}]`
          : piece.kind === "header"
            ? JSON.stringify(piece.text)
            : piece.kind,
      )
      .join(" ");
  expect({ ...layout, infill: layout.infill && show(layout.infill), causal: show(layout.causal) }).toEqual(expected);
}

test("follows the layout that the model declares", () =>
  check(
    {
      declared: {
        family: "own",
        template: "<f>{path}\n<a><s>{suffix}<m>{prefix}",
        causalTemplate: "<f>{path}\n{prefix}",
      },
      tokens: ["<f>", "<a>", "<s>", "<m>"],
    },
    {
      family: "own",
      infill: '[<f>] "{path}\\n" [<a>] [<s>] suffix [<m>] prefix',
      causal: '[<f>] "{path}\\n" prefix',
      isPrefixLast: true,
    },
  ));

test.each([
  [
    "qwen2.5-coder",
    ["<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"],
    "[<|fim_prefix|>] prefix [<|fim_suffix|>] suffix [<|fim_middle|>]",
  ],
  [
    "starcoder2",
    ["<fim_prefix>", "<fim_middle>", "<fim_suffix>"],
    "[<fim_prefix>] prefix [<fim_suffix>] suffix [<fim_middle>]",
  ],
  [
    "deepseek-coder",
    ["<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"],
    "[<｜fim▁begin｜>] prefix [<｜fim▁hole｜>] suffix [<｜fim▁end｜>]",
  ],
  ["codellama", ["▁<PRE>", "▁<SUF>", "▁<MID>"], "[▁<PRE>] prefix [▁<SUF>] suffix [▁<MID>]"],
])("knows the family %s by its tokens", (family, tokens, infill) =>
  check({ tokens }, { family, infill, causal: "prefix", isPrefixLast: false }),
);

test("tells CodeGemma from Qwen by its file separator", () =>
  check(
    { tokens: ["<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|file_separator|>"] },
    {
      family: "codegemma",
      infill: "[<|fim_prefix|>] prefix [<|fim_suffix|>] suffix [<|fim_middle|>]",
      causal: "prefix",
      isPrefixLast: false,
    },
  ));

test("continues the prefix alone where the model knows no fill-in-the-middle", () =>
  check(
    { tokens: ["<s>"], start: "<s>" },
    { family: "causal", infill: undefined, causal: "[<s>] prefix", isPrefixLast: true },
  ));

test("takes the longest run of text between tokens as one header", () =>
  expect(parseTemplate("# {path} #<x>", ["<x>"])).toEqual([
    { kind: "header", text: "# {path} #" },
    { kind: "special", token: "<x>" },
  ]));

test("shows the model only the last two parts of a path", () => {
  expect(headerPath("a/b/c/d.ts")).toBe("c/d.ts");
  expect(headerPath("d.ts")).toBe("d.ts");
});
