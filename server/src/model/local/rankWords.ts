import { commonLength } from "../../base/commonLength";
import type { CompletionRequest } from "../backend";
import type { Mix } from "../memory/mixture";
import { scoreRows } from "./draftedScores";
import type { GenerationSteps } from "./generationSteps";
import { consumePending } from "./healing";
import type { GenerationUsage } from "./ipc";
import type { KvCache } from "./kvCache";
import type { LoadedModel } from "./loadModel";
import { logProbOfAny } from "./nextToken";
import { promptTokens } from "./promptTokens";
import { fromBytes } from "./tokenBytes";
import { historyChars, weighNext } from "./weighNext";

/** Most words that are scored to their end; each costs a run of the model. // guess: the best one is rarely behind these */
const maxScored = 8;

/** A word, and the upper bound of its log-probability that its first token gives. */
interface Bounded {
  readonly candidate: number;
  readonly text: string;
  readonly tokens: readonly number[];
  readonly bound: number;
}

/**
 * Ranks `words`, one of which comes next: yields the likeliest ones, best first, each with its log-probability among all of them. A word's probability is that
 * of its tokens, the memory mixed in, and of its end. Only words whose first token promises more than the best one so far are scored to their end.
 */
export async function* rankWords(params: {
  model: LoadedModel;
  cache: KvCache;
  request: CompletionRequest;
  mix: Mix | undefined;
  words: readonly string[];
}): GenerationSteps<GenerationUsage> {
  const { model, cache, request, mix, words } = params;
  const { tokenizer } = model;
  const { ids, pending } = promptTokens(model, request.prompt, request.maxTokens);
  const reusedTokenCount = Math.min(commonLength(cache.tokens, ids), ids.length - 1);
  const history = request.prompt.prefix.slice(-historyChars);
  /** Turns scores after a word's first tokens into log-probabilities, in place. */
  const weigh = (scores: Float32Array, written: string, open: string): Float32Array => {
    const said = (history + written).slice(-historyChars);
    weighNext(scores, { model, mix, pending: open, pendingText: fromBytes(open), history: said });
    return scores;
  };
  const [start] = yield* scoreRows(model, cache, ids, []);
  weigh(start, "", pending);
  const bounded = words
    .map((text, candidate): Bounded => {
      const tokens = tokenizer.encode(fromBytes(pending) + text);
      return { candidate, text, tokens, bound: start[tokens[0]] };
    })
    .sort((one, other) => other.bound - one.bound);
  yield undefined;

  const scored: (Bounded & { readonly logProb: number })[] = [];
  for (const word of bounded.slice(0, maxScored)) {
    if (scored.some(({ logProb }) => logProb >= word.bound)) break;
    const rows = yield* rowsAfter(model, cache, ids, word.tokens);
    let { bound: logProb } = word;
    let open = pending;
    let written = "";
    for (const [index, row] of rows.entries()) {
      const consumed = consumePending(open, tokenizer.bytes(word.tokens[index]));
      open = consumed.pending;
      written += fromBytes(consumed.added);
      weigh(row, written, open);
      const next = word.tokens.at(index + 1);
      logProb += next === undefined ? logProbOfAny(row, (id) => !/^[\w$]/.test(tokenizer.bytes(id))) : row[next];
    }
    scored.push({ ...word, logProb });
    yield undefined;
  }

  const promised = new Map(bounded.slice(scored.length).map(({ tokens, bound }) => [tokens[0], bound]));
  const all = [...scored.map(({ logProb }) => logProb), ...promised.values()];
  const sum = Math.log(all.reduce((total, logProb) => total + Math.exp(logProb), 0));
  for (const { candidate, text, tokens, logProb } of scored.sort((one, other) => other.logProb - one.logProb))
    yield { candidate, text, tokenCount: tokens.length, logProb: logProb - sum, finish: "end" };
  return { promptTokenCount: ids.length, reusedTokenCount, generatedTokenCount: 0 };
}

/** Returns the scores after each of `tokens` behind `ids`: by one run of the model where it scores rows. */
async function* rowsAfter(
  model: LoadedModel,
  cache: KvCache,
  ids: readonly number[],
  tokens: readonly number[],
): GenerationSteps<readonly Float32Array[]> {
  if (model.session.scoresRows) return yield* scoreRows(model, cache, [...ids, tokens[0]], tokens.slice(1));
  const rows: Float32Array[] = [];
  for (const index of tokens.keys()) {
    const [row] = yield* scoreRows(model, cache, [...ids, ...tokens.slice(0, index + 1)], []);
    rows.push(row);
  }
  return rows;
}
