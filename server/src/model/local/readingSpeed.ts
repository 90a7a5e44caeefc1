import type { ModelSession } from "./session";

/** Least number of tokens in a run by which the speed is judged: shorter runs write. */
const leastTokens = 16;

/** Weight of the newest run. // guess */
const newestWeight = 0.3;

/** Speed at which a model reads prompts on this machine, learnt from its runs. */
export class ReadingSpeed {
  /** Time a token takes, in ms. */
  msPerToken: number;

  /** `expectedMs` is the time a token takes before the first run. */
  constructor(expectedMs: number) {
    this.msPerToken = expectedMs;
  }

  /** Returns a session that is watched. */
  watch(session: ModelSession): ModelSession {
    const forwardRows: ModelSession["forwardRows"] = async (cache, ids, rowCount) => {
      const startMs = performance.now();
      const rows = await session.forwardRows(cache, ids, rowCount);
      if (ids.length >= leastTokens && rowCount === 1)
        this.msPerToken += newestWeight * ((performance.now() - startMs) / ids.length - this.msPerToken);
      return rows;
    };
    return {
      ...session,
      forwardRows,
      forward: async (cache, ids) => (await forwardRows(cache, ids, 1))[0],
    };
  }
}
