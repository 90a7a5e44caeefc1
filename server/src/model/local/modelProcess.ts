// The model process: a child of the server that loads one model and serves its requests. Messages: `ipc.ts`.
import { BackendError } from "../errors";
import { inBackground, reportFailure } from "../../base/inBackground";
import { caretSelf } from "../memory/caretSelf";
import { CharacterMemory } from "../memory/characterMemory";
import { createDraft } from "../memory/draft";
import { createMixture } from "../memory/mixture";
import { WorkspaceIndex } from "../memory/workspaceIndex";
import type { WorkspaceQuestion } from "../memory/workspaceSearch";
import type { Priority } from "../backend";
import { Slices } from "../../base/slices";
import { generate, readPrompt, type TokenGeneration } from "./generate";
import type { GenerationSteps } from "./generationSteps";
import type { FromModelProcess, LoadOptions, SentRequest, ToModelProcess, GenerationUsage } from "./ipc";
import { isToModelProcess } from "./ipc";
import type { KvCache } from "./kvCache";
import type { LoadedModel } from "./loadModel";
import type { Job } from "./scheduler";
import { rankWords } from "./rankWords";
import { Scheduler } from "./scheduler";
import { scoreChoices } from "./scoreChoices";
import { shortPrompt } from "./shortPrompt";

/** State of the process once a model is loaded. */
interface Engine {
  readonly model: LoadedModel;
  /** Cache of the text at the caret. Work elsewhere has a separate one, so that it doesn't evict it. */
  readonly caretCache: KvCache;
  readonly otherCache: KvCache;
}

/** Longest time without a sign of life during long work, in ms. */
const aliveIntervalMs = 1000;

/** Time for which more of the workspace's files are awaited, in ms, and the characters that are enough. // guess */
const gatherMs = 200;
const mostWaitingChars = 2_000_000;

/** Time between two looks whether all files are taken up, in ms. */
const settlingMs = 2;

/** Time between two looks whether the model is free, in ms. */
const waitMs = 20;

/** Text of the workspace kept in memory, in UTF-16 units; 28 MB with its index. // guess */
const memoryMaxChars = 2_000_000;

/** Memory of the workspace's files that aren't open, in bytes; with the 6 MB that merging two segments takes meanwhile, 64 MB. */
const indexMaxBytes = 58 * 1024 * 1024;

const memory = new CharacterMemory({ maxChars: memoryMaxChars });
const index = new WorkspaceIndex({ maxBytes: indexMaxBytes });
let isSettling = false;
let settleTimer: NodeJS.Timeout | undefined;
const scheduler = new Scheduler();
/** Id of the job that reads a prompt in advance; requests have positive ones. */
const preparation = 0;
/** Candidates that were ended early, by the request's id. */
const enough = new Map<number, Set<number>>();
let engine: Engine | undefined;
/** Document of the last keystroke; a request by key in it finds its text in the caret's cache. */
let caretUri: string | undefined;
let lastSentMs = 0;

function send(message: FromModelProcess): void {
  lastSentMs = performance.now();
  // The server may have ended before this process notices; then nothing is left to do.
  const ended = (error: Error | null): void => {
    if (error !== null) process.exit(0);
  };
  if (process.connected) process.send?.(message, undefined, {}, ended);
}

/** Sends a sign of life if nothing was sent for a while. */
function giveSign(): void {
  if (performance.now() - lastSentMs > aliveIntervalMs) send({ type: "alive" });
}

function receive(message: ToModelProcess): void {
  switch (message.type) {
    case "load":
      inBackground("loading the model", load(message.options));
      return;
    case "prepare":
      prepare(message.request);
      return;
    case "generate":
      giveSign();
      scheduler.cancel(preparation);
      startGenerate(message.id, message.request);
      return;
    case "enough":
      enough.get(message.id)?.add(message.candidate);
      return;
    case "cancel":
      scheduler.cancel(message.id);
      return;
    case "memorize":
      memory.set(message.uri, message.text, message.origin);
      return;
    case "forget":
      memory.delete(message.uri);
      return;
    case "index":
      for (const file of message.files) index.set(file);
      clearTimeout(settleTimer);
      // Many files at once are indexed faster than one after the other.
      if (index.waitingChars > mostWaitingChars) takeUpFiles();
      else settleTimer = setTimeout(takeUpFiles, gatherMs);
      return;
    case "unindex":
      for (const uri of message.uris) index.delete(uri);
      return;
    case "clearIndex":
      index.clear();
      return;
    case "search":
      inBackground("searching the workspace's files", search(message.id, message.question));
      return;
  }
}

function takeUpFiles(): void {
  if (!isSettling) inBackground("taking up the workspace's files", settleIndex());
}

/** Takes up the files that were sent, in slices, while no request is answered. */
async function settleIndex(): Promise<void> {
  isSettling = true;
  const slices = new Slices();
  for (const work = index.settle(); work.next().done !== true;) {
    await slices.pause();
    while (scheduler.isBusy) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  isSettling = false;
}

/** Resolves once every file that was sent is taken up. */
async function allTakenUp(): Promise<void> {
  clearTimeout(settleTimer);
  do {
    takeUpFiles();
    await new Promise((resolve) => setTimeout(resolve, settlingMs));
  } while (isSettling || index.waitingChars > 0);
}

/** Searches the workspace's files in slices; a request is answered first. */
async function search(id: number, question: WorkspaceQuestion): Promise<void> {
  if (question.isPatient === true) await allTakenUp();
  const slices = new Slices();
  const work = index.search(question);
  for (;;) {
    while (scheduler.isBusy) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const turn = work.next();
    if (turn.done === true) {
      send({ type: "found", id, ...turn.value });
      return;
    }
    await slices.pause();
  }
}

/** Loads the model, with signs of life in between: the runtime itself sends none while it works. */
async function load(options: LoadOptions): Promise<void> {
  send({ type: "alive" });
  const signs = setInterval(() => send({ type: "alive" }), aliveIntervalMs);
  await loadEngine(options);
  clearInterval(signs);
}

async function loadEngine(options: LoadOptions): Promise<void> {
  // Loaded late, so that a native runtime that does not run here can be reported.
  const loader = await import("./loadModel").catch(() => undefined);
  if (!loader) {
    const message = "The model's native runtime does not run on this machine.";
    send({ type: "loadFailed", kind: "processDied", message, isRuntimeMissing: true });
    return;
  }
  try {
    const model = await loader.loadModel(options, (progress) => send({ type: "loading", ...progress }));
    // The first collection finds the graph's bytes, and the second one waits until they are released.
    globalThis.gc?.();
    globalThis.gc?.();
    engine = { model, caretCache: model.session.createCache(), otherCache: model.session.createCache() };
    send({ type: "loaded", model: model.id, limits: model.limits, rssBytes: process.memoryUsage.rss() });
  } catch (error) {
    send({ type: "loadFailed", ...describe(error), isRuntimeMissing: false });
  }
}

function startGenerate(id: number, request: SentRequest): void {
  let produced = "";
  start(
    id,
    request.priority,
    ({ model, caretCache, otherCache }, ended) => {
      // Cached rows change the last digits, and a choice must not depend on earlier requests.
      if (request.choices !== undefined)
        return scoreChoices(model, model.session.createCache(), request, request.choices);
      if (request.priority === "keystroke") caretUri = request.documentUri;
      const cache = request.documentUri === caretUri ? caretCache : otherCache;
      const { words } = request;
      if (words !== undefined) return rankWords({ model, cache, request, words, mix: fromMemory(model, request).mix });
      return generate({
        ...{ model, cache, request, hasteFor: request.priority === "command" ? hasteIn(model, request) : undefined },
        ...fromMemory(model, request),
        hasEnough: (candidate) => ended.has(candidate),
      });
    },
    (text) => {
      produced += text;
      return request.demoteAfter !== undefined && produced.includes(request.demoteAfter);
    },
  );
}

/** Returns the shorter prompts by which the first candidate of a request by key is written where the whole one takes too long to read. */
function hasteIn(model: LoadedModel, { prompt }: SentRequest): TokenGeneration["hasteFor"] {
  return (missingTokens) => {
    const short = shortPrompt(model, prompt, { missingTokens, msPerToken: model.speed.msPerToken });
    return short && { prompt: short, cache: model.session.createCache() };
  };
}

/** Reads a prompt into the caret's cache while nothing else is asked. */
function prepare(request: SentRequest): void {
  scheduler.cancel(preparation);
  if (!engine) return;
  caretUri = request.documentUri;
  scheduler.add({
    id: preparation,
    priority: "background",
    steps: readPrompt({ model: engine.model, cache: engine.caretCache, request }),
    onStep: giveSign,
    onDone: () => undefined,
    onError: (error) => reportFailure("reading a prompt in advance", error),
  });
}

/** Returns what the memory adds to this request: its share of the choices, and drafts. The line at the caret is excluded. */
function fromMemory({ vocabulary }: LoadedModel, request: SentRequest): Pick<TokenGeneration, "mix" | "draft"> {
  if (request.memory === "off" || request.reader === undefined) return { mix: undefined };
  const { prefix, suffix } = request.prompt;
  const self = caretSelf(request.documentUri, prefix, suffix, request.reader);
  const sources = { memory, elsewhere: index, vocabulary, self };
  return { mix: createMixture(sources), draft: createDraft(sources) };
}

/** Queues work; `ended` will hold the candidates that are ended early, and `isDemotedBy` receives the first candidate's text as it grows. */
function start(
  id: number,
  priority: Priority,
  makeSteps: (engine: Engine, ended: ReadonlySet<number>) => GenerationSteps<GenerationUsage>,
  isDemotedBy: (text: string) => boolean = () => false,
): void {
  if (!engine) {
    send({ type: "failed", id, kind: "processDied", message: "The model is not loaded yet." });
    return;
  }
  const ended = new Set<number>();
  enough.set(id, ended);
  const addedMs = performance.now();
  let waitedMs: number | undefined;
  const job: Job = {
    id,
    priority,
    steps: makeSteps(engine, ended),
    onTurn() {
      waitedMs = performance.now() - addedMs;
    },
    onStep(chunk) {
      if (chunk) send({ type: "chunk", id, chunk: waitedMs === undefined ? chunk : { ...chunk, waitedMs } });
      else giveSign();
      if (chunk) waitedMs = undefined;
      if (chunk?.candidate === 0 && isDemotedBy(chunk.text)) job.priority = "background";
    },
    onDone(usage) {
      enough.delete(id);
      const nothing = { promptTokenCount: 0, reusedTokenCount: 0, generatedTokenCount: 0 };
      send({ type: "done", id, usage: usage ?? nothing, rssBytes: process.memoryUsage.rss(), cpuMs: cpuMs() });
    },
    onError(error) {
      enough.delete(id);
      send({ type: "failed", id, ...describe(error) });
    },
  };
  scheduler.add(job);
}

/** Returns the processor time of this process, in ms. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Describes an error in words that may be shown. The runtime's own words may quote the user's code and are left out. */
function describe(error: unknown): Pick<BackendError, "kind" | "message"> {
  if (error instanceof BackendError) return { kind: error.kind, message: error.message };
  const isMemory = error instanceof Error && /alloc|out of memory/i.test(error.message);
  return isMemory
    ? { kind: "outOfMemory", message: "The model ran out of memory. Choose a smaller model or close other programs." }
    : { kind: "modelCorrupt", message: "The model failed to compute. Download it again or choose another one." };
}

process.on("message", (message: unknown) => {
  if (isToModelProcess(message)) receive(message);
});
process.on("disconnect", () => process.exit(0));
