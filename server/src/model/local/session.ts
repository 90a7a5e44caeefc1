import type { KvCache } from "./kvCache";
import { createKvCache } from "./kvCache";
import type { OrtSession, OrtTensor } from "./ortSession";
import { floatData, halfToNumber, int64Tensor } from "./ortSession";
import { rowsInput } from "./scoredRows";

/** A loaded network: token ids in, scores of the next token out. */
export interface ModelSession {
  /** Number of scores per step: one for each id of the vocabulary. */
  readonly vocabularySize: number;
  /** Makes an empty cache for this network. */
  createCache(): KvCache;
  /** True if one run can score the tokens after each of its last ids, as drafts need it. */
  readonly scoresRows: boolean;
  /** Runs `ids` on top of the contents of `cache`, appends them to it, and returns the scores after the last one. Never concurrently. */
  forward(cache: KvCache, ids: readonly number[]): Promise<Float32Array>;
  /** Does the same, and returns the scores after each of the last `rowCount` ids; more than one only where `scoresRows` is true. */
  forwardRows(cache: KvCache, ids: readonly number[], rowCount: number): Promise<Float32Array[]>;
}

/** Wraps a session of the runtime in either graph layout. `kvCache.ts` describes the difference. */
export function createModelSession(session: OrtSession): ModelSession {
  const logitsShape = session.outputMetadata.find(({ name }) => name === "logits")?.shape;
  const vocabularySize = logitsShape?.at(-1);
  if (typeof vocabularySize !== "number") throw new TypeError("the graph has no output `logits` of a literal size");
  const hasPositions = session.inputNames.includes("position_ids");
  const hasLogitCount = session.inputNames.includes("num_logits_to_keep");
  const hasRows = session.inputNames.includes(rowsInput);
  let ones = new BigInt64Array();

  const model: ModelSession = {
    vocabularySize,
    // A head that scores the last token only says so.
    scoresRows: hasRows || hasLogitCount || typeof logitsShape?.at(-2) !== "number",
    createCache: () => createKvCache(session),
    async forward(cache, ids) {
      const [last] = await model.forwardRows(cache, ids, 1);
      return last;
    },
    async forwardRows(cache, ids, rowCount) {
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
      if (hasLogitCount) feeds["num_logits_to_keep"] = int64Tensor(BigInt64Array.of(BigInt(rowCount)), []);
      if (hasRows)
        feeds[rowsInput] = int64Tensor(
          BigInt64Array.from({ length: rowCount }, (_, index) => BigInt(index - rowCount)),
          [rowCount],
        );
      const outputs = await session.run(feeds, ["logits", ...cache.outputNames]);
      cache.append(ids, outputs);
      return lastRows(outputs["logits"], { vocabularySize, rowCount });
    },
  };
  return model;
}

/** Returns the last tokens' scores. The caller may change them: the runtime gives every run new outputs. */
function lastRows(
  logits: OrtTensor | undefined,
  { vocabularySize, rowCount }: { vocabularySize: number; rowCount: number },
): Float32Array[] {
  const scores = floatData(logits);
  const start = scores.length - rowCount * vocabularySize;
  return Array.from({ length: rowCount }, (_, index) => {
    const row = scores.subarray(start + index * vocabularySize, start + (index + 1) * vocabularySize);
    return row instanceof Float32Array ? row : Float32Array.from(row, halfToNumber);
  });
}
