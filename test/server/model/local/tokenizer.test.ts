import { readFileSync } from "node:fs";
import { PreTrainedTokenizer } from "@huggingface/transformers";
import { describe, expect, test } from "vitest";
import { fromBytes, toBytes } from "../../../../server/src/model/local/tokenBytes";
import { splitAtSafeBorders } from "../../../../server/src/model/local/tokenizer";
import { createVocabulary } from "../../../../server/src/model/local/vocabulary";
import { embeddedFolder, embeddedTokenizer } from "./engine";

const read = (file: string): unknown => JSON.parse(readFileSync(`${embeddedFolder}/${file}`, "utf8"));
const whole = new PreTrainedTokenizer(read("tokenizer.json"), read("tokenizer_config.json"));
const tokenizer = embeddedTokenizer();

/** Encoding in chunks gives what encoding at once gives, and the bytes are the text's. */
function check(text: string): void {
  const ids = tokenizer.encode(text);
  expect(ids).toEqual(whole.encode(text, { add_special_tokens: false }));
  expect(fromBytes(ids.map(tokenizer.bytes).join(""))).toBe(Buffer.from(text).toString());
}

describe("encodes in chunks as at once", () => {
  test.each([
    "server/src/model/local/kvCache.ts",
    "server/src/model/local/tokenizer.ts",
    "test/server/model/local/hubLayout/make.py",
    "scripts/build.mjs",
    "package.json",
    "node_modules/onnxruntime-common/dist/cjs/tensor-impl.js",
  ])("%s", (file) => {
    const text = readFileSync(file, "utf8");
    expect(splitAtSafeBorders(text).length).toBeGreaterThan(20);
    check(text);
    // From any point, too: the window may start anywhere.
    for (let at = 1; at < text.length; at += 997) check(text.slice(at, at + 1500));
  });

  test.each([
    "\n\n\n   x",
    "a  \n\n  b \n",
    "a b\r\n\r\n\tc d\r\n",
    "漢字 か\nな b",
    "👩‍👩‍👧 a\n👍🏽 b",
    "x\ud83d",
    "\udc4dx y\n",
    "",
    " ",
    "\n",
  ])("%j", check);

  test("one line of 20,000 characters", () => check("const a=b;for(let c of d){e (f)} ".repeat(600)));
});

test("cuts at the same places when the text before changes", () => {
  const text = readFileSync("server/src/model/local/kvCache.ts", "utf8");
  const known = new Set(splitAtSafeBorders(text));
  const moved = splitAtSafeBorders(text.slice(1234));
  expect(moved.slice(2).every((chunk) => known.has(chunk))).toBe(true);
});

test("never makes a special token from text", () => {
  const text = "a <|fim_middle|> b <|endoftext|><|fim_suffix|>";
  const ids = tokenizer.encode(text);
  expect(ids.some(tokenizer.isSpecial)).toBe(false);
  expect(fromBytes(ids.map(tokenizer.bytes).join(""))).toBe(text);
  expect(tokenizer.specialId("<|fim_middle|>")).toBe(2);
});

test("has bytes for every token, and none for special ones", () => {
  for (let id = 0; id < tokenizer.size; id++) expect(tokenizer.bytes(id) === "").toBe(tokenizer.isSpecial(id));
  expect(new Set(Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)))).toEqual(
    new Set(
      Array.from({ length: tokenizer.size }, (_, id) => tokenizer.bytes(id)).filter((bytes) => bytes.length === 1),
    ),
  );
});

test("converts text to bytes and back", () => {
  expect(toBytes("é")).toBe("\u00c3\u00a9");
  expect(fromBytes(toBytes("漢👍"))).toBe("漢👍");
});

test("finds the first token of a text as the tokenizer would cut it", () => {
  const vocabulary = createVocabulary(tokenizer, 8192);
  for (const text of ["    return x", "return", " 12", "\n\nfoo", "== y", "漢"])
    expect(vocabulary.firstToken(text)).toBe(tokenizer.encode(text)[0]);
  expect(vocabulary.firstToken("")).toBeUndefined();
  expect(vocabulary.tokenText(tokenizer.encode("return")[0])).toBe("return");
});
