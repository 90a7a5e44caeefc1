import { basename } from "node:path";
import type { Clock } from "../../base/clock";
import { BackendError } from "../errors";
import type { Backend, BackendLimits, CompletionChunk, CompletionRequest, RoutableRequest } from "../backend";
import type { ChildModel, Reply } from "./childModel";
import { DocumentStore } from "./documentStore";
import type { MemoryOrigin } from "../memory/memoryReader";
import type { WorkspaceFinds, WorkspaceQuestion } from "../memory/workspaceSearch";
import type { Quantization, GenerationUsage, SentRequest, WorkspaceMessage } from "./ipc";
import { notAnswering } from "./silence";
import type { LocalModelState } from "./supervisor";
import { Supervisor } from "./supervisor";

export type { LocalModelState } from "./supervisor";

/** Parameters of a local model. Times in ms, sizes in bytes. */
export interface LocalModelParams {
  /** Path of the model process's bundle, `dist/modelProcess.js`. */
  readonly bundlePath: string;
  /** Path of the bundle for machines on which the native runtime does not run, `dist/modelProcessWasm.js`. */
  readonly wasmBundlePath?: string | undefined;
  readonly modelFolder: string;
  readonly quantization: Quantization;
  readonly threadCount: number;
  readonly idleLimitMs: number;
  readonly memoryLimitBytes: number;
  readonly clock: Clock;
  readonly log: { info(message: string): void; warn(message: string): void };
  /** Called when a process has started, which knows none of the workspace's files yet. */
  readonly onProcessStart?: () => void;
}

/** Tokens since the start, and the process's resident memory as last reported (0 when none runs). */
export interface LocalModelUsage extends GenerationUsage {
  readonly rssBytes: number;
  /** Processor time of its processes, in ms, as last reported. */
  readonly cpuMs?: number;
}

/** The model that runs on this machine, in a process of its own. */
export interface LocalModel extends Backend {
  readonly state: LocalModelState;
  /** Calls `listener` with every new state; the returned function unsubscribes. */
  onStateChange(listener: (state: LocalModelState) => void): () => void;
  /**
   * Starts the process and loads the model, unless that has happened.
   * @throws BackendError modelMissing, modelCorrupt, outOfMemory, processDied
   */
  ensureStarted(): Promise<void>;
  /** Lets a running process read a prompt in the background, for a request that may follow; the next request ends that. */
  prepare(request: CompletionRequest): void;
  /** Passes a document's text to the model process's workspace memory; the newest documents are kept. */
  memorize(uri: string, text: string, origin: MemoryOrigin): void;
  forget(uri: string): void;
  /** Tells the process of files that aren't open; nothing is kept for one that starts later. */
  tellWorkspace(message: WorkspaceMessage): void;
  /** Searches the workspace's files that aren't open; `undefined` without a process, and once `signal` aborts. */
  searchWorkspace(question: WorkspaceQuestion, signal: AbortSignal): Promise<WorkspaceFinds | undefined>;
  usage(): LocalModelUsage;
  /** Id of the model process while one runs. */
  readonly processId: number | undefined;
  dispose(): void;
}

/** Limits until the model has reported its own; only used to cut text roughly. */
const unknownLimits: BackendLimits = { contextTokens: 2048, suffixTokens: 512, charsPerToken: 3.7 };
/** Weight of the newest time to first token. // guess */
const latencyWeight = 0.2;
/** Time to first token before any was measured, in ms. */
const initialLatencyMs = 30;

/** Makes the local backend; nothing starts before the first request. */
export function createLocalModel(params: LocalModelParams): LocalModel {
  const { clock, log } = params;
  const listeners = new Set<(state: LocalModelState) => void>();
  const documents = new DocumentStore();
  const usage = { promptTokenCount: 0, reusedTokenCount: 0, generatedTokenCount: 0 };
  const searches = new Map<number, (finds: WorkspaceFinds) => void>();
  let limits = unknownLimits;
  let model = basename(params.modelFolder);
  let latencyMs = initialLatencyMs;
  let lastId = 0;

  const supervisor = new Supervisor({
    bundlePath: params.bundlePath,
    wasmBundlePath: params.wasmBundlePath,
    options: {
      modelFolder: params.modelFolder,
      quantization: params.quantization,
      threadCount: params.threadCount,
      memoryLimitBytes: params.memoryLimitBytes,
    },
    idleLimitMs: params.idleLimitMs,
    memoryLimitBytes: params.memoryLimitBytes,
    clock,
    onStart(child) {
      for (const [uri, { text, origin }] of documents.entries()) child.send({ type: "memorize", uri, text, origin });
      params.onProcessStart?.();
    },
    onFound: ({ id, places, files }) => searches.get(id)?.({ places, files }),
    onState(state) {
      if (state.kind === "ready") ({ limits, model } = state);
      if (state.kind === "stopped") log.warn(`local model: ${state.error.message}`);
      else if (isSilent(state)) log.warn(`local model: ${notAnswering}`);
      else if (state.kind !== "loading" || state.progress === undefined)
        log.info(`local model: ${state.kind}${isOnWasm(state) ? ", on WebAssembly" : ""}`);
      for (const listener of listeners) listener(state);
    },
  });

  const ended = (reply: Extract<Reply, { type: "done" | "failed" }>): void => {
    if (reply.type === "done") {
      usage.promptTokenCount += reply.usage.promptTokenCount;
      usage.reusedTokenCount += reply.usage.reusedTokenCount;
      usage.generatedTokenCount += reply.usage.generatedTokenCount;
    }
    supervisor.requestEnded(reply.type === "done");
  };

  async function* stream(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<CompletionChunk> {
    const startMs = clock.nowMs();
    for (let attempt = 1; ; attempt++) {
      const child = await unlessAborted(supervisor.ready(), signal);
      if (!child) return;
      let hasAnswered = false;
      try {
        const askedMs = clock.nowMs();
        for await (const chunk of ask(child, ++lastId, request, signal, ended)) {
          if (!hasAnswered && request.priority === "keystroke")
            latencyMs += latencyWeight * (clock.nowMs() - askedMs - latencyMs);
          hasAnswered = true;
          const { waitedMs } = chunk;
          yield waitedMs === undefined ? chunk : { ...chunk, waitedMs: waitedMs + askedMs - startMs };
        }
        return;
      } catch (error) {
        // A request survives one death of its process, unless part of its answer has been returned.
        const mayRetry = error instanceof BackendError && error.kind === "processDied" && !hasAnswered && attempt === 1;
        if (!mayRetry) throw error;
      }
    }
  }

  return {
    name: "local",
    get model() {
      return model;
    },
    get limits() {
      return limits;
    },
    get state() {
      return supervisor.state;
    },
    get processId() {
      return supervisor.processId;
    },
    stream,
    prepare: (request) => void supervisor.tell({ type: "prepare", request: sendable(request) }),
    expectedLatencyMs: () => latencyMs,
    onStateChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ensureStarted() {
      await supervisor.ready();
    },
    memorize(uri, text, origin) {
      documents.set(uri, { text, origin });
      supervisor.tell({ type: "memorize", uri, text, origin });
    },
    forget(uri) {
      documents.delete(uri);
      supervisor.tell({ type: "forget", uri });
    },
    tellWorkspace: (message) => void supervisor.tell(message),
    searchWorkspace: (question, signal) =>
      new Promise((resolve) => {
        const id = ++lastId;
        const end = (finds?: WorkspaceFinds): void => {
          searches.delete(id);
          signal.removeEventListener("abort", giveUp);
          resolve(finds);
        };
        const giveUp = (): void => end();
        searches.set(id, end);
        signal.addEventListener("abort", giveUp, { once: true });
        if (signal.aborted || !supervisor.tell({ type: "search", id, question })) end();
      }),
    usage: () => ({ ...usage, rssBytes: supervisor.rssBytes, cpuMs: supervisor.cpuMs }),
    dispose() {
      listeners.clear();
      supervisor.dispose();
    },
  };
}

function isSilent(state: LocalModelState): boolean {
  return state.kind === "ready" && state.isSilent === true;
}

function isOnWasm(state: LocalModelState): boolean {
  return state.kind === "ready" && state.runtime === "wasm";
}

/** Sends the request to the process and yields its chunks. Stops the work when the consumer leaves or `signal` aborts. */
async function* ask(
  child: ChildModel,
  id: number,
  request: CompletionRequest,
  signal: AbortSignal,
  onEnd: (reply: Extract<Reply, { type: "done" | "failed" }>) => void,
): AsyncGenerator<CompletionChunk> {
  const replies: Reply[] = [];
  const progress = { hasEnded: false };
  const endedEarly = new Set<number>();
  let wake: () => void = () => undefined;
  const { hasEnough } = request;
  child.ask({ type: "generate", id, request: sendable(request) }, (reply) => {
    replies.push(reply);
    if (reply.type !== "chunk") {
      progress.hasEnded = true;
      onEnd(reply);
    }
    wake();
  });
  const onAbort = (): void => wake();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    while (!signal.aborted) {
      const reply = replies.shift();
      if (!reply) await new Promise<void>((resolve) => (wake = resolve));
      else if (reply.type === "chunk") {
        const { candidate, finish } = reply.chunk;
        yield reply.chunk;
        if (finish !== undefined || endedEarly.has(candidate) || hasEnough?.(candidate) !== true) continue;
        endedEarly.add(candidate);
        child.send({ type: "enough", id, candidate });
      } else if (reply.type === "failed") throw new BackendError(reply.kind, reply.message);
      else return;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    if (!progress.hasEnded) child.send({ type: "cancel", id });
  }
}

/** Leaves out the parts that are functions, which cannot be sent. */
function sendable({ later, checked, hasEnough, ...sent }: CompletionRequest & Partial<RoutableRequest>): SentRequest {
  return sent;
}

/** Resolves with the promise's value, or with `undefined` as soon as `signal` aborts. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    return undefined;
  }
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
