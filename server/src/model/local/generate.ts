import { commonLength } from "../../base/commonLength";
import type { MemoryDraft } from "../memory/draft";
import type { Mix } from "../memory/mixture";
import type { CompletionChunk, CompletionPrompt, CompletionRequest } from "../backend";
import { consumePending } from "./healing";
import type { GenerationSteps } from "./generationSteps";
import type { GenerationUsage } from "./ipc";
import type { KvCache } from "./kvCache";
import type { LoadedModel } from "./loadModel";
import { DraftedScores, scoresAfter } from "./draftedScores";
import { logProbOfAny, mostProbable, mostProbableOf } from "./nextToken";
import { promptTokens } from "./promptTokens";
import { createStopText } from "./stopText";
import { toBytes } from "./tokenBytes";
import { historyChars, weighNext } from "./weighNext";

/** Tokens considered when a second candidate has to begin differently. */
const alternativeCount = 12;

/** A request's work. */
export interface TokenGeneration {
  readonly model: LoadedModel;
  readonly cache: KvCache;
  readonly request: CompletionRequest;
  readonly mix: Mix | undefined;
  /** Guesses what comes next, so that several tokens are scored in one run; without it each takes a run of its own. */
  readonly draft?: MemoryDraft | undefined;
  /** Returns a shorter form of the prompt for the first candidate, and a cache for it, if reading `missingTokens` of the whole one takes too long. */
  readonly hasteFor?: ((missingTokens: number) => Haste | undefined) | undefined;
  /** Asked between two tokens: true if the caller needs no more of that candidate. */
  readonly hasEnough?: (candidate: number) => boolean;
}

/** A prompt that is read in time, and a cache for it. */
interface Haste {
  readonly prompt: CompletionPrompt;
  readonly cache: KvCache;
}

/**
 * Generates the candidates of a request one after the other. Each begins with another text than those before it. In haste the first one is written behind a
 * shorter prompt; then the whole one is read, for the others and for the next request.
 */
export async function* generate(generation: TokenGeneration): GenerationSteps<GenerationUsage> {
  const { model, cache, request, hasteFor } = generation;
  const { ids, pending } = promptTokens(model, request.prompt, request.maxTokens);
  const commonTokenCount = commonLength(cache.tokens, ids);
  const reusedTokenCount = Math.min(commonTokenCount, ids.length - 1);
  const start: Branch = { ids, pending, history: request.prompt.prefix.slice(-historyChars) };
  const haste = hasteFor?.(ids.length - commonTokenCount);
  const short = haste && promptTokens(model, haste.prompt, request.maxTokens);
  const first = yield* decode({
    ...generation,
    ...(haste && short ? { cache: haste.cache, start: { ...start, ...short } } : { start }),
    candidate: 0,
  });
  let generatedTokenCount = first.tokenCount;
  let draftedTokenCount = first.draftedTokenCount;
  const fork = short ? yield* forkAt(generation, start, first.text) : first.fork;
  for (const [index, firstChoice] of (fork?.choices ?? []).slice(0, request.candidateCount - 1).entries()) {
    const other = yield* decode({
      ...generation,
      start: fork?.branch ?? start,
      firstChoice,
      candidate: index + 1,
    });
    generatedTokenCount += other.tokenCount;
    draftedTokenCount += other.draftedTokenCount;
  }
  const promptTokenCount = ids.length + (short?.ids.length ?? 0);
  return { promptTokenCount, reusedTokenCount, generatedTokenCount, draftedTokenCount };
}

/** Reads the prompt, and finds the ways to begin that differ from a text. */
async function* forkAt(
  { model, cache, mix }: Pick<TokenGeneration, "model" | "cache" | "mix">,
  { ids, pending, history }: Branch,
  taken: string,
): GenerationSteps<Decoded["fork"]> {
  const logProbs = yield* scoresAfter(model, cache, ids);
  weighNext(logProbs, { model, mix, pending, pendingText: readPending(pending, history), history });
  const id = mostProbable(logProbs);
  const consumed = consumePending(pending, model.tokenizer.bytes(id));
  const isVisible = consumed.added !== "" || model.tokenizer.isSpecial(id);
  // Blanks before the caret may take several tokens to write again.
  if (isVisible) return { branch: { ids, pending, history }, choices: alternatives(model, logProbs, pending, taken) };
  yield undefined;
  return yield* forkAt({ model, cache, mix }, { ids: [...ids, id], pending: consumed.pending, history }, taken);
}

/** Computes the keys and values of a prompt that may be asked for next, and generates nothing. */
export async function* readPrompt({
  model,
  cache,
  request,
}: Omit<TokenGeneration, "mix">): GenerationSteps<GenerationUsage> {
  const { ids } = promptTokens(model, request.prompt, request.maxTokens);
  const reusedTokenCount = Math.min(commonLength(cache.tokens, ids), ids.length - 1);
  yield* scoresAfter(model, cache, ids);
  return { promptTokenCount: ids.length, reusedTokenCount, generatedTokenCount: 0 };
}

/** A point from which generation can continue. */
interface Branch {
  readonly ids: readonly number[];
  readonly pending: string;
  readonly history: string;
}

interface Choice {
  readonly id: number;
  readonly logProb: number;
}

interface Decoded {
  /** Its bytes, a stop sequence included. */
  readonly text: string;
  readonly tokenCount: number;
  /** Those of them that took no run of their own. */
  readonly draftedTokenCount: number;
  /** The point at which the first visible text was chosen, and the other choices there. */
  readonly fork: { readonly branch: Branch; readonly choices: readonly Choice[] } | undefined;
}

/** Generates one candidate greedily from `start`, beginning with `firstChoice` if given. */
async function* decode(
  params: TokenGeneration & { readonly start: Branch; readonly firstChoice?: Choice; readonly candidate: number },
): GenerationSteps<Decoded> {
  const { model, cache, request, mix, draft, hasEnough, candidate } = params;
  const ids = [...params.start.ids];
  let { pending, history } = params.start;
  let choice = params.firstChoice;
  let fork: Decoded["fork"];
  let hasBegun = false;
  let finish: CompletionChunk["finish"];
  let written = "";
  let tokenCount = 0;
  const scores = new DraftedScores(model, cache);
  let beginningLogProb: number | undefined;
  const utf8 = new TextDecoder();
  const stops = createStopText(request.stop);
  const unsent = { text: "", tokenCount: 0, logProb: 0 };
  const take = (): CompletionChunk => {
    const chunk = {
      ...{ candidate, ...unsent },
      ...(beginningLogProb === undefined ? {} : { beginningLogProb }),
      ...(finish ? { finish } : {}),
    };
    beginningLogProb = undefined;
    Object.assign(unsent, { text: "", tokenCount: 0, logProb: 0 });
    return chunk;
  };

  while (finish === undefined) {
    if (choice === undefined) {
      const pendingText = readPending(pending, history);
      const logProbs = yield* scores.after(ids, () =>
        pendingText === undefined ? "" : pendingText + (draft?.({ history, pending: pendingText }) ?? ""),
      );
      weighNext(logProbs, { model, mix, pending, pendingText, history });
      const id = mostProbable(logProbs);
      choice = { id, logProb: logProbs[id] };
      const addedBy = (token: number): string => consumePending(pending, model.tokenizer.bytes(token)).added;
      const isFirst: boolean = !hasBegun && addedBy(id) !== "";
      hasBegun ||= isFirst;
      if (isFirst) {
        const [beginning] = addedBy(id);
        beginningLogProb = logProbOfAny(logProbs, (token) => addedBy(token).startsWith(beginning));
      }
      if (isFirst && request.candidateCount > 1)
        fork = {
          branch: { ids: [...ids], pending, history },
          choices: alternatives(model, logProbs, pending, addedBy(id)),
        };
    }
    const { id, logProb }: Choice = choice;
    choice = undefined;
    const consumed = consumePending(pending, model.tokenizer.bytes(id));
    pending = consumed.pending;
    unsent.logProb += logProb;
    unsent.tokenCount++;
    tokenCount++;
    if (model.tokenizer.isSpecial(id)) {
      finish = "end";
    } else {
      ids.push(id);
      const text = utf8.decode(Buffer.from(consumed.added, "latin1"), { stream: true });
      written += consumed.added;
      history = (history + text).slice(-historyChars);
      const safe = stops.push(text);
      unsent.text += safe.text;
      if (safe.isStopped) finish = "stop";
      else if (tokenCount >= request.maxTokens || ids.length >= model.limits.contextTokens) finish = "length";
    }
    if (finish !== undefined) {
      if (finish !== "stop") unsent.text += stops.flush();
      break;
    }
    yield unsent.text === "" ? undefined : take();
    if (hasEnough?.(candidate) === true) break;
  }
  if (finish !== undefined) yield take();
  return { text: written, tokenCount, draftedTokenCount: scores.draftedCount, fork };
}

/** Returns other ways to begin than `taken`, most probable first, none of which begins with another's text. All texts are bytes. */
function alternatives(model: LoadedModel, logProbs: Float32Array, pending: string, taken: string): Choice[] {
  const addedBy = (id: number): string => consumePending(pending, model.tokenizer.bytes(id)).added;
  const beginnings = taken === "" ? [] : [taken];
  const choices: Choice[] = [];
  for (const id of mostProbableOf(logProbs, alternativeCount)) {
    const added = addedBy(id);
    const logProb = logProbs[id];
    if (added === "" || !Number.isFinite(logProb)) continue;
    if (beginnings.some((beginning) => beginning.startsWith(added) || added.startsWith(beginning))) continue;
    beginnings.push(added);
    choices.push({ id, logProb });
  }
  return choices;
}

/** Reads the pending bytes as the end of `history`; `undefined` if they begin inside a character and so aren't text. */
function readPending(pending: string, history: string): string | undefined {
  if (pending === "") return "";
  for (let length = 1; length <= Math.min(pending.length, history.length); length++) {
    const text = history.slice(-length);
    if (toBytes(text) === pending) return text;
  }
  return undefined;
}
