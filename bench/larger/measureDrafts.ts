import { caretSelf } from "../../server/src/model/memory/caretSelf";
import { CharacterMemory } from "../../server/src/model/memory/characterMemory";
import { createDraft } from "../../server/src/model/memory/draft";
import { createMixture } from "../../server/src/model/memory/mixture";
import { generate } from "../../server/src/model/local/generate";
import type { GenerationUsage } from "../../server/src/model/local/ipc";
import { loadModel } from "../../server/src/model/local/loadModel";
import { percentile, type Figure } from "../latency/figures";
import { places, promptAt, type Place } from "./places";

const tokenCount = 40;
const origin = { project: "", languageId: "typescript" };
const reader = { project: "", family: "script" };

interface Run {
  readonly text: string;
  readonly tokensPerS: number;
  readonly usage: GenerationUsage;
}

/** Measures tokens a second with and without drafts, in this process: where a copy of the file is remembered, and where the rest of it is. */
export async function measureDrafts({ name, modelFolder }: { name: string; modelFolder: string }): Promise<Figure[]> {
  const model = await loadModel({ modelFolder, quantization: "auto", threadCount: 0, memoryLimitBytes: 1e9 });
  const run = async (place: Place, memory: CharacterMemory, isDrafted: boolean): Promise<Run> => {
    const prompt = promptAt("drafts.ts", place, 0);
    const self = caretSelf("file:///work/drafts.ts", prompt.prefix, prompt.suffix, reader);
    const sources = { memory, vocabulary: model.vocabulary, self };
    const cache = model.session.createCache();
    const request = {
      ...{ prompt, candidateCount: 1, stop: [], documentUri: "file:///work/drafts.ts" },
      ...({ priority: "command", memory: "mixed" } as const),
    };
    const generation = {
      model,
      cache,
      mix: createMixture(sources),
      draft: isDrafted ? createDraft(sources) : undefined,
    };
    // The prompt's own computation isn't counted.
    const first = generate({ ...generation, request: { ...request, maxTokens: 1 } });
    while ((await first.next()).done !== true);
    const started = performance.now();
    let text = "";
    const steps = generate({ ...generation, request: { ...request, maxTokens: tokenCount } });
    for (;;) {
      const step = await steps.next();
      if (step.done === true) {
        const { value: usage } = step;
        return { text, usage, tokensPerS: usage.generatedTokenCount / ((performance.now() - started) / 1000) };
      }
      text += step.value?.text ?? "";
    }
  };
  const figures: Figure[] = [];
  for (const kind of ["a copy of the file", "the file itself"] as const) {
    const ratios: number[] = [];
    const rates: { plain: number[]; drafted: number[] } = { plain: [], drafted: [] };
    let [draftedCount, generatedCount, different] = [0, 0, 0];
    for (const place of places()) {
      const memory = new CharacterMemory({ maxChars: 2_000_000 });
      const [own, copy] = [`${place.prefix}${place.suffix}`, `// a copy\n${place.prefix.slice(-1_500)}${place.after}`];
      if (kind === "a copy of the file") memory.set("file:///work/copy.ts", copy, origin);
      memory.set("file:///work/drafts.ts", own, origin);
      const plain = await run(place, memory, false);
      const drafted = await run(place, memory, true);
      rates.plain.push(plain.tokensPerS);
      rates.drafted.push(drafted.tokensPerS);
      ratios.push(drafted.tokensPerS / plain.tokensPerS);
      draftedCount += drafted.usage.draftedTokenCount ?? 0;
      generatedCount += drafted.usage.generatedTokenCount;
      if (plain.text !== drafted.text) different++;
    }
    const [plain, drafted] = [rates.plain, rates.drafted].map((all) => percentile(all, 0.5));
    figures.push({
      ...{
        name: `${name}: tokens a second with drafts ÷ without, memory holds ${kind}`,
        value: percentile(ratios, 0.5),
        unit: "×",
      },
      note: `${plain.toFixed(0)} → ${drafted.toFixed(0)}; ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")}; ${draftedCount} of ${generatedCount} tokens drafted; ${different} texts differ`,
    });
  }
  return figures;
}
