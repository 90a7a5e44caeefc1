import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../base/clock";
import { lfText } from "../base/lineEnds";
import { slowClock } from "../base/slowClock";
import { familyOf } from "../code/languageFamily";
import { buildRequest } from "../completion/buildRequest";
import { completionSettings } from "../completion/completionSettings";
import type { InlineAnswer, InlineRequest } from "../completion/inlineCompletion";
import { uriOfAddress } from "../documents/place";
import type { Engine } from "../engine";
import { absentModel } from "../evaluate/absentModel";
import { BatchedBackend } from "../evaluate/batchedBackend";
import type { EvaluationArm, LineAnswer, LineFailure } from "../evaluate/evaluationArm";
import type { LineCase } from "../evaluate/lineCase";
import type { CleanFile, EvaluationStep } from "../evaluate/plan";
import { endsOpen } from "../evaluate/score";
import type { BatchClient } from "../model/cloud/batchClient";
import { mostTokens } from "../model/cloud/wire";
import { backendErrorKinds } from "../model/errors";
import { chatInstructionTokens } from "../model/prompt/chat";
import { promptChars } from "../model/prompt/snippets";
import { costUsd, priceOf } from "../model/routing/prices";
import { promptText } from "../safety/promptText";
import { withoutSecrets } from "../safety/secrets/excerpt";
import { findSecrets } from "../safety/secrets/findSecrets";
import type { ArmSpec } from "./armSpec";
import { CliError } from "./cliError";
import { openEngine, type OpenEngine } from "./openEngine";

/** Factor by which the pipeline's clock is slowed if only this machine answers: its budgets of 3 ms are then far above what they bound. */
const slowness = 100;

/** Longest that one answer is awaited, in ms. // guess: a large model on a busy machine needs seconds */
const answerLimitMs = 60_000;

/** Longest that an endpoint's own count of tokens is awaited after its answer, in ms. The router lets it finish for 500 ms. */
const countLimitMs = 1_500;

/** Characters of files that are given to the memory at a time, so that it takes them up in the same way on every machine. */
const batchChars = 1_000_000;

/** Kinds of failures. */
const lineFailures: readonly LineFailure[] = [...backendErrorKinds, "unexpected"];

/** Figures of an arm's engine since its start. */
interface Counted {
  readonly usage: LineAnswer["usage"];
  readonly usd: number;
  readonly failures: ReadonlyMap<LineFailure, number>;
}

const nothingCounted: Counted = {
  ...{ usage: { promptTokens: 0, cachedTokens: 0, completionTokens: 0 }, usd: 0 },
  failures: new Map<LineFailure, number>(),
};

/** The origin of an arm's lines, and the trigger that asks for them. */
interface ArmPlace {
  /** Top folder of the repository. */
  readonly folderUri: string;
  readonly trigger: InlineRequest["trigger"];
}

/** The engine behind an arm, which is asked as an editor asks it. */
export class EngineArm implements EvaluationArm {
  readonly #spec: ArmSpec;
  readonly #place: ArmPlace;
  readonly #open: OpenEngine;
  readonly #engine: Engine;
  /** Answers instead of the endpoint, if that is asked in batches. */
  readonly #batched: BatchedBackend | undefined;
  #project = "";
  /** Files of the parent's tree, by address. */
  readonly #files = new Map<string, CleanFile>();
  #processId: number | undefined;
  /** Addresses of the files that are remembered as written. */
  #written: string[] = [];
  #counted = nothingCounted;

  /** Nothing is started or opened before `start` is called. */
  constructor(spec: ArmSpec, place: ArmPlace) {
    const hasEndpoints = spec.endpoints.length > 0;
    this.#spec = spec;
    this.#place = place;
    this.#batched = spec.isBatch ? new BatchedBackend() : undefined;
    this.#open = openEngine(spec.settings, place.folderUri, {
      ...(this.#batched !== undefined && { recorded: { backend: this.#batched } }),
      clock: hasEndpoints ? systemClock : slowClock(slowness),
      ...(!spec.hasModel && { createModel: absentModel }),
    });
    this.#engine = this.#open.engine;
    this.#engine.exclusion.setFolders([place.folderUri]);
    this.#engine.projects.setFolders([place.folderUri]);
  }

  /** Opens the endpoints, after the user's consent only. @throws CliError if there is none, or unless they may be asked now if they `areAsked`. */
  async openEndpoints(areAsked = true): Promise<void> {
    const { engine, notices } = this.#open;
    await engine.useRoutes(this.#spec.settings);
    await engine.cloud.ready();
    if (this.#spec.endpoints.length > 0 && !engine.gate.mayLeave(this.#place.folderUri))
      throw new CliError(
        1,
        notices().join(" ") || "You keep the code of this folder on this machine (nanotype consent).",
      );
    const reason = areAsked ? this.obstacle() : undefined;
    if (reason !== undefined) throw new CliError(1, reason);
  }

  /** Returns what a line can cost at most, in US dollars, if every endpoint is asked; `undefined` if one of their prices isn't known. */
  estimateUsd(one: LineCase): number | undefined {
    const { provider, router, secrets } = this.#engine;
    const { request } = buildRequest(provider.ask(this.#request(one), this.#settings), router.limits, secrets);
    const chars = promptChars(request.prompt) + request.prompt.path.length;
    const usage = {
      promptTokens: Math.ceil(chars / router.limits.charsPerToken) + chatInstructionTokens,
      completionTokens: Math.min(request.maxTokens, mostTokens),
    };
    let usd = 0;
    for (const endpoint of this.#spec.endpoints) {
      const names = [endpoint.model, endpoint.family].filter((name) => name !== undefined);
      const price = priceOf(endpoint.price, names, this.#spec.settings.evaluationPrice);
      if (price === undefined) return undefined;
      usd += costUsd(price, { cachedTokens: 0, ...usage });
    }
    return usd;
  }

  /** Starts the model, and opens the endpoints as `openEndpoints` does. @throws CliError if it doesn't start. */
  async start(signal: AbortSignal, areAsked = true): Promise<void> {
    const { engine } = this.#open;
    engine.useModel(this.#spec.settings);
    await this.openEndpoints(areAsked);
    this.#project = await new Promise((take) => engine.projects.whenDecided(`${this.#place.folderUri}/x`, take));
    await this.#readNothing(signal);
    const { state } = engine.slot;
    if (this.#spec.hasModel && state.kind === "stopped") throw new CliError(1, state.error.message);
    this.#processId = engine.slot.processId;
    this.#counted = this.#count();
  }

  /**
   * Opens the endpoint's Batch API, after `start`.
   * @throws CliError if it has none.
   */
  openBatches(): { readonly client: BatchClient; readonly batched: BatchedBackend } {
    const { cloud, gate } = this.#engine;
    const [{ name }] = this.#spec.endpoints;
    const backend = cloud.backend(name);
    const client = backend?.openBatches();
    if (this.#batched === undefined || backend === undefined || client === undefined)
      throw new CliError(1, `${name} has no Batch API. Leave out --batch to ask it live.`);
    this.#batched.use({ backend, place: client.place, mayLeave: (uri) => gate.mayLeave(uri) });
    return { client, batched: this.#batched };
  }

  /** Forgets all counts until now: the answers that count come next. */
  countFromHere(): void {
    this.#counted = this.#count();
  }

  async begin({ gone, changed }: EvaluationStep, signal: AbortSignal): Promise<void> {
    for (const address of this.#written.splice(0)) this.#engine.forget(uriOfAddress(address));
    for (const address of gone) this.#files.delete(address);
    for (const file of changed) this.#files.set(file.uri, file);
    this.#engine.slot.tellWorkspace({ type: "unindex", uris: gone });
    await this.#index(changed, signal);
  }

  async ask(step: EvaluationStep, one: LineCase, signal: AbortSignal): Promise<LineAnswer> {
    const { provider, syntax, names, forget, slot } = this.#engine;
    // A process that had to be replaced has forgotten the files.
    if (slot.processId !== this.#processId) {
      await this.#readNothing(signal);
      this.#processId = slot.processId;
      await this.#index([...this.#files.values()], signal);
    }
    this.#rememberWritten(step, one);
    const request = this.#request(one);
    const { document, offset } = request;
    const { uri, languageId, text } = document;
    const startOffset = offset - one.typedLength;
    const before = lfText(text.slice(0, startOffset) + text.slice(offset));
    names.clear();
    syntax.open(uri, languageId, text);
    const clean = withoutSecrets({ text, secrets: findSecrets(text), unscanned: [] });
    this.#engine.remember(document, clean, this.#project);
    provider.documentOpened({ ...document, text: before });
    provider.documentChanged(uri, text, [{ startOffset, oldEndOffset: startOffset, newEndOffset: offset }]);
    const limited = AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]);
    await syntax.parsed(uri, limited);
    names.opened(document);
    await names.settled();
    await this.#readNothing(limited);
    const startMs = performance.now();
    const answer = await provider.provide(request, this.#settings, limited);
    const latencyMs = performance.now() - startMs;
    const { usage, usd, failure } = await this.#countedSince(answer);
    const said = answer.items.at(0)?.insertText.split("\n", 1).at(0) ?? "";
    const isWorse = said.trim() === "" || endsOpen(said) ? undefined : await this.#addsError(one, said);
    provider.documentClosed(uri);
    syntax.close(uri);
    forget(uri);
    return {
      text: said,
      ...(limited.aborted && { failure: "timeout" as const }),
      ...(answer.trace.explanation().verdict?.kind === "failed" && { failure: failure ?? "unexpected" }),
      ...(isWorse !== undefined && { addsParseError: isWorse }),
      ...{ usage, usd },
      ...(this.#batched === undefined && { latencyMs }),
    };
  }

  obstacle(): string | undefined {
    const { endpoints } = this.#spec;
    if (endpoints.length === 0 || this.#engine.router.mayReachEndpoint(this.#place.folderUri)) return undefined;
    return this.#open.notices().join(" ") || `${endpoints[0].name} can't be asked now.`;
  }

  close(): Promise<void> {
    return this.#open.close();
  }

  get #settings() {
    return completionSettings(this.#spec.settings);
  }

  #request({ path, languageId, prefix, suffix }: LineCase): InlineRequest {
    const uri = `${this.#place.folderUri}/${path.split("/").map(encodeURIComponent).join("/")}`;
    const document = { uri, path, languageId, version: 1, text: lfText(prefix + suffix) };
    return { document, offset: prefix.length, trigger: this.#place.trigger };
  }

  /** Remembers the commit's files before this one as the commit left them: they are written already. */
  #rememberWritten({ written }: EvaluationStep, { fileIndex }: LineCase): void {
    for (const file of written.slice(0, fileIndex)) {
      if (file === undefined || this.#written.includes(file.uri)) continue;
      this.#written.push(file.uri);
      this.#engine.remember({ ...file, uri: uriOfAddress(file.uri) }, file.text, this.#project);
    }
  }

  /** Gives the memory files of the parent's tree, and waits until it has taken them up. */
  async #index(files: readonly CleanFile[], signal: AbortSignal): Promise<void> {
    const { slot } = this.#engine;
    const waiting = [...files];
    do {
      let chars = 0;
      const count = waiting.findIndex(({ text }) => (chars += text.length) > batchChars);
      const batch = waiting.splice(0, count < 0 ? waiting.length : count + 1);
      slot.tellWorkspace({ type: "index", files: batch.map((file) => ({ ...file, project: this.#project })) });
      const question = { project: this.#project, family: familyOf("plaintext"), uri: "", text: "", stems: [] };
      const limited = AbortSignal.any([signal, AbortSignal.timeout(answerLimitMs)]);
      await slot.searchWorkspace({ ...question, isPatient: true }, limited);
    } while (waiting.length > 0 && !signal.aborted);
  }

  /**
   * Lets the model read a prompt of nothing: what it had read for the line before would change the last digits of the next answer, and so the
   * figures of a run that was stopped in between.
   */
  async #readNothing(signal: AbortSignal): Promise<void> {
    const nothing = promptText("\n", []);
    const prompt = { path: promptText("", []), languageId: "plaintext", prefix: nothing, suffix: promptText("", []) };
    const request = { prompt, candidateCount: 1, maxTokens: 1, stop: [], documentUri: "evaluate:nothing" };
    try {
      for await (const chunk of this.#engine.slot.stream({ ...request, priority: "keystroke", memory: "off" }, signal))
        if (chunk.finish !== undefined) break;
    } catch {
      // The state of the model's process says what is wrong, and so does the answer to the next line.
    }
  }

  async #addsError({ languageId, prefix, suffix, truth }: LineCase, said: string): Promise<boolean | undefined> {
    const count = (line: string): Promise<number | undefined> =>
      this.#engine.syntax.faultCount({ languageId, text: prefix + line + suffix });
    const [now, real] = [await count(said), await count(truth)];
    return now === undefined || real === undefined ? undefined : now > real;
  }

  /** Returns the tokens that endpoints have counted since the answer before, their cost, and the kind of the last failure. */
  async #countedSince({ items }: InlineAnswer): Promise<Pick<LineAnswer, "usage" | "usd" | "failure">> {
    const { endpoints, hasModel } = this.#spec;
    const isAsked = endpoints.length > 0 && (!hasModel || items.at(0)?.writtenBy !== undefined);
    const untilMs = performance.now() + (isAsked ? countLimitMs : 0);
    const before = this.#counted;
    const isCounted = (): boolean =>
      this.#batched?.isIdle ?? this.#count().usage.promptTokens !== before.usage.promptTokens;
    while (performance.now() < untilMs && !isCounted()) await sleep(5);
    this.#counted = this.#count();
    const { usage, usd, failures } = this.#counted;
    const [failure] = [...failures].find(([kind, count]) => count > (before.failures.get(kind) ?? 0)) ?? [];
    return {
      usage: {
        promptTokens: usage.promptTokens - before.usage.promptTokens,
        cachedTokens: usage.cachedTokens - before.usage.cachedTokens,
        completionTokens: usage.completionTokens - before.usage.completionTokens,
      },
      usd: usd - before.usd,
      ...(failure !== undefined && { failure }),
    };
  }

  /** Returns the engine's figures so far. */
  #count(): Counted {
    const figures = this.#engine.metrics.figures();
    const tokens = (kind: string): number => figures.value("endpointTokens", kind);
    return {
      usage: { promptTokens: tokens("prompt"), cachedTokens: tokens("cached"), completionTokens: tokens("generated") },
      usd: figures.sum("endpointUsd"),
      failures: new Map(lineFailures.map((kind) => [kind, figures.value("failures", "answer", kind)])),
    };
  }
}
