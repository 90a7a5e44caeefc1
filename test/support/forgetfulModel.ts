import type { CompletionChunk, CompletionRequest } from "../../server/src/model/backend";
import { createLocalModel, type LocalModel } from "../../server/src/model/local/localModel";
import type { ModelChoice } from "../../server/src/model/modelSlot";
import type { Clock } from "../../server/src/base/clock";
import type { Logger } from "../../server/src/base/log";
import { ownText } from "../../server/src/safety/promptText";
import { pathsBeside } from "../../server/src/engine";

/**
 * A local model that answers the same whatever it was asked before. What is still in its KV cache from the last prompt decides
 * which tokens are computed together, and that changes the last digits; so something else is asked in between. `memorized` gets
 * the newest text that its memory has of each document.
 */
export function forgetfulModel(
  choice: ModelChoice,
  { log, clock, memorized }: { log: Logger; clock: Clock; memorized: Map<string, string> },
): LocalModel {
  const model = createLocalModel({
    ...choice,
    bundlePath: pathsBeside(`${process.cwd()}/dist`).modelProcess,
    clock,
    log,
  });
  const { stream } = model;
  const forget: LocalModel["forget"] = model.forget.bind(model);
  const memorize: LocalModel["memorize"] = model.memorize.bind(model);
  return Object.assign(model, {
    // A busy machine's would pass for a slow model's, for which the memory answers.
    prepare: () => undefined,
    expectedLatencyMs: () => 20,
    memorize(...document: Parameters<LocalModel["memorize"]>): void {
      memorize(...document);
      memorized.set(document[0], document[1]);
    },
    forget(uri: string): void {
      forget(uri);
      memorized.delete(uri);
    },
    async *stream(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<CompletionChunk> {
      const prompt = { ...request.prompt, prefix: ownText("a"), suffix: ownText("") };
      const other = stream({ ...request, prompt, maxTokens: 1, candidateCount: 1, memory: "off" }, signal);
      while ((await other[Symbol.asyncIterator]().next()).done !== true);
      yield* stream(request, signal);
    },
  });
}
