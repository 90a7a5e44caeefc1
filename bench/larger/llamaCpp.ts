import { percentile } from "../latency/figures";
import { areEnginesInstalled, startEngine } from "../../test/engines/engine";

/** Times of llama.cpp on the same weights, in ms. */
export interface LlamaTimes {
  /** First token of a prompt that it has not seen. */
  readonly coldMs: number;
  /** A line of tokens after one more token of a prompt that it knows. */
  readonly lineMs: number;
}

/** Measures llama.cpp's own server with the model's weights and a prompt of `ids`; `undefined` if it isn't installed. */
export async function measureLlamaCpp(params: {
  modelFolder: string;
  threadCount: number;
  ids: readonly number[];
  lineTokenCount: number;
}): Promise<LlamaTimes | undefined> {
  const { modelFolder, threadCount, ids, lineTokenCount } = params;
  if (!areEnginesInstalled) return undefined;
  const engine = await startEngine({
    program: "python3",
    args: ["deploy/local/llamaCpp.py", modelFolder, "--threads", String(threadCount)],
  });
  const complete = async (prompt: readonly number[], tokenCount: number): Promise<number> => {
    const started = performance.now();
    const body = { prompt, n_predict: tokenCount, temperature: 0, cache_prompt: true, ignore_eos: true };
    const response = await fetch(`${engine.url}/completion`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`llama.cpp refused: ${await response.text()}`);
    await response.json();
    return performance.now() - started;
  };
  try {
    const coldMs: number[] = [];
    const lineMs: number[] = [];
    for (let round = 0; round < 3; round++) {
      // Another first token makes the whole prompt new.
      const prompt = [1000 + round, ...ids.slice(1)];
      coldMs.push(await complete(prompt, 1));
      for (let typed = 1; typed <= 3; typed++)
        lineMs.push(await complete([...prompt, ...ids.slice(100, 100 + typed)], lineTokenCount));
    }
    return { coldMs: percentile(coldMs, 0.5), lineMs: percentile(lineMs, 0.5) };
  } finally {
    await engine.stop();
  }
}
