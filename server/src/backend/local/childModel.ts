import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { childEnvironment } from "../../childEnvironment";
import type { Clock } from "../../clock";
import { BackendError } from "../../errors";
import type { FromModelProcess, LoadOptions, ToModelProcess } from "./ipc";
import { isFromModelProcess } from "./ipc";
import type { LoadProgress } from "./readAhead";

/** The news that a model is ready. */
export type Loaded = Extract<FromModelProcess, { type: "loaded" }>;
/** What a request gets to hear. */
export type Reply = Exclude<FromModelProcess, { type: "loading" | "loaded" | "loadFailed" | "progress" }>;

/** A process that says nothing for this long while it is asked for something is stuck. // guess: 100 times the longest step seen */
const silenceLimitMs = 20_000;
/** The runtime prepares a model in silence, which may take a slow machine 1 s for so many bytes. // guess */
const preparedBytesPerS = 20e6;

/**
 * A small young generation and one heap of glibc that gives memory back: 166 instead of 219 MB resident after 60 completions, for
 * 10–20 % of prefill. Other systems ignore the variables. Switching the runtime's own arena off saves 12 MB more but makes a token
 * 4 times as slow.
 */
const leanNode = ["--max-semi-space-size=1"];
const leanMalloc = { MALLOC_ARENA_MAX: "1", MALLOC_TRIM_THRESHOLD_: "131072" };

/** VS Code's own program runs as plain Node by these. */
const isNodeVariable = (name: string): boolean => name.startsWith("ELECTRON_");

/** One life of the model process: from fork to exit, with the requests it is working on. */
export class ChildModel {
  /** Rejects when the model cannot be loaded. */
  readonly loaded: Promise<Loaded>;
  /** Resident memory as last reported, in bytes. */
  rssBytes = 0;

  /** Whether it ended because the native runtime does not run on this machine. */
  isRuntimeMissing = false;

  readonly #process: ChildProcess;
  readonly #requests = new Map<number, (reply: Reply) => void>();
  readonly #params: ChildModelParams;
  #settleLoaded: { resolve(loaded: Loaded): void; reject(error: BackendError): void } | undefined;
  #stopWatching: () => void = () => undefined;
  #silenceLimitMs = silenceLimitMs;
  #end: BackendError | undefined;

  constructor(params: ChildModelParams) {
    this.#params = params;
    this.loaded = new Promise((resolve, reject) => (this.#settleLoaded = { resolve, reject }));
    // Whoever waits for it sees the error; nobody has to.
    this.loaded.catch(() => undefined);
    this.#process = fork(params.bundlePath, [], {
      // Nothing of the model's runtime may reach a log: it prints token ids.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      serialization: "advanced",
      execArgv: leanNode,
      env: { ...childEnvironment(process.env, isNodeVariable), ...leanMalloc },
    });
    this.#process.on("message", (message) => {
      if (isFromModelProcess(message)) this.#receive(message);
    });
    this.#process.on("error", (cause) => this.#finish(died("The model process could not be started.", cause)));
    this.#process.on("exit", (code, signal) => {
      // Built for another kind of processor.
      this.isRuntimeMissing ||= this.#settleLoaded !== undefined && signal === "SIGILL";
      this.#finish(died(`The model process ended (${signal ?? code ?? "?"}).`));
    });
    this.send({ type: "load", options: params.options });
    this.#watch();
  }

  get processId(): number | undefined {
    return this.#process.pid;
  }

  get isAlive(): boolean {
    return this.#end === undefined;
  }

  get isBusy(): boolean {
    return this.#requests.size > 0;
  }

  send(message: ToModelProcess): void {
    // A closed channel is noticed by `exit`.
    if (this.isAlive && this.#process.connected) this.#process.send(message, () => undefined);
  }

  /** Sends a request and hands every reply to `listener`, until the reply that ends it. */
  ask(message: Extract<ToModelProcess, { id: number }>, listener: (reply: Reply) => void): void {
    if (this.#end) {
      listener({ type: "failed", id: message.id, kind: this.#end.kind, message: this.#end.message });
      return;
    }
    this.#requests.set(message.id, listener);
    this.send(message);
    this.#watch();
  }

  /** Ends the process; `reason` goes to whoever still waits. */
  kill(reason: BackendError = died("The model process was stopped.")): void {
    this.#process.kill("SIGKILL");
    this.#finish(reason);
  }

  #receive(message: FromModelProcess): void {
    this.#watch();
    switch (message.type) {
      case "loading":
        this.#silenceLimitMs = silenceLimitMs + (message.totalBytes / preparedBytesPerS) * 1000;
        this.#params.onProgress?.({ readBytes: message.readBytes, totalBytes: message.totalBytes });
        break;
      case "loaded":
        this.#silenceLimitMs = silenceLimitMs;
        this.rssBytes = message.rssBytes;
        this.#settleLoaded?.resolve(message);
        this.#settleLoaded = undefined;
        break;
      case "loadFailed":
        this.isRuntimeMissing = message.isRuntimeMissing;
        this.kill(new BackendError(message.kind, message.message));
        return;
      case "progress":
        break;
      case "chunk":
        this.#requests.get(message.id)?.(message);
        break;
      case "done":
      case "failed": {
        if (message.type === "done") this.rssBytes = message.rssBytes;
        const listener = this.#requests.get(message.id);
        this.#requests.delete(message.id);
        listener?.(message);
        break;
      }
    }
    this.#watch();
  }

  /** Winds the watchdog up again, or stops it when nothing is asked. */
  #watch(): void {
    this.#stopWatching();
    this.#stopWatching = () => undefined;
    if (this.isAlive && (this.isBusy || this.#settleLoaded))
      this.#stopWatching = this.#params.clock.after(this.#silenceLimitMs, () =>
        this.kill(
          died(`The model process was silent for ${Math.round(this.#silenceLimitMs / 1000)} s and was stopped.`),
        ),
      );
  }

  #finish(error: BackendError): void {
    if (this.#end) return;
    this.#end = error;
    this.#stopWatching();
    this.#settleLoaded?.reject(error);
    this.#settleLoaded = undefined;
    for (const [id, listener] of this.#requests)
      listener({ type: "failed", id, kind: error.kind, message: error.message });
    this.#requests.clear();
    this.#params.onEnd(error);
  }
}

/** What a model process is started with. */
export interface ChildModelParams {
  readonly bundlePath: string;
  readonly options: LoadOptions;
  readonly clock: Clock;
  /** Called while a large model is being read. */
  onProgress?(progress: LoadProgress): void;
  /** Called once, when the process is gone or as good as gone. */
  onEnd(error: BackendError): void;
}

function died(what: string, cause?: unknown): BackendError {
  return new BackendError("processDied", `${what} It is started again with the next request.`, { cause });
}
