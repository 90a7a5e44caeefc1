import type { CompletionRequest } from "../backend";
import { scoresAfter } from "./draftedScores";
import type { GenerationSteps } from "./generationSteps";
import type { GenerationUsage } from "./ipc";
import type { KvCache } from "./kvCache";
import type { LoadedModel } from "./loadModel";
import { toLogProbs } from "./nextToken";
import { promptTokens } from "./promptTokens";
import { fromBytes } from "./tokenBytes";

/**
 * Scores how probable each of `choices` is as the rest of the line after a prompt. Yields one chunk for each, in their order, with the sum
 * over its tokens and the line's end. Nothing is generated, so the same question gets the same answer.
 */
export async function* scoreChoices(
  model: LoadedModel,
  cache: KvCache,
  request: CompletionRequest,
  choices: readonly string[],
): GenerationSteps<GenerationUsage> {
  const { ids, pending } = promptTokens(model, request.prompt, request.maxTokens);
  const usage = { promptTokenCount: ids.length, reusedTokenCount: 0, generatedTokenCount: 0 };
  for (const [candidate, text] of choices.entries()) {
    const tokens = model.tokenizer.encode(`${fromBytes(pending)}${text}\n`).slice(0, request.maxTokens);
    let logProb = 0;
    for (const [index, token] of tokens.entries()) {
      const scores = yield* scoresAfter(model, cache, [...ids, ...tokens.slice(0, index)]);
      toLogProbs(scores);
      logProb += scores[token];
      usage.generatedTokenCount++;
      yield undefined;
    }
    yield { candidate, text, tokenCount: tokens.length, logProb, finish: "end" };
  }
  return usage;
}
