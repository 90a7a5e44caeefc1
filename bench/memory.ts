// Measures the workspace memory alone: node scripts/run.mjs bench/memory.ts. Documents are this repository's own
// sources, joined to 100,000 characters each.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createTokenizer } from "../server/src/model/local/tokenizer";
import { createVocabulary } from "../server/src/model/local/vocabulary";
import { CharacterMemory } from "../server/src/model/memory/characterMemory";
import { createMixture } from "../server/src/model/memory/mixture";
import type { CaretSelf } from "../server/src/model/memory/caretSelf";
import { describeMachine, percentile, report, type Figure } from "./latency/figures";

const documentCount = 20;
const documentChars = 100_000;
const caretCount = 300;
/** Tokens generated at each caret; the first includes the lookups that happen once a request. */
const tokensPerCaret = 8;

function main(): void {
  console.log(`${describeMachine()}; ${documentCount} documents of ${documentChars} characters\n`);
  process.exitCode = report(measureMemory()) ? 0 : 1;
}

/** Measures filling the memory and querying it at carets spread over one document. */
function measureMemory(): Figure[] {
  const texts = documents();
  const memory = new CharacterMemory({ maxChars: documentCount * documentChars });
  const setMs = texts.map((text, index) => timeMs(() => memory.set(`document${index}`, text)));
  const model = "server/models/nanotype-6m";
  const readJson = (file: string): unknown => JSON.parse(readFileSync(join(model, file), "utf8"));
  const tokenizer = createTokenizer(readJson("tokenizer.json"), readJson("tokenizer_config.json"));
  const vocabulary = createVocabulary(tokenizer, tokenizer.size);

  const findMs: number[] = [];
  const alikeMs: number[] = [];
  const mixMs: number[] = [];
  const text = texts[0];
  const random = createRandom(5);
  for (let round = 0; round < caretCount; round++) {
    const caret = 1000 + Math.floor(random() * (text.length - 3000));
    const self = caretSelf(text, caret);
    const mix = createMixture({ memory, vocabulary, self });
    for (let token = 0; token < tokensPerCaret; token++) {
      const history = text.slice(0, caret + 3 * token).slice(-300);
      const logProbs = randomLogProbs(vocabulary.size, random);
      findMs.push(timeMs(() => memory.find(history, { self, maxCount: 32, maxChars: 64 })));
      alikeMs.push(timeMs(() => memory.findAlike(history, self)));
      mixMs.push(timeMs(() => mix(logProbs, { history, pending: "" })));
    }
  }
  return [
    { name: "set, one document, p50", value: percentile(setMs, 0.5), unit: "ms", goal: 5 },
    ...quantiles("find", findMs, 0.05),
    ...quantiles("findAlike", alikeMs),
    ...quantiles("mix, one token, all in all", mixMs, 0.3),
    { name: "bytes a character", value: memory.sizeBytes / (documentCount * documentChars), unit: "count" },
  ];
}

function quantiles(name: string, values: readonly number[], goalMs?: number): Figure[] {
  return [
    {
      name: `${name}, p50`,
      value: percentile(values, 0.5),
      unit: "ms",
      ...(goalMs === undefined ? {} : { goal: goalMs }),
    },
    { name: `${name}, p95`, value: percentile(values, 0.95), unit: "ms" },
  ];
}

function caretSelf(text: string, caret: number): CaretSelf {
  const lineStart = text.lastIndexOf("\n", caret - 1) + 1;
  const nextLine = text.indexOf("\n", caret) + 1;
  return {
    documentId: "document0",
    beforeLine: text.slice(Math.max(0, lineStart - 200), lineStart),
    afterLine: text.slice(nextLine, nextLine + 200),
  };
}

function documents(): string[] {
  const sources = ["server/src", "client/src", "test", "bench"]
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => readFileSync(path, "utf8"));
  const all = sources.join("\n");
  // The documents together may be longer than the sources: then they start over, with every text a little different.
  return Array.from({ length: documentCount }, (_, index) => {
    const start = (index * documentChars) % Math.max(1, all.length - documentChars);
    return all.slice(start, start + documentChars).replaceAll("const ", index % 2 === 0 ? "const " : "let ");
  });
}

function randomLogProbs(size: number, random: () => number): Float32Array {
  const logits = Float32Array.from({ length: size }, () => random() * 12);
  const logSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
  return logits.map((logit) => logit - logSum);
}

/** Makes a linear congruential generator (Numerical Recipes); values from 0 to 1. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function timeMs(action: () => unknown): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

main();
