import { beforeAll, describe, expect, test } from "vitest";
import type { LoadedModel } from "../../../../server/src/model/local/loadModel";
import type { Mix } from "../../../../server/src/model/memory/mixture";
import { generate } from "../../../../server/src/model/local/generate";
import { collect, complete, load, promptAt, realCode, requestAt } from "./engine";

/** Makes a mixture that dictates every token. */
function dictate(ids: readonly number[]): Mix {
  let at = 0;
  return (logProbs) => {
    logProbs.fill(-Infinity);
    logProbs[ids[at++]] = 0;
  };
}

/** Reports that the text has no lone surrogate. */
const isWellFormed = (text: string): boolean => Buffer.from(text).toString() === text;

const realFixture = `${realCode.prefix}█${realCode.suffix}`;

describe.each([
  { name: "embedded model, q8", options: { quantization: "q8" } },
  { name: "embedded model, q4", options: { quantization: "q4" } },
] as const)("$name", ({ options }) => {
  let model: LoadedModel;
  beforeAll(async () => void (model = await load(options)));

  test("completes a well-known line", async () => {
    const { texts, finishes } = await complete(
      model,
      model.session.createCache(),
      requestAt("for (let i = 0; i < items.█\n  console.log(items[i]);\n}\n"),
    );
    expect(texts[0]).toMatch(/^length; i\+\+\) \{$/);
    expect(finishes).toEqual(["stop"]);
  });

  test("gives the same text with what it kept as from scratch", async () => {
    const warm = model.session.createCache();
    let reused = 0;
    let total = 0;
    const others: string[] = [];
    for (const typed of ["", "t", "th", "this", "this.", "this.#s", "this.#set", "this.#", "x"]) {
      const request = requestAt(`${realCode.prefix}${typed}█${realCode.suffix}`);
      const again = await complete(model, warm, request);
      const cold = await complete(model, model.session.createCache(), request);
      expect([typed, again.finishes]).toEqual([typed, cold.finishes]);
      if (again.texts[0] === cold.texts[0]) expect(again.logProbs[0]).toBeCloseTo(cold.logProbs[0], 0);
      else others.push(typed);
      expect(cold.usage.reusedTokenCount).toBe(0);
      reused += again.usage.reusedTokenCount;
      total += again.usage.promptTokenCount;
    }
    expect(reused / total).toBeGreaterThan(0.85);
    // 8-bit activations are scaled by what is read at once, and processors without VNNI add them up less exactly: a tie may end the other way.
    expect(others.length, others.join()).toBeLessThan(2);
  });

  test("gives the same text whatever the size of the chunks", async () => {
    const texts = [];
    for (const prefillChunkTokens of [7, 32, 128, 512])
      texts.push(
        (await complete({ ...model, prefillChunkTokens }, model.session.createCache(), requestAt(realFixture)))
          .texts[0],
      );
    expect(new Set(texts).size).toBe(1);
  });

  test("gives candidates that begin differently, the best first", async () => {
    const { texts, logProbs, chunks } = await complete(
      model,
      model.session.createCache(),
      requestAt("import os\n\ndef read_file(path):\n    █", {
        candidateCount: 3,
        prompt: promptAt("def read_file(path):\n    █"),
      }),
    );
    expect(texts).toHaveLength(3);
    expect(new Set(texts.map((text) => text[0])).size).toBe(3);
    expect(logProbs.every((logProb) => logProb < 0)).toBe(true);
    expect(chunks.map(({ candidate }) => candidate)).toEqual([...chunks.map(({ candidate }) => candidate)].sort());
  });

  test("does not repeat the part of a word or the blanks that are there", async () => {
    for (const [fixture, beginning] of [
      ['import { readFile } from "node:fs";\nimport { readFi█\n', /^le/],
      ["class A {\n  constructor() {\n    this.items = [];\n  }\n\n  add(item) {\n    █\n  }\n}\n", /^\S/],
      ["function isEmpty(list) {\n  return list.leng█\n}\n", /^th/],
    ] as const) {
      const { texts } = await complete(model, model.session.createCache(), requestAt(fixture));
      expect(texts[0]).toMatch(beginning);
    }
  });
});

describe("one model", () => {
  let model: LoadedModel;
  beforeAll(async () => void (model = await load()));

  test("stops at a sequence that spans tokens and emits none of it", async () => {
    const cache = model.session.createCache();
    const fixture = "for (let i = 0; i < items.█\n  console.log(items[i]);\n}\n";
    const full = (await complete(model, cache, requestAt(fixture))).texts[0];
    for (const stop of ["ngth; i", "++)", "th; i++) {"]) {
      const { texts, finishes } = await complete(model, cache, requestAt(fixture, { stop: [stop] }));
      expect(texts[0]).toBe(full.slice(0, full.indexOf(stop)));
      expect(finishes[0]).toBe("stop");
    }
  });

  test("ends at the number of tokens asked for", async () => {
    const { chunks, finishes } = await complete(
      model,
      model.session.createCache(),
      requestAt(realFixture, { maxTokens: 5, stop: [] }),
    );
    expect(finishes).toEqual(["length"]);
    expect(chunks.reduce((sum, { tokenCount }) => sum + tokenCount, 0)).toBe(5);
  });

  test("ends where the model says that the middle is complete, without its mark", async () => {
    const end = model.tokenizer.specialId("<|endoftext|>")!;
    const steps = generate({
      model,
      cache: model.session.createCache(),
      request: requestAt("a\n█", { stop: [] }),
      mix: dictate([17, 18, end]),
    });
    const { texts, finishes } = await collect(steps);
    expect(texts).toEqual([model.tokenizer.bytes(17) + model.tokenizer.bytes(18)]);
    expect(finishes).toEqual(["end"]);
  });

  test.each(["const s = '👍🏽█';\n", "// 漢字と█\n", "x = '\ud83d█'\n", "# é█\n", "\ufffe█", "a\u0000b█"])(
    "answers well-formed text after %j",
    async (fixture) => {
      const { texts, finishes } = await complete(
        model,
        model.session.createCache(),
        requestAt(fixture, { maxTokens: 12, stop: [] }),
      );
      expect(finishes[0]).toMatch(/length|end/);
      expect(isWellFormed(texts[0])).toBe(true);
    },
  );

  test("never cuts a character between two chunks", async () => {
    // Memory that dictates characters of 3 and 4 bytes, which the vocabulary has in pieces only.
    const dictated = "漢👍🏽字";
    const wanted = model.tokenizer.encode(dictated);
    expect(wanted.length).toBeGreaterThan(4);
    const request = requestAt("a\n█", { maxTokens: wanted.length, stop: [] });
    const steps = generate({ model, cache: model.session.createCache(), request, mix: dictate(wanted) });
    const texts = [];
    for await (const chunk of steps) if (chunk?.text) texts.push(chunk.text);
    expect(texts.join("")).toBe(dictated);
    expect(texts.every((text) => isWellFormed(text) && !text.includes("\ufffd"))).toBe(true);
    expect(texts.length).toBeGreaterThan(1);
  });

  test("shows the mixture the text so far and what of it is pending", async () => {
    const seen: { history: string; pending: string }[] = [];
    const steps = generate({
      model,
      cache: model.session.createCache(),
      request: requestAt("let x = compu█\n"),
      mix: (_, at) => void seen.push(at),
    });
    let text = "";
    for await (const chunk of steps) text += chunk?.text ?? "";
    expect(seen[0]).toEqual({ history: "let x = compu", pending: " compu" });
    expect(seen.at(-1)?.pending).toBe("");
    expect(`let x = compu${text}`.startsWith(seen.at(-1)!.history)).toBe(true);
    expect(seen.at(-1)!.history.length).toBeGreaterThan("let x = compu".length);
  });

  test("offers no candidate that begins as another one does", async () => {
    const id = (text: string): number => model.tokenizer.encode(text)[0];
    let isFirst = true;
    const prefer = (logProbs: Float32Array): void => {
      if (!isFirst) return;
      isFirst = false;
      logProbs.fill(-Infinity);
      ["return", "re", "r", "returns", "if"].forEach((text, index) => (logProbs[id(text)] = -0.1 * (index + 1)));
    };
    const request = requestAt("def f():\n█", { candidateCount: 2 });
    const { texts } = await collect(generate({ model, cache: model.session.createCache(), request, mix: prefer }));
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/^return/);
    expect(texts[1]).toMatch(/^if/);
  });

  test("begins the next candidate as soon as the caller has enough of one", async () => {
    const taken = [0, 0, 0];
    const request = requestAt("def read_file(path):\n    █", { candidateCount: 3, maxTokens: 40, stop: [] });
    const hasEnough = (candidate: number): boolean => taken[candidate] >= 3;
    const cache = model.session.createCache();
    for await (const chunk of generate({ model, cache, request, mix: undefined, hasEnough }))
      if (chunk !== undefined) taken[chunk.candidate] += chunk.tokenCount;
    expect(taken.every((count) => count >= 3 && count < 8)).toBe(true);
  });

  test("continues correctly after another request used its cache", async () => {
    const cache = model.session.createCache();
    const alone = await complete(model, model.session.createCache(), requestAt(realFixture));
    const steps = generate({ model, cache, request: requestAt(realFixture), mix: undefined });
    let text = "";
    for (let step = await steps.next(); !step.done; step = await steps.next()) {
      text += step.value?.text ?? "";
      if (step.value) await complete(model, cache, requestAt("print(█", { maxTokens: 2 }));
    }
    expect(text).toBe(alone.texts[0]);
  });
});

describe("a graph in the hub's layout", () => {
  let model: LoadedModel;
  beforeAll(async () => {
    const { folder } = await import("./hubModel");
    model = await load({ modelFolder: folder, quantization: "auto" });
  });

  test("gives the same scores cropped, reused and in chunks as from scratch", async () => {
    const ids = model.tokenizer.encode(realCode.prefix).slice(0, 60);
    const fresh = await model.session.forward(model.session.createCache(), ids);
    const cache = model.session.createCache();
    await model.session.forward(cache, ids.slice(0, 20));
    await model.session.forward(cache, [7, 8, 9, 10]);
    cache.crop(22);
    cache.crop(20);
    await model.session.forward(cache, ids.slice(20, 45));
    const reused = await model.session.forward(cache, ids.slice(45));
    expect(cache.tokens).toEqual(ids);
    expect(Math.max(...reused.map((score, id) => Math.abs(score - fresh[id])))).toBeLessThan(1e-4);
    const wrong = await model.session.forward(model.session.createCache(), [...ids.slice(0, 59), 11]);
    expect(Math.max(...wrong.map((score, id) => Math.abs(score - fresh[id])))).toBeGreaterThan(0.1);
  });

  test("generates the same with what it kept as from scratch", async () => {
    const cache = model.session.createCache();
    for (const typed of ["", "a", "ab", "a"]) {
      const request = requestAt(`${realCode.prefix}${typed}█`, { maxTokens: 8, stop: [] });
      const warm = await complete(model, cache, request);
      const cold = await complete(model, model.session.createCache(), request);
      expect(warm.texts).toEqual(cold.texts);
    }
  });
});
