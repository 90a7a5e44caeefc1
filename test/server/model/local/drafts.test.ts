import { beforeAll, describe, expect, test } from "vitest";
import { caretSelf } from "../../../../server/src/model/memory/caretSelf";
import { CharacterMemory } from "../../../../server/src/model/memory/characterMemory";
import { createDraft, type MemoryDraft } from "../../../../server/src/model/memory/draft";
import { createMixture } from "../../../../server/src/model/memory/mixture";
import { generate } from "../../../../server/src/model/local/generate";
import type { GenerationUsage } from "../../../../server/src/model/local/ipc";
import type { LoadedModel } from "../../../../server/src/model/local/loadModel";
import { readWithRowsInput } from "../../../../server/src/model/local/scoredRows";
import { smolModelFolder } from "../../../support/smolModel";
import { load, realCode, requestAt } from "./engine";

const uri = "file:///example.ts";
const reader = { project: "", family: "script" };

/** Generates text at a caret in code of which the memory has another copy. */
async function generateWith(
  model: LoadedModel,
  fixture: string,
  draftOf: (fromMemory: MemoryDraft) => MemoryDraft | undefined,
  maxTokens = 24,
): Promise<{ text: string; runs: number; usage: GenerationUsage }> {
  const memory = new CharacterMemory({ maxChars: 200_000 });
  memory.set("file:///copy.ts", `// a copy\n${realCode.prefix}${realCode.suffix}`, {
    project: "",
    languageId: "typescript",
  });
  const request = requestAt(fixture, { maxTokens, stop: [], candidateCount: 2, memory: "mixed" });
  const self = caretSelf(uri, request.prompt.prefix, request.prompt.suffix, reader);
  const sources = { memory, vocabulary: model.vocabulary, self };
  let runs = 0;
  const session = {
    ...model.session,
    forwardRows(...args: Parameters<typeof model.session.forwardRows>) {
      runs++;
      return model.session.forwardRows(...args);
    },
  };
  const steps = generate({
    ...{ model: { ...model, session }, cache: session.createCache(), request },
    ...{ mix: createMixture(sources), draft: draftOf(createDraft(sources)) },
  });
  let text = "";
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return { text, runs, usage: step.value };
    text += step.value?.text ?? "";
  }
}

/** Carets in the copied code: after a name, inside one, in blanks, after a sign. */
const places = [/onState\(/, /\n {2}(?=\S)/, /readonly \w+: C/].flatMap((pattern) => {
  const at = pattern.exec(realCode.prefix);
  return at === null ? [] : [`${realCode.prefix.slice(0, at.index + at[0].length)}█\n}\n`];
});

describe.each(["q8", "q4"] as const)("the embedded model, %s,", (quantization) => {
  let model: LoadedModel;
  beforeAll(async () => void (model = await load({ quantization })));

  test("writes the same text with the memory's drafts, in far fewer runs", async () => {
    expect(places.length).toBe(3);
    let [drafted, plain] = [0, 0];
    for (const place of places) {
      const without = await generateWith(model, place, () => undefined);
      const draftedRun = await generateWith(model, place, (fromMemory) => fromMemory);
      expect(draftedRun.text).toBe(without.text);
      drafted += draftedRun.runs;
      plain += without.runs;
    }
    expect(drafted / plain).toBeLessThan(0.6);
  });

  test("writes the same text whatever a draft says", async () => {
    const fixture = `${realCode.prefix}█${realCode.suffix}`;
    const { text } = await generateWith(model, fixture, () => undefined);
    for (const guess of [" wrong = 1;\n  nothing of that follows", "漢字👍🏽", text.slice(0, 7)])
      expect((await generateWith(model, fixture, () => () => guess)).text).toBe(text);
  });

  test("gives each of several tokens the scores that it has alone", async () => {
    const ids = model.tokenizer.encode(realCode.prefix).slice(0, 40);
    const rows = await model.session.forwardRows(model.session.createCache(), ids, 4);
    for (const [index, row] of rows.entries()) {
      const alone = await model.session.forward(model.session.createCache(), ids.slice(0, 37 + index));
      expect(Math.max(...alone.map((score, id) => Math.abs(score - row[id])))).toBeLessThan(1e-3);
    }
  });
});

const smol = smolModelFolder();

test.skipIf(smol === undefined)("a larger model, SmolLM2, writes the same text in fewer runs", async () => {
  const model = await load({ modelFolder: smol!, quantization: "q4", threadCount: 0 });
  const place = `${realCode.prefix.slice(-600)}this.#setState(█`;
  const without = await generateWith(model, place, () => undefined, 12);
  const drafted = await generateWith(model, place, (fromMemory) => fromMemory, 12);
  expect(drafted.text).toBe(without.text);
  expect(drafted.runs).toBeLessThan(without.runs);
});

test("a graph that another program made is left as it is", async () => {
  expect(await readWithRowsInput("test/server/model/local/hubLayout/onnx/model.onnx")).toBeUndefined();
});
