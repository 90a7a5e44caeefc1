import { describe, expect, test } from "vitest";
import type { CaretPlace } from "../../../../server/src/code/caret";
import { postprocess, type PostprocessInput } from "../../../../server/src/completion/postprocess";
import { mulberry32 } from "../../../../server/src/base/mulberry32";

const fragments = [
  ...'( ) [ ] { } " \' ` ; , : < > = . + / * # $ \\ ${ }) }); => */ /* // """ ``` -'.split(" "),
  ..."foo bar value return if else end for function class import const def null 1 0 x Ünïcode 漢字 👩‍💻 🙂".split(" "),
  ...[
    " ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\n  ",
    "\n}",
    "\n  }",
    "\n    foo(bar);",
    "\u200b",
    "\ud83d",
    "\ude42",
  ],
  ...[
    "<|endoftext|>",
    "\nfoo(bar);\nfoo(bar);",
    "\n// note",
    "\nreturn value;",
    "00000000",
    "false, ",
    "\ufffd",
    "\u202e",
  ],
];
const languages = ["typescript", "python", "ruby", "rust", "html", "markdown", "plaintext", "go", "unheard-of"];
const places: CaretPlace[] = [
  "code",
  "code",
  "code",
  "string",
  "lineComment",
  "blockComment",
  "docComment",
  "docstring",
  "text",
];

function inputs(count: number, seed: number): PostprocessInput[] {
  const next = mulberry32(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)];
  const text = (maxCount: number): string =>
    Array.from({ length: Math.floor(next() * maxCount) }, () => pick(fragments)).join("");
  return Array.from({ length: count }, (): PostprocessInput => {
    const [prefix, suffix] = [text(30), text(30)];
    // Half of the texts repeat parts of the document, as a model's texts often do.
    const own = next() < 0.5 ? "" : (prefix + suffix).slice(Math.floor(next() * prefix.length)).slice(0, 60);
    return {
      text: text(12) + own + text(6),
      prefix,
      suffix,
      languageId: pick(languages),
      place: pick(places),
      lines: pick(["one", "block"] as const),
      ...(next() < 0.2 ? { indentation: pick(["\t", "  ", "    "]) } : {}),
    };
  });
}

const cases = inputs(3_000, 20_261_121);
const kept = cases.flatMap((input) => {
  const output = postprocess(input);
  return output.kind === "keep" ? [{ input, output }] : [];
});

function isSubsequence(part: string, whole: string): boolean {
  let found = 0;
  for (let i = 0; i < whole.length; i++) if (whole[i] === part[found]) found++;
  return found === part.length;
}

/** Describes the case, for the report of a failure. */
const told = (input: PostprocessInput): string => JSON.stringify(input);

describe("whatever the model says", () => {
  test("a good share of it is kept, so that the rest of this suite means something", () =>
    expect(kept.length).toBeGreaterThan(1_000));

  test("cleaning twice is cleaning once", () => {
    for (const { input, output } of kept)
      expect(postprocess({ ...input, text: output.text }), told(input)).toEqual(output);
  });

  test("the replaced text is on the caret's line and occurs in the new text in order", () => {
    for (const { input, output } of kept) {
      const replaced = input.suffix.slice(0, output.replaceSuffixLength);
      expect(replaced, told(input)).not.toMatch(/[\r\n]/);
      expect(isSubsequence(replaced, output.text), told(input)).toBe(true);
    }
  });

  test("nothing is made up: but for blanks, all of it was said, in that order", () => {
    for (const { input, output } of kept)
      expect(isSubsequence(output.text.replace(/\s/g, ""), input.text.replace(/\s/g, "")), told(input)).toBe(true);
  });

  test("no half of a surrogate pair is left", () => {
    for (const { input, output } of kept) expect(output.text, told(input)).not.toMatch(/\p{Surrogate}/u);
  });

  test("it starts and ends with something to see", () => {
    for (const { input, output } of kept) {
      expect(output.text.trim(), told(input)).not.toBe("");
      expect(output.text, told(input)).not.toMatch(/[\r\n]\s*$/);
    }
  });

  test("10,000 characters of any shape come to an end", () => {
    const line = "  if (value > 10) { call(value, [1, 2], `a ${b}`); } // note\n";
    const prefix = `function f() {\n${line.repeat(400)}`;
    const texts = [
      line.repeat(170),
      "(".repeat(10_000),
      ")".repeat(10_000),
      "a".repeat(10_000),
      "ab ".repeat(3_300),
      '"'.repeat(10_000),
      "\n".repeat(10_000),
      Array.from({ length: 400 }, (_, i) => `const name${i} = ${i};\n`).join(""),
      "/".repeat(10_000),
      "```\n".repeat(2_500),
    ];
    for (const text of texts)
      for (const place of ["code", "lineComment", "text"] as const) {
        const input = {
          text,
          prefix,
          suffix: `}\n${prefix}`,
          languageId: "typescript",
          place,
          lines: "block",
        } as const;
        // Work that grew faster than the text would exceed the runner's limit; the bench measures times.
        expect(["keep", "drop"]).toContain(postprocess(input).kind);
      }
  });
});
