import type { KvCache } from "./kvCache";
import { createKvCache } from "./kvCache";
import type { OrtSession, OrtTensor } from "./ortSession";
import { floatData, halfToNumber, int64Tensor } from "./ortSession";

/** A loaded network: token ids in, scores of the next token out. */
export interface ModelSession {
  /** Number of scores per step: one for each id of the vocabulary. */
  readonly vocabularySize: number;
  /** Makes an empty cache for this network. */
  createCache(): KvCache;
  /** Runs `ids` on top of the contents of `cache`, appends them to it, and returns the scores after the last one. Never concurrently. */
  forward(cache: KvCache, ids: readonly number[]): Promise<Float32Array>;
}

/** Wraps a session of the runtime in either graph layout. `kvCache.ts` describes the difference. */
export function createModelSession(session: OrtSession): ModelSession {
  const vocabularySize = session.outputMetadata.find(({ name }) => name === "logits")?.shape?.at(-1);
  if (typeof vocabularySize !== "number") throw new TypeError("the graph has no output `logits` of a literal size");
  const hasPositions = session.inputNames.includes("position_ids");
  const hasLogitCount = session.inputNames.includes("num_logits_to_keep");
  let ones = new BigInt64Array();

  return {
    vocabularySize,
    createCache: () => createKvCache(session),
    async forward(cache, ids) {
      const past = cache.tokens.length;
      const total = past + ids.length;
      if (ones.length < total) ones = new BigInt64Array(total * 2).fill(1n);
      const feeds: Record<string, OrtTensor> = {
        ...cache.inputs(ids.length),
        input_ids: int64Tensor(BigInt64Array.from(ids, BigInt), [1, ids.length]),
        attention_mask: int64Tensor(ones.subarray(0, total), [1, total]),
      };
      if (hasPositions)
        feeds["position_ids"] = int64Tensor(
          BigInt64Array.from(ids, (_, index) => BigInt(past + index)),
          [1, ids.length],
        );
      if (hasLogitCount) feeds["num_logits_to_keep"] = int64Tensor(BigInt64Array.of(1n), []);
      const outputs = await session.run(feeds, ["logits", ...cache.outputNames]);
      cache.append(ids, outputs);
      return lastRow(outputs["logits"], vocabularySize);
    },
  };
}

/** Returns the last token's scores. The caller may change them: the runtime gives every run new outputs. */
function lastRow(logits: OrtTensor | undefined, vocabularySize: number): Float32Array {
  const scores = floatData(logits);
  const row = scores.subarray(scores.length - vocabularySize);
  return row instanceof Float32Array ? row : Float32Array.from(row, halfToNumber);
}
