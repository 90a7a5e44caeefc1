import { commonLength } from "../../base/commonLength";
import type { GenerationSteps } from "./generationSteps";
import type { KvCache } from "./kvCache";
import type { LoadedModel } from "./loadModel";

/** Most tokens of a draft. */
const maxDraftTokens = 8; // guess

/**
 * Scores the next token of a text that grows. A draft, a guess of what comes next, is run along with the text's own last tokens, and
 * each of its tokens that comes true leaves the scores after it: speculative decoding (Leviathan et al. 2023,
 * arXiv:2211.17192) with the memory as the drafter and greedy choice. The text is the same as without drafts.
 */
export class DraftedScores {
  /** Number of scores that took no run of their own. */
  draftedCount = 0;
  /** Rows of the last run: the scores after `ids`, and after each token of the draft behind them. */
  #run: { readonly ids: readonly number[]; readonly from: number; readonly rows: readonly Float32Array[] } | undefined;

  constructor(
    readonly model: LoadedModel,
    readonly cache: KvCache,
  ) {}

  /** Returns the scores of the token after `ids`; the caller may change them. `guess` returns the text that may follow. */
  async *after(ids: readonly number[], guess: () => string): GenerationSteps<Float32Array> {
    const known = this.#row(ids);
    if (known !== undefined) {
      this.draftedCount++;
      return known;
    }
    const draft = this.model.session.scoresRows ? this.#draft(ids, guess()) : [];
    const rows = yield* scoreRows(this.model, this.cache, ids, draft);
    this.#run = { ids: [...ids, ...draft], from: ids.length, rows };
    return rows[0];
  }

  /** Returns the scores after `ids` if the last run has them. */
  #row(ids: readonly number[]): Float32Array | undefined {
    if (this.#run === undefined || ids.length <= this.#run.from) return undefined;
    return commonLength(this.#run.ids, ids) === ids.length ? this.#run.rows.at(ids.length - this.#run.from) : undefined;
  }

  /** Returns the tokens of a guess without its last one, which the guess may have cut. */
  #draft(ids: readonly number[], guess: string): readonly number[] {
    const { tokenizer, limits } = this.model;
    const room = Math.min(maxDraftTokens, limits.contextTokens - ids.length);
    return guess === "" ? [] : tokenizer.encode(guess).slice(0, -1).slice(0, room);
  }
}

/** Brings the cache to `ids`, computing only the missing tokens, and returns the scores of the next token. */
export async function* scoresAfter(
  model: LoadedModel,
  cache: KvCache,
  ids: readonly number[],
): GenerationSteps<Float32Array> {
  const [scores] = yield* scoreRows(model, cache, ids, []);
  return scores;
}

/** Does the same, and returns the scores after each token of `draft` too. */
export async function* scoreRows(
  { session, prefillChunkTokens }: LoadedModel,
  cache: KvCache,
  ids: readonly number[],
  draft: readonly number[],
): GenerationSteps<readonly Float32Array[]> {
  for (;;) {
    // Recomputed after each step: another job may have used the cache meanwhile.
    const known = Math.min(commonLength(cache.tokens, ids), ids.length - 1);
    cache.crop(known);
    const chunk = ids.slice(known, known + prefillChunkTokens);
    if (known + chunk.length === ids.length) return session.forwardRows(cache, [...chunk, ...draft], draft.length + 1);
    await session.forward(cache, chunk);
    yield undefined;
  }
}
