import type { Backend, BackendLimits, CompletionChunk, CompletionRequest } from "./backend";
import type { LocalModel, LocalModelState, LocalModelUsage } from "./local/localModel";
import type { MemoryOrigin } from "./memory/memoryReader";
import type { WorkspaceFinds, WorkspaceQuestion } from "./memory/workspaceSearch";
import type { Quantization, WorkspaceMessage } from "./local/ipc";

/** The chosen model and its options; any difference needs another process. */
export interface ModelChoice {
  readonly modelFolder: string;
  readonly quantization: Quantization;
  readonly threadCount: number;
  readonly idleLimitMs: number;
  readonly memoryLimitBytes: number;
}

const nothingUsed: LocalModelUsage = {
  promptTokenCount: 0,
  reusedTokenCount: 0,
  generatedTokenCount: 0,
  rssBytes: 0,
  cpuMs: 0,
};

/** Holds the local model that the settings name, and is itself the backend that the pipeline keeps. */
export class ModelSlot implements Backend {
  readonly name = "local";
  readonly #create: (choice: ModelChoice) => LocalModel;
  readonly #onStateChange: () => void;
  readonly #isLazy: boolean;
  #current: { readonly choice: ModelChoice; readonly model: LocalModel } | undefined;

  /** A lazy slot loads its model with the first request. */
  constructor(params: { create: (choice: ModelChoice) => LocalModel; onStateChange: () => void; isLazy?: boolean }) {
    this.#create = params.create;
    this.#isLazy = params.isLazy ?? false;
    this.#onStateChange = params.onStateChange;
  }

  /** Runs the chosen model from now on, or none. Returns whether it differs from the one before. */
  use(choice: ModelChoice | undefined): boolean {
    if (JSON.stringify(this.#current?.choice) === JSON.stringify(choice)) return false;
    this.dispose();
    if (choice === undefined) return true;
    const model = this.#create(choice);
    this.#current = { choice, model };
    model.onStateChange(() => this.#onStateChange());
    if (!this.#isLazy) this.start();
    this.#onStateChange();
    return true;
  }

  /** Loads the model of a folder again, whose files have changed. Returns whether it is the chosen one. */
  renew(modelFolder: string): boolean {
    const choice = this.#current?.choice;
    if (choice?.modelFolder !== modelFolder) return false;
    this.dispose();
    return this.use(choice);
  }

  /** Loads the model. A failure shows in the state, and the next request reports it. */
  start(): void {
    this.#current?.model.ensureStarted().catch(() => undefined);
  }

  /** Loads the model unless it is loaded, and returns its state once it works or has failed. */
  async settled(): Promise<LocalModelState> {
    await this.#current?.model.ensureStarted().catch(() => undefined); // shows in the state
    return this.state;
  }

  /** True once a model was chosen. */
  get isUsed(): boolean {
    return this.#current !== undefined;
  }

  isOnlyLocal(): boolean {
    return true;
  }

  get model(): string {
    return this.#current?.model.model ?? "";
  }

  get limits(): BackendLimits {
    return this.#chosen.limits;
  }

  get state(): LocalModelState {
    return this.#current?.model.state ?? { kind: "loading" };
  }

  get processId(): number | undefined {
    return this.#current?.model.processId;
  }

  stream(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    return this.#chosen.stream(request, signal);
  }

  /** Lets the model read a prompt in the background, for a request that may follow. */
  prepare(request: CompletionRequest): void {
    this.#current?.model.prepare(request);
  }

  expectedLatencyMs(): number {
    return this.#current?.model.expectedLatencyMs() ?? 0;
  }

  memorize(uri: string, text: string, origin: MemoryOrigin): void {
    this.#current?.model.memorize(uri, text, origin);
  }

  forget(uri: string): void {
    this.#current?.model.forget(uri);
  }

  tellWorkspace(message: WorkspaceMessage): void {
    this.#current?.model.tellWorkspace(message);
  }

  /** Searches the workspace's files that aren't open; `undefined` without a process, and once `signal` aborts. */
  async searchWorkspace(question: WorkspaceQuestion, signal: AbortSignal): Promise<WorkspaceFinds | undefined> {
    return this.#current?.model.searchWorkspace(question, signal);
  }

  /** Returns what the model has used; nothing before one is chosen. */
  usage(): LocalModelUsage {
    return this.#current?.model.usage() ?? nothingUsed;
  }

  dispose(): void {
    this.#current?.model.dispose();
    this.#current = undefined;
  }

  get #chosen(): LocalModel {
    if (this.#current === undefined) throw new Error("No model was chosen yet.");
    return this.#current.model;
  }
}
